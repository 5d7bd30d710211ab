// c = forward(a, b), element by element, four at a time, for operands of one shape; the op appends
// fn forward(a: f32, b: f32) -> f32

struct Uniforms { quads: u32 }

@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.quads) { return; }
  let p = a[i];
  let q = b[i];
  c[i] = vec4f(forward(p.x, q.x), forward(p.y, q.y), forward(p.z, q.z), forward(p.w, q.w));
}
