// y[b, d] = mean of table[ids[b, t], d] over t < lengths[b]; 0 for length 0
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { batch: u32, time: u32, columns: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> table: array<vec4f>;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> table_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> y_single: array<f32>;

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
    var total = vec4f();
    for (var t = 0u; t < length; t++) {
      total += table[min(ids[b * u.time + t], u.rows - 1u) * u.columns + d];
    }
    y[b * u.columns + d] = total / f32(max(length, 1u));
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
    var total = 0.0;
    for (var t = 0u; t < length; t++) {
      total += table_single[min(ids[b * u.time + t], u.rows - 1u) * u.columns + d];
    }
    y_single[b * u.columns + d] = total / f32(max(length, 1u));
  }
}
