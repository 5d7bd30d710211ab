// dx = dloss * 2 (a - b) / elements, the gradient of a; with OTHER its negative, the gradient of b
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

override OTHER: bool = false;

struct Uniforms { count: u32, elements: u32 }

@group(0) @binding(0) var<storage, read> dloss: array<f32>;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@group(0) @binding(1) var<storage, read> a_single: array<f32>;
@group(0) @binding(2) var<storage, read> b_single: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx_single: array<f32>;

fn scale() -> f32 {
  return dloss[0] * select(2.0, -2.0, OTHER) / f32(u.elements);
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  let slope = scale();
  for (var i = at.first; i < at.end; i += at.step) { dx[i] = slope * (a[i] - b[i]); }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  let slope = scale();
  for (var i = at.first; i < at.end; i += at.step) {
    dx_single[i] = slope * (a_single[i] - b_single[i]);
  }
}
