// dx = dloss * 2 (a - b) / elements, the gradient of a; with OTHER its negative, that of b

override OTHER: bool = false;

struct Uniforms { elements: u32 }

@group(0) @binding(0) var<storage, read> dloss: array<f32>;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.elements) { return; }
  let scale = dloss[0] * 2.0 / f32(u.elements);
  dx[i] = scale * select(a[i] - b[i], b[i] - a[i], OTHER);
}
