// table[row of r, d] = values[r, d] for each distinct row r of the index; other rows stay

struct Uniforms { positions: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read> index: array<u32>;
@group(0) @binding(2) var<storage, read_write> table: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  let r = at.row;
  let d = at.column;
  if (r >= min(index[0], u.positions) || d >= u.columns) { return; }
  table[index[1u + r] * u.columns + d] = values[r * u.columns + d];
}
