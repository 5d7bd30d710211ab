// y[b, d] = the greatest x[b, t, d] with t < lengths[b]; 0 for length 0
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { batch: u32, time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> x_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> y_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch) { return; }
  let b = at.row;
  let length = min(lengths[b], u.time);
  for (var d = at.first; d < at.end; d += at.step) {
    let start = b * u.time * u.columns + d;
    var most = vec4f();
    if (length > 0u) { most = x[start]; }
    for (var t = 1u; t < length; t++) { most = max(most, x[start + t * u.columns]); }
    y[b * u.columns + d] = most;
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch) { return; }
  let b = at.row;
  let length = min(lengths[b], u.time);
  for (var d = at.first; d < at.end; d += at.step) {
    let start = b * u.time * u.columns + d;
    var most = 0.0;
    if (length > 0u) { most = x_single[start]; }
    for (var t = 1u; t < length; t++) { most = max(most, x_single[start + t * u.columns]); }
    y_single[b * u.columns + d] = most;
  }
}
