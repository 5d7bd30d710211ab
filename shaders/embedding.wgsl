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
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.positions * u.columns) { return; }
  y[i] = table[min(ids[i / u.columns], u.rows - 1u) * u.columns + i % u.columns];
}

@compute @workgroup_size(64)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.positions * u.columns) { return; }
  y_single[i] = table_single[min(ids[i / u.columns], u.rows - 1u) * u.columns + i % u.columns];
}
