// w[p, r, c] = (G g G^T)[p], g the 3 x 3 elements of the pair (r, c) of channels of the weight, TURNED
// upside down and back to front; the op appends winograd

override TURNED: bool = false;
// Invocations of a workgroup, and columns and rows that it takes.
override LANES: u32 = 16;
override COLUMNS: u32 = 512;
override ROWS: u32 = 16;

// Pitch is from row to row of w.
struct Uniforms { rows: u32, columns: u32, pitch: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// A row of a window.
fn row(a: u32, pair: u32) -> Six {
  let size = u.rows * u.columns;
  let at = pair + 3 * select(a, 2 - a, TURNED) * size;
  let ahead = Three(weight[at], weight[at + size], weight[at + 2 * size]);
  if (TURNED) { return of_weight(Three(ahead.c, ahead.b, ahead.a)); }
  return of_weight(ahead);
}

fn put(at: u32, plane: u32, six: Six) {
  w[at] = six.a;
  w[at + 6 * plane] = six.b;
  w[at + 12 * plane] = six.c;
  w[at + 18 * plane] = six.d;
  w[at + 24 * plane] = six.e;
  w[at + 30 * plane] = six.f;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let across = (u.columns + COLUMNS - 1) / COLUMNS;
  let index = group.y * groups.x + group.x;
  let first = index / across * ROWS;
  let end = min(first + ROWS, u.rows);
  let begin = index % across * COLUMNS;
  let last = min(begin + COLUMNS, u.columns);
  let plane = u.rows * u.pitch;
  for (var r = first; r < end; r++) {
    for (var c = begin + local.x; c < last; c += LANES) {
      let pair = r * u.columns + c;
      let at = r * u.pitch + c;
      let g0 = row(0, pair);
      let g1 = row(1, pair);
      let g2 = row(2, pair);
      put(at, plane, of_weight(Three(g0.a, g1.a, g2.a)));
      put(at + plane, plane, of_weight(Three(g0.b, g1.b, g2.b)));
      put(at + 2 * plane, plane, of_weight(Three(g0.c, g1.c, g2.c)));
      put(at + 3 * plane, plane, of_weight(Three(g0.d, g1.d, g2.d)));
      put(at + 4 * plane, plane, of_weight(Three(g0.e, g1.e, g2.e)));
      put(at + 5 * plane, plane, of_weight(Three(g0.f, g1.f, g2.f)));
    }
  }
}
