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

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  if (at.row >= u.positions || at.column >= u.columns) { return; }
  let k = min(ids[at.row], u.rows - 1u) * u.columns + at.column;
  y[at.row * u.columns + at.column] = table[k];
}

@compute @workgroup_size(64)
fn main_single(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  if (at.row >= u.positions || at.column >= u.columns) { return; }
  let k = min(ids[at.row], u.rows - 1u) * u.columns + at.column;
  y_single[at.row * u.columns + at.column] = table_single[k];
}
