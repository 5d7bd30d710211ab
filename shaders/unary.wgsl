// y = forward(x), element by element, four at a time; the op appends fn forward(x: f32) -> f32

struct Uniforms { quads: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.quads) { return; }
  let v = x[i];
  y[i] = vec4f(forward(v.x), forward(v.y), forward(v.z), forward(v.w));
}
