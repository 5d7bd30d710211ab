// table[row of r, d] = values[r, d] for each distinct row r of the index; other rows stay

struct Uniforms { positions: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read> index: array<u32>;
@group(0) @binding(2) var<storage, read_write> table: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  let r = at.row;
  if (r >= min(index[0], u.positions)) { return; }
  let start = index[1u + r] * u.columns;
  for (var d = at.first; d < at.end; d += at.step) {
    table[start + d] = values[r * u.columns + d];
  }
}
