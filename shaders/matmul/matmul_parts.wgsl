// c[first + (i, j)] = activate(sum over p of x[p, i, j] + bias[j]); the op appends activate
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones; c's elements from
// first on, a multiple of the columns, become the result.

override BIAS: bool = false;

struct Uniforms { rows: u32, columns: u32, parts: u32, first: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> bias: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> x_single: array<f32>;
@group(0) @binding(1) var<storage, read> bias_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> c_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  for (var j = at.first; j < at.end; j += at.step) {
    let i = at.row * u.columns + j;
    var total = x[i];
    for (var p = 1u; p < u.parts; p++) { total += x[p * u.rows * u.columns + i]; }
    if (BIAS) { total += bias[j]; }
    c[u.first / 4 + i] = activate_four(total);
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  for (var j = at.first; j < at.end; j += at.step) {
    let i = at.row * u.columns + j;
    var total = x_single[i];
    for (var p = 1u; p < u.parts; p++) { total += x_single[p * u.rows * u.columns + i]; }
    if (BIAS) { total += bias_single[j]; }
    c_single[u.first + i] = activate(total);
  }
}
