// y[m, c] = the greatest of the 2 x 2 pixels of window m, winner[m, c] = the first of them that has it: what
// pool_max does where these windows are the image, for devices that run a workgroup as one vector. A workgroup
// is a line of windows, and goes along it with some channels.

override LANES: u32 = 16;

struct Uniforms { lines: u32, across: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> winner: array<u32>;
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
    let to = line * size + c;
    for (var j = 0u; j < u.across; j++) {
      let shift = 2 * j * u.channels;
      let second = x[above + shift + u.channels];
      let third = x[below + shift];
      let fourth = x[below + shift + u.channels];
      var best = x[above + shift];
      var place = select(0u, 1u, second > best);
      best = select(best, second, second > best);
      place = select(place, 2u, third > best);
      best = select(best, third, third > best);
      place = select(place, 3u, fourth > best);
      best = select(best, fourth, fourth > best);
      y[to + j * u.channels] = best;
      winner[to + j * u.channels] = place;
    }
  }
}
