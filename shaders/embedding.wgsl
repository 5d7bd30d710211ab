// y[p, d] = table[ids[p], d]

struct Uniforms { elements: u32, columns: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> table: array<f32>;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  y[i] = table[min(ids[i / u.columns], u.rows - 1u) * u.columns + i % u.columns];
}
