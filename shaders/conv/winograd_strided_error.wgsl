// z = A x A^T, x the 4 x 4 pixels of tile first + t of channel c of a result's gradient, 0 outside of the image: the
// adjoint of winograd_strided_result; FIVE, z = B^T x B of 5 x 5 pixels, what the gradient of the images is made
// of. Row t of finites, mixed and last; the op appends winograd_strided, its places and put, winograd_load and
// winograd_tiles

override FIVE: bool = false;

// One dimension; the fifth is for FIVE alone.
fn transformed(d: Five) -> Five {
  if (FIVE) { return of_five(d); }
  return of_result(Four(d.a, d.b, d.c, d.d));
}

fn line(row: Line, c0: Line, c1: Line, c2: Line, c3: Line, c4: Line, c: u32) -> Five {
  var fifth = 0.0;
  if (FIVE) { fifth = load(row, c4, c); }
  return transformed(
    Five(load(row, c0, c), load(row, c1, c), load(row, c2, c), load(row, c3, c), fifth),
  );
}

fn put_five(at: u32, plane: u32, q: u32, five: Five) {
  let to = at + q * plane;
  put_four(to, plane, five.a, five.b, five.c, five.d);
  mixed[to + 4 * plane] = five.e;
}

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1); let r2 = row_of(tile, 2);
  let r3 = row_of(tile, 3); let r4 = row_of(tile, 4);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1); let c2 = column_of(tile, 2);
  let c3 = column_of(tile, 3); let c4 = column_of(tile, 4);
  let plane = u.tiles * u.channels;
  for (var c = begin; c < u.channels; c += LANES) {
    let d0 = line(r0, c0, c1, c2, c3, c4, c);
    let d1 = line(r1, c0, c1, c2, c3, c4, c);
    let d2 = line(r2, c0, c1, c2, c3, c4, c);
    let d3 = line(r3, c0, c1, c2, c3, c4, c);
    var d4 = Five(0.0, 0.0, 0.0, 0.0, 0.0);
    if (FIVE) { d4 = line(r4, c0, c1, c2, c3, c4, c); }
    let at = t * u.channels + c;
    put_five(at, plane, 0, transformed(Five(d0.a, d1.a, d2.a, d3.a, d4.a)));
    put_five(at, plane, 1, transformed(Five(d0.b, d1.b, d2.b, d3.b, d4.b)));
    put_five(at, plane, 2, transformed(Five(d0.c, d1.c, d2.c, d3.c, d4.c)));
    put_five(at, plane, 3, transformed(Five(d0.d, d1.d, d2.d, d3.d, d4.d)));
    let five = transformed(Five(d0.e, d1.e, d2.e, d3.e, d4.e));
    mixed[at] = five.a;
    mixed[at + plane] = five.b;
    mixed[at + 2 * plane] = five.c;
    mixed[at + 3 * plane] = five.d;
    last[at] = five.e;
  }
}
