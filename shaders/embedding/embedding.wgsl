// y[p, d] = table[ids[p], d]
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { positions: u32, columns: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> table: array<vec4f>;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> table_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> y_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.positions) { return; }
  let start = min(ids[at.row], u.rows - 1u) * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    y[at.row * u.columns + d] = table[start + d];
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.positions) { return; }
  let start = min(ids[at.row], u.rows - 1u) * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    y_single[at.row * u.columns + d] = table_single[start + d];
  }
}
