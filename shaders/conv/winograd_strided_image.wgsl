// v = B^T d B, d the 9 x 9 pixels of tile first + t of channel c of x, 0 outside of the image: row t of
// finites, mixed and last; the op appends winograd_strided, its places and put, winograd_load and winograd_tiles

fn line(
  row: Line, c0: Line, c1: Line, c2: Line, c3: Line, c4: Line, c5: Line, c6: Line, c7: Line, c8: Line,
  c: u32,
) -> Nine {
  return of_image(Nine(
    load(row, c0, c), load(row, c2, c), load(row, c4, c), load(row, c6, c), load(row, c8, c),
    load(row, c1, c), load(row, c3, c), load(row, c5, c), load(row, c7, c),
  ));
}

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1); let r2 = row_of(tile, 2);
  let r3 = row_of(tile, 3); let r4 = row_of(tile, 4); let r5 = row_of(tile, 5);
  let r6 = row_of(tile, 6); let r7 = row_of(tile, 7); let r8 = row_of(tile, 8);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1); let c2 = column_of(tile, 2);
  let c3 = column_of(tile, 3); let c4 = column_of(tile, 4); let c5 = column_of(tile, 5);
  let c6 = column_of(tile, 6); let c7 = column_of(tile, 7); let c8 = column_of(tile, 8);
  let plane = u.tiles * u.channels;
  for (var c = begin; c < u.channels; c += LANES) {
    let d0 = line(r0, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d1 = line(r1, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d2 = line(r2, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d3 = line(r3, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d4 = line(r4, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d5 = line(r5, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d6 = line(r6, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d7 = line(r7, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let d8 = line(r8, c0, c1, c2, c3, c4, c5, c6, c7, c8, c);
    let at = t * u.channels;
    let to = Places(4 * at + c, 2 * at + c, at + c, 4 * plane, 2 * plane, u.channels);
    put(of_image(Nine(d0.a, d2.a, d4.a, d6.a, d8.a, d1.a, d3.a, d5.a, d7.a)), 0, 0, to);
    put(of_image(Nine(d0.b, d2.b, d4.b, d6.b, d8.b, d1.b, d3.b, d5.b, d7.b)), 1, 0, to);
    put(of_image(Nine(d0.c, d2.c, d4.c, d6.c, d8.c, d1.c, d3.c, d5.c, d7.c)), 2, 0, to);
    put(of_image(Nine(d0.d, d2.d, d4.d, d6.d, d8.d, d1.d, d3.d, d5.d, d7.d)), 3, 0, to);
    put_last(of_image(Nine(d0.e, d2.e, d4.e, d6.e, d8.e, d1.e, d3.e, d5.e, d7.e)), to);
    put(of_image(Nine(d0.f, d2.f, d4.f, d6.f, d8.f, d1.f, d3.f, d5.f, d7.f)), 0, 1, to);
    put(of_image(Nine(d0.g, d2.g, d4.g, d6.g, d8.g, d1.g, d3.g, d5.g, d7.g)), 1, 1, to);
    put(of_image(Nine(d0.h, d2.h, d4.h, d6.h, d8.h, d1.h, d3.h, d5.h, d7.h)), 2, 1, to);
    put(of_image(Nine(d0.i, d2.i, d4.i, d6.i, d8.i, d1.i, d3.i, d5.i, d7.i)), 3, 1, to);
  }
}
