// y[y_first + o * y_stride + j] = x[x_first + o * x_stride + j] for o < outer, j < length

struct Uniforms {
  outer: u32, length: u32,
  x_first: u32, x_stride: u32,
  y_first: u32, y_stride: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.outer * u.length) { return; }
  let o = i / u.length;
  let j = i % u.length;
  y[u.y_first + o * u.y_stride + j] = x[u.x_first + o * u.x_stride + j];
}
