// c = forward(a, b), element by element, for operands of one shape; the op appends
// fn forward(a: f32, b: f32) -> f32
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

struct Uniforms { count: u32 }

@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> a_single: array<f32>;
@group(0) @binding(1) var<storage, read> b_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> c_single: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  let p = a[i];
  let q = b[i];
  c[i] = vec4f(forward(p.x, q.x), forward(p.y, q.y), forward(p.z, q.z), forward(p.w, q.w));
}

@compute @workgroup_size(64)
fn main_single(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.count) { return; }
  c_single[i] = forward(a_single[i], b_single[i]);
}
