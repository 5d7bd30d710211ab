// w += (first - w) share, where due; main takes elements four at a time, main_single one by one
//
// u.count counts fours or ones.

struct Uniforms { count: u32 }

@group(0) @binding(0) var<storage, read> first: array<vec4f>;
// steps since the last return, what has come together since, the share of a return that is due or 0
@group(0) @binding(1) var<storage, read> progress: array<f32>;
@group(0) @binding(2) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@group(0) @binding(0) var<storage, read> first_single: array<f32>;
@group(0) @binding(2) var<storage, read_write> w_single: array<f32>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let share = progress[2];
  if (share == 0.0) { return; }
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    w[i] += (first[i] - w[i]) * share;
  }
}

@compute @workgroup_size(SIZE)
fn main_single(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let share = progress[2];
  if (share == 0.0) { return; }
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    w_single[i] += (first_single[i] - w_single[i]) * share;
  }
}
