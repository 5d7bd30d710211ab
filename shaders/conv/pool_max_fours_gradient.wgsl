// dx[p, c] = dy[m, c] of the window m that has pixel p, if p is its winner, else 0: the gradient of
// pool_max_fours, by the same workgroups

override LANES: u32 = 16;

struct Uniforms { lines: u32, across: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> winner: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
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
      let slope = dy[at + j * u.channels];
      let place = winner[at + j * u.channels];
      dx[above + shift] = select(0.0, slope, place == 0);
      dx[above + shift + u.channels] = select(0.0, slope, place == 1);
      dx[below + shift] = select(0.0, slope, place == 2);
      dx[below + shift + u.channels] = select(0.0, slope, place == 3);
    }
  }
}
