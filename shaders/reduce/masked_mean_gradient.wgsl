// dx[b, t, d] = dy[b, d] / lengths[b] for t < lengths[b], else 0
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { batch: u32, time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> dy_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * u.time) { return; }
  let b = at.row / u.time;
  let length = min(lengths[b], u.time);
  for (var d = at.first; d < at.end; d += at.step) {
    var slope = vec4f();
    if (at.row - b * u.time < length) { slope = dy[b * u.columns + d] / f32(length); }
    dx[at.row * u.columns + d] = slope;
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * u.time) { return; }
  let b = at.row / u.time;
  let length = min(lengths[b], u.time);
  for (var d = at.first; d < at.end; d += at.step) {
    var slope = 0.0;
    if (at.row - b * u.time < length) { slope = dy_single[b * u.columns + d] / f32(length); }
    dx_single[at.row * u.columns + d] = slope;
  }
}
