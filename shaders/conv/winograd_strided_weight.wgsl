// w = G g G^T, g the 3 x 3 elements of the pair (r, c) of channels of the weight: row (kind, r) and column c of
// finites, mixed and last; TURNED row r and column (kind, c); the op appends winograd_weights, winograd_strided,
// its places and put

// From row to row of finites, mixed and last.
struct Uniforms { rows: u32, columns: u32, pitch: u32, mixed_pitch: u32, last_pitch: u32 }

alias Row = Nine;

fn places_of(r: u32, c: u32) -> Places {
  let plane = u.rows * u.pitch;
  let mixed_plane = u.rows * u.mixed_pitch;
  return Places(
    r * u.pitch + c, r * u.mixed_pitch + c, r * u.last_pitch + c,
    select(4 * plane, plane, TURNED), select(2 * mixed_plane, mixed_plane, TURNED),
    select(plane, u.columns, TURNED),
  );
}

fn put_window(r: u32, c: u32, g0: Row, g1: Row, g2: Row) {
  let to = places_of(r, c);
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
