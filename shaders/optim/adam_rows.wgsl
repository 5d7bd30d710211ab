// row r = rows[i] of w, m, v = adam(w, m, v, g[i]) for i < count; adam is in adam_rule.wgsl

struct Uniforms {
  positions: u32, columns: u32, gain1: f32, beta2: f32, gain2: f32, epsilon: f32, l2: f32, decay: f32
}

// Rows of whole vec4s, or (main_single) of any length: columns counts vec4s or elements.
@group(0) @binding(0) var<storage, read> g: array<vec4f>;
@group(0) @binding(0) var<storage, read> g_single: array<f32>;
// count, rows[positions], ...
@group(0) @binding(1) var<storage, read> index: array<u32>;
// rate, count, 1 - beta1^count, 1 - beta2^count
@group(0) @binding(2) var<storage, read> progress: vec4f;
@group(0) @binding(3) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> w_single: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> m_single: array<f32>;
@group(0) @binding(5) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> v_single: array<f32>;
@group(0) @binding(6) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= min(index[0], u.positions)) { return; }
  let start = index[1u + at.row] * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    let i = at.row * u.columns + d;
    let k = start + d;
    let after = adam_four(w[k], m[k], v[k], g[i]);
    w[k] = after.w;
    m[k] = after.m;
    v[k] = after.v;
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= min(index[0], u.positions)) { return; }
  let start = index[1u + at.row] * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    let i = at.row * u.columns + d;
    let k = start + d;
    let after = adam(w_single[k], m_single[k], v_single[k], g_single[i]);
    w_single[k] = after.w;
    m_single[k] = after.m;
    v_single[k] = after.v;
  }
}
