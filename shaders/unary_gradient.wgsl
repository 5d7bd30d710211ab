// dx = dy * slope(x, y), element by element, four at a time; the op appends
// fn slope(x: f32, y: f32) -> f32

struct Uniforms { quads: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> y: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.quads) { return; }
  let a = x[i];
  let b = y[i];
  dx[i] = dy[i] * vec4f(slope(a.x, b.x), slope(a.y, b.y), slope(a.z, b.z), slope(a.w, b.w));
}
