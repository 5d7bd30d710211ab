// w[p, pair] = (G g G^T)[p], g the 3 x 3 elements of a pair of channels of the weight, TURNED upside down
// and back to front; the op appends winograd

override TURNED: bool = false;
// Invocations of a workgroup, and pairs of channels that it takes in turns.
override LANES: u32 = 16;
override SPAN: u32 = 64;

struct Uniforms { size: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// A row of a window.
fn row(a: u32, pair: u32) -> Six {
  let at = pair + 3 * select(a, 2 - a, TURNED) * u.size;
  let ahead = Three(weight[at], weight[at + u.size], weight[at + 2 * u.size]);
  if (TURNED) { return of_weight(Three(ahead.c, ahead.b, ahead.a)); }
  return of_weight(ahead);
}

fn put(at: u32, six: Six) {
  w[at] = six.a;
  w[at + 6 * u.size] = six.b;
  w[at + 12 * u.size] = six.c;
  w[at + 18 * u.size] = six.d;
  w[at + 24 * u.size] = six.e;
  w[at + 30 * u.size] = six.f;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let first = (group.y * groups.x + group.x) * SPAN;
  let end = min(first + SPAN, u.size);
  for (var at = first + local.x; at < end; at += LANES) {
    let g0 = row(0, at);
    let g1 = row(1, at);
    let g2 = row(2, at);
    put(at, of_weight(Three(g0.a, g1.a, g2.a)));
    put(at + u.size, of_weight(Three(g0.b, g1.b, g2.b)));
    put(at + 2 * u.size, of_weight(Three(g0.c, g1.c, g2.c)));
    put(at + 3 * u.size, of_weight(Three(g0.d, g1.d, g2.d)));
    put(at + 4 * u.size, of_weight(Three(g0.e, g1.e, g2.e)));
    put(at + 5 * u.size, of_weight(Three(g0.f, g1.f, g2.f)));
  }
}
