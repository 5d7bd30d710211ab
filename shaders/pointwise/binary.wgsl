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

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    let p = a[i];
    let q = b[i];
    c[i] = vec4f(forward(p.x, q.x), forward(p.y, q.y), forward(p.z, q.z), forward(p.w, q.w));
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    c_single[i] = forward(a_single[i], b_single[i]);
  }
}
