// y = activate(sums + bias), the 4 x 4 pixels of tile first + t of channel c of y, as far as they are inside of the
// image; appended to the kernels that say what the sums are: square(at, plane), at that of channel c in m[p, t, c],
// with winograd_tiles and activate

override BIAS: bool = false;

@group(0) @binding(0) var<storage, read> m: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

// Rows of pixels.
struct Square { a: Four, b: Four, c: Four, d: Four }

fn put(row: Line, c0: Line, c1: Line, c2: Line, c3: Line, c: u32, addend: f32, four: Four) {
  if (!row.inside) { return; }
  y[row.start + c0.start + c] = activate(four.a + addend);
  if (c1.inside) { y[row.start + c1.start + c] = activate(four.b + addend); }
  if (c2.inside) { y[row.start + c2.start + c] = activate(four.c + addend); }
  if (c3.inside) { y[row.start + c3.start + c] = activate(four.d + addend); }
}

fn transform(tile: Tile, t: u32, begin: u32) {
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1);
  let r2 = row_of(tile, 2); let r3 = row_of(tile, 3);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1);
  let c2 = column_of(tile, 2); let c3 = column_of(tile, 3);
  for (var c = begin; c < u.channels; c += LANES) {
    let sums = square(t * u.channels + c, u.tiles * u.channels);
    var addend = 0.0;
    if (BIAS) { addend = bias[c]; }
    put(r0, c0, c1, c2, c3, c, addend, sums.a);
    put(r1, c0, c1, c2, c3, c, addend, sums.b);
    put(r2, c0, c1, c2, c3, c, addend, sums.c);
    put(r3, c0, c1, c2, c3, c, addend, sums.d);
  }
}
