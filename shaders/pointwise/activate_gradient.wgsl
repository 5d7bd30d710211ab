// dx = dy * slope(y), element by element; the op appends fn slope(y: f32) -> f32
//
// main takes elements four at a time, main_single one by one: u.count counts fours or ones.

struct Uniforms { count: u32 }

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> y: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> dy_single: array<f32>;
@group(0) @binding(1) var<storage, read> y_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    let v = y[i];
    dx[i] = dy[i] * vec4f(slope(v.x), slope(v.y), slope(v.z), slope(v.w));
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
    dx_single[i] = dy_single[i] * slope(y_single[i]);
  }
}
