// dx = A^T m A, the 8 x 8 pixels of tile first + t of channel c of dx, as far as they are inside of the image;
// m the products: row t of finites, mixed and last; the op appends winograd_strided, its places and take, and
// winograd_tiles

@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

fn put(
  row: Line, c0: Line, c1: Line, c2: Line, c3: Line, c4: Line, c5: Line, c6: Line, c7: Line, c: u32,
  n: Eight,
) {
  if (!row.inside) { return; }
  if (c0.inside) { dx[row.start + c0.start + c] = n.a; }
  if (c1.inside) { dx[row.start + c1.start + c] = n.b; }
  if (c2.inside) { dx[row.start + c2.start + c] = n.c; }
  if (c3.inside) { dx[row.start + c3.start + c] = n.d; }
  if (c4.inside) { dx[row.start + c4.start + c] = n.e; }
  if (c5.inside) { dx[row.start + c5.start + c] = n.f; }
  if (c6.inside) { dx[row.start + c6.start + c] = n.g; }
  if (c7.inside) { dx[row.start + c7.start + c] = n.h; }
}

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1); let r2 = row_of(tile, 2);
  let r3 = row_of(tile, 3); let r4 = row_of(tile, 4); let r5 = row_of(tile, 5);
  let r6 = row_of(tile, 6); let r7 = row_of(tile, 7);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1); let c2 = column_of(tile, 2);
  let c3 = column_of(tile, 3); let c4 = column_of(tile, 4); let c5 = column_of(tile, 5);
  let c6 = column_of(tile, 6); let c7 = column_of(tile, 7);
  let plane = u.tiles * u.channels;
  for (var c = begin; c < u.channels; c += LANES) {
    let at = t * u.channels;
    let source = Places(4 * at + c, 2 * at + c, at + c, 4 * plane, 2 * plane, u.channels);
    let s0 = to_pixels(take(0, 0, source));
    let s1 = to_pixels(take(1, 0, source));
    let s2 = to_pixels(take(2, 0, source));
    let s3 = to_pixels(take(3, 0, source));
    let s4 = to_pixels(take_last(source));
    let s5 = to_pixels(take(0, 1, source));
    let s6 = to_pixels(take(1, 1, source));
    let s7 = to_pixels(take(2, 1, source));
    let s8 = to_pixels(take(3, 1, source));
    put(r0, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.a, s1.a, s2.a, s3.a, s4.a, s5.a, s6.a, s7.a, s8.a)));
    put(r1, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.b, s1.b, s2.b, s3.b, s4.b, s5.b, s6.b, s7.b, s8.b)));
    put(r2, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.c, s1.c, s2.c, s3.c, s4.c, s5.c, s6.c, s7.c, s8.c)));
    put(r3, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.d, s1.d, s2.d, s3.d, s4.d, s5.d, s6.d, s7.d, s8.d)));
    put(r4, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.e, s1.e, s2.e, s3.e, s4.e, s5.e, s6.e, s7.e, s8.e)));
    put(r5, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.f, s1.f, s2.f, s3.f, s4.f, s5.f, s6.f, s7.f, s8.f)));
    put(r6, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.g, s1.g, s2.g, s3.g, s4.g, s5.g, s6.g, s7.g, s8.g)));
    put(r7, c0, c1, c2, c3, c4, c5, c6, c7, c, to_pixels(Nine(s0.h, s1.h, s2.h, s3.h, s4.h, s5.h, s6.h, s7.h, s8.h)));
  }
}
