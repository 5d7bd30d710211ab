// w, m = sgd(w, m, g), element by element; sgd is in sgd_rule.wgsl
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

struct Uniforms { count: u32, momentum: f32, decay: f32 }

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
// rate
@group(0) @binding(1) var<storage, read> progress: array<f32>;
@group(0) @binding(2) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> g_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> w_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> m_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    var momentum = vec4f();
    if (MOMENTUM) { momentum = m[i]; }
    let after = sgd_four(w[i], momentum, g[i]);
    w[i] = after.w;
    if (MOMENTUM) { m[i] = after.m; }
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    var momentum = 0.0;
    if (MOMENTUM) { momentum = m_single[i]; }
    let after = sgd(w_single[i], momentum, g_single[i]);
    w_single[i] = after.w;
    if (MOMENTUM) { m_single[i] = after.m; }
  }
}
