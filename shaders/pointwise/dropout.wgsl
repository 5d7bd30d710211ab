// y[i] = x[i] / (1 - rate) where the random word of i is at least the threshold, else 0; threefry.wgsl,
// which the op appends, gives the words from the ticket's key and (i, ticket's counter)

struct Uniforms { count: u32, threshold: u32, scale: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> ticket: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = points_of(id, group, groups, u.count);
  for (var i = at.first; i < at.end; i += at.step) {
    let kept = threefry(ticket[0], ticket[1], i, ticket[2]) >= u.threshold;
    y[i] = select(0.0, x[i] * u.scale, kept);
  }
}
