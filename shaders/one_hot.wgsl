// y[i, k] = 1 where k = classes[i], else 0

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> classes: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  if (at.row >= u.rows || at.column >= u.columns) { return; }
  let right = at.column == classes[at.row];
  y[at.row * u.columns + at.column] = select(0.0, 1.0, right);
}
