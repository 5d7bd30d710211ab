// y = value, everywhere
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

struct Uniforms { count: u32, value: f32 }

@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(1) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read_write> y_single: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  y[i] = vec4f(u.value);
}

@compute @workgroup_size(64)
fn main_single(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  y_single[i] = u.value;
}
