// w, m, v = adam(w, m, v, g), element by element; adam is in adam_rule.wgsl
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

struct Uniforms {
  count: u32, gain1: f32, beta2: f32, gain2: f32, epsilon: f32, l2: f32, decay: f32
}

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
// rate, count, 1 - beta1^count, 1 - beta2^count
@group(0) @binding(1) var<storage, read> progress: vec4f;
@group(0) @binding(2) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> g_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> w_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> m_single: array<f32>;
@group(0) @binding(4) var<storage, read_write> v_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    let after = adam_four(w[i], m[i], v[i], g[i]);
    w[i] = after.w;
    m[i] = after.m;
    v[i] = after.v;
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
    let after = adam(w_single[i], m_single[i], v_single[i], g_single[i]);
    w_single[i] = after.w;
    m_single[i] = after.m;
    v_single[i] = after.v;
  }
}
