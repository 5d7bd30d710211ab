// v[p, t, c] = (B^T d B)[p], d the 6 x 6 pixels of tile first + t of channel c of x, 0 outside of the
// image; the op appends winograd, its load and put, and winograd_tiles

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1); let r2 = row_of(tile, 2);
  let r3 = row_of(tile, 3); let r4 = row_of(tile, 4); let r5 = row_of(tile, 5);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1); let c2 = column_of(tile, 2);
  let c3 = column_of(tile, 3); let c4 = column_of(tile, 4); let c5 = column_of(tile, 5);
  let plane = u.tiles * u.channels;
  for (var c = begin; c < u.channels; c += LANES) {
    let d0 = of_image(Six(load(r0, c0, c), load(r0, c1, c), load(r0, c2, c),
      load(r0, c3, c), load(r0, c4, c), load(r0, c5, c)));
    let d1 = of_image(Six(load(r1, c0, c), load(r1, c1, c), load(r1, c2, c),
      load(r1, c3, c), load(r1, c4, c), load(r1, c5, c)));
    let d2 = of_image(Six(load(r2, c0, c), load(r2, c1, c), load(r2, c2, c),
      load(r2, c3, c), load(r2, c4, c), load(r2, c5, c)));
    let d3 = of_image(Six(load(r3, c0, c), load(r3, c1, c), load(r3, c2, c),
      load(r3, c3, c), load(r3, c4, c), load(r3, c5, c)));
    let d4 = of_image(Six(load(r4, c0, c), load(r4, c1, c), load(r4, c2, c),
      load(r4, c3, c), load(r4, c4, c), load(r4, c5, c)));
    let d5 = of_image(Six(load(r5, c0, c), load(r5, c1, c), load(r5, c2, c),
      load(r5, c3, c), load(r5, c4, c), load(r5, c5, c)));
    let at = t * u.channels + c;
    put(at, 6 * plane, of_image(Six(d0.a, d1.a, d2.a, d3.a, d4.a, d5.a)));
    put(at + plane, 6 * plane, of_image(Six(d0.b, d1.b, d2.b, d3.b, d4.b, d5.b)));
    put(at + 2 * plane, 6 * plane, of_image(Six(d0.c, d1.c, d2.c, d3.c, d4.c, d5.c)));
    put(at + 3 * plane, 6 * plane, of_image(Six(d0.d, d1.d, d2.d, d3.d, d4.d, d5.d)));
    put(at + 4 * plane, 6 * plane, of_image(Six(d0.e, d1.e, d2.e, d3.e, d4.e, d5.e)));
    put(at + 5 * plane, 6 * plane, of_image(Six(d0.f, d1.f, d2.f, d3.f, d4.f, d5.f)));
  }
}
