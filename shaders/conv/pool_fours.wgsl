// The walk over windows of 2 x 2 that are the image, for devices that run a workgroup as one vector: a workgroup
// is a line of windows, and goes along it with some channels; appended to the kernels pool_max_fours*, which
// say what becomes of window m in channel c: take(above, below, at), x[above] and x[below] the left ones of
// its pixels, y[at] its result

override LANES: u32 = 16;

struct Uniforms { lines: u32, across: u32, channels: u32 }

@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let line = group.y * groups.x + group.x;
  if (line >= u.lines) { return; }
  let size = u.across * u.channels;
  for (var c = local.x; c < u.channels; c += LANES) {
    let above = 4 * line * size + c;
    let below = above + 2 * size;
    let at = line * size + c;
    for (var j = 0u; j < u.across; j++) {
      let shift = 2 * j * u.channels;
      take(above + shift, below + shift, at + j * u.channels);
    }
  }
}
