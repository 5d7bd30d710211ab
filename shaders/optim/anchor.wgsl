// w += (first - w) share, where due, one by one

struct Uniforms { count: u32 }

@group(0) @binding(0) var<storage, read> first: array<f32>;
// steps since the last return, what has come together since, the share of a return that is due or 0
@group(0) @binding(1) var<storage, read> progress: array<f32>;
@group(0) @binding(2) var<storage, read_write> w: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

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
