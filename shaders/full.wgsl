// y = value, everywhere, four at a time

struct Uniforms { quads: u32, value: f32 }

@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(1) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.quads) { return; }
  y[i] = vec4f(u.value);
}
