// v[p, t, c] = (A x A^T)[p], x the 4 x 4 pixels of tile first + t of channel c of a result's gradient, 0 outside
// of the image: the adjoint of winograd_result; the op appends winograd, its load and put, and winograd_tiles

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1);
  let r2 = row_of(tile, 2); let r3 = row_of(tile, 3);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1);
  let c2 = column_of(tile, 2); let c3 = column_of(tile, 3);
  let plane = u.tiles * u.channels;
  for (var c = begin; c < u.channels; c += LANES) {
    let d0 = of_result(Four(load(r0, c0, c), load(r0, c1, c), load(r0, c2, c), load(r0, c3, c)));
    let d1 = of_result(Four(load(r1, c0, c), load(r1, c1, c), load(r1, c2, c), load(r1, c3, c)));
    let d2 = of_result(Four(load(r2, c0, c), load(r2, c1, c), load(r2, c2, c), load(r2, c3, c)));
    let d3 = of_result(Four(load(r3, c0, c), load(r3, c1, c), load(r3, c2, c), load(r3, c3, c)));
    let at = t * u.channels + c;
    put(at, 6 * plane, of_result(Four(d0.a, d1.a, d2.a, d3.a)));
    put(at + plane, 6 * plane, of_result(Four(d0.b, d1.b, d2.b, d3.b)));
    put(at + 2 * plane, 6 * plane, of_result(Four(d0.c, d1.c, d2.c, d3.c)));
    put(at + 3 * plane, 6 * plane, of_result(Four(d0.d, d1.d, d2.d, d3.d)));
    put(at + 4 * plane, 6 * plane, of_result(Four(d0.e, d1.e, d2.e, d3.e)));
    put(at + 5 * plane, 6 * plane, of_result(Four(d0.f, d1.f, d2.f, d3.f)));
  }
}
