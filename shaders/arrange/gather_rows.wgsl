// y[o, i, d] = x[o, rows[i], d], words of any type; rows of y are counted from `first`
//
// main takes columns four at a time, main_single one by one: u.columns counts fours or ones.

struct Uniforms { outer: u32, size: u32, count: u32, first: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4u>;
@group(0) @binding(1) var<storage, read> rows: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4u>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> x_single: array<u32>;
@group(0) @binding(2) var<storage, read_write> y_single: array<u32>;

// Where a row of y begins in x.
fn start_of(row: u32) -> u32 {
  let o = row / u.count;
  return (o * u.size + min(rows[row - o * u.count], u.size - 1u)) * u.columns;
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.outer * u.count) { return; }
  let start = start_of(at.row);
  let into = (u.first + at.row) * u.columns;
  for (var d = at.first; d < at.end; d += at.step) { y[into + d] = x[start + d]; }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.outer * u.count) { return; }
  let start = start_of(at.row);
  let into = (u.first + at.row) * u.columns;
  for (var d = at.first; d < at.end; d += at.step) { y_single[into + d] = x_single[start + d]; }
}
