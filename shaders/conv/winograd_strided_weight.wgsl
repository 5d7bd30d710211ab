// w = G g G^T, g the 3 x 3 elements of the pair (r, c) of channels of the weight: row (kind, r) and column c of
// finites, mixed and last; TURNED, g upside down and back to front: row r and column (kind, c); the op appends
// winograd_strided, its places and put

override TURNED: bool = false;
// Invocations of a workgroup, and columns and rows that it takes.
override LANES: u32 = 16;
override COLUMNS: u32 = 512;
override ROWS: u32 = 16;

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read_write> finites: array<f32>;
@group(0) @binding(2) var<storage, read_write> mixed: array<f32>;
@group(0) @binding(3) var<storage, read_write> last: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

// From row to row: rows that were a multiple of 1 KiB apart would share few places of a cache.
fn pitch_of(columns: u32) -> u32 {
  return columns + select(0u, 16u, columns % 256 == 0);
}

// A row of a window.
fn row(a: u32, pair: u32) -> Nine {
  let size = u.rows * u.columns;
  let at = pair + 3 * select(a, 2 - a, TURNED) * size;
  let ahead = Three(weight[at], weight[at + size], weight[at + 2 * size]);
  if (TURNED) { return of_weight(Three(ahead.c, ahead.b, ahead.a)); }
  return of_weight(ahead);
}

fn places_of(r: u32, c: u32) -> Places {
  let one = pitch_of(u.columns);
  if (TURNED) {
    let four = pitch_of(4 * u.columns);
    let two = pitch_of(2 * u.columns);
    return Places(r * four + c, r * two + c, r * one + c, u.rows * four, u.rows * two, u.columns);
  }
  let at = r * one + c;
  let plane = u.rows * one;
  return Places(at, at, at, 4 * plane, 2 * plane, plane);
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
  let stop = min(begin + COLUMNS, u.columns);
  for (var r = first; r < end; r++) {
    for (var c = begin + local.x; c < stop; c += LANES) {
      let pair = r * u.columns + c;
      let to = places_of(r, c);
      let g0 = row(0, pair);
      let g1 = row(1, pair);
      let g2 = row(2, pair);
      put(of_weight(Three(g0.a, g1.a, g2.a)), 0, 0, to);
      put(of_weight(Three(g0.b, g1.b, g2.b)), 1, 0, to);
      put(of_weight(Three(g0.c, g1.c, g2.c)), 2, 0, to);
      put(of_weight(Three(g0.d, g1.d, g2.d)), 3, 0, to);
      put_last(of_weight(Three(g0.e, g1.e, g2.e)), to);
      put(of_weight(Three(g0.f, g1.f, g2.f)), 0, 1, to);
      put(of_weight(Three(g0.g, g1.g, g2.g)), 1, 1, to);
      put(of_weight(Three(g0.h, g1.h, g2.h)), 2, 1, to);
      put(of_weight(Three(g0.i, g1.i, g2.i)), 3, 1, to);
    }
  }
}
