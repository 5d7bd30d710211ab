// y[n, j, i] = x[n, i, j]

struct Uniforms { rows: u32, columns: u32, elements: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64u + id.x;
  if (index >= u.elements) { return; }
  let i = index % u.rows;
  let j = index / u.rows % u.columns;
  let n = index / (u.rows * u.columns);
  y[index] = x[(n * u.rows + i) * u.columns + j];
}
