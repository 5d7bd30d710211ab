// A tile of ROWS x LANES sums of products, for processors that run neighbouring vectors as one of 256 bits
// where nothing stands between them: what a tile reads again and again is in workgroup memory, at places
// that are constant once its loops are written out. A column is an invocation, and uses its own column
// alone. The kernel says what a is, the left operand, and how many SUMS it has: a tile more
// than it computes.

// Rows of a tile: 6 or 4. The sums of 6 x 16 fit the registers.
override ROWS: u32 = 6;
override LANES: u32 = 16;
// Terms that a tile adds up at once.
override SPAN: u32 = 64;
override PANEL: u32 = SPAN * LANES;
override TILE: u32 = ROWS * LANES;

var<workgroup> panel: array<f32, PANEL>;
var<workgroup> tile: array<f32, TILE>;
var<workgroup> done: array<f32, TILE>;
var<workgroup> sums: array<f32, SUMS>;

// Where the terms of row 0 begin in a, and how far on those of the next row do.
struct Rows { p: u32, next: u32 }

// Adds the SPAN terms of the panel to the sums of some tiles, whose tile 0 begins at `at`.
fn many(rows: Rows, at: u32, begin: u32, to: u32, x: u32) {
  for (var r = 0u; r < ROWS; r++) {
    tile[r * LANES + x] = sums[at + begin * TILE + r * LANES + x];
  }
  for (var y = begin; y < to; y++) {
    var c0 = tile[x];
    var c1 = tile[LANES + x];
    var c2 = tile[2 * LANES + x];
    var c3 = tile[3 * LANES + x];
    var c4 = 0.0; var c5 = 0.0;
    if (ROWS > 4) {
      c4 = tile[4 * LANES + x];
      c5 = tile[5 * LANES + x];
    }
    // The next tile, now: what was just written in halves cannot be read at once as a whole.
    for (var r = 0u; r < ROWS; r++) {
      tile[r * LANES + x] = sums[at + (y + 1) * TILE + r * LANES + x];
    }
    let p0 = rows.p + y * ROWS * rows.next;
    let p1 = p0 + rows.next;
    let p2 = p1 + rows.next;
    let p3 = p2 + rows.next;
    let p4 = p3 + rows.next;
    let p5 = p4 + rows.next;
    for (var t = 0u; t < SPAN; t++) {
      let right = panel[t * LANES + x];
      c0 = fma(a[p0 + t], right, c0);
      c1 = fma(a[p1 + t], right, c1);
      c2 = fma(a[p2 + t], right, c2);
      c3 = fma(a[p3 + t], right, c3);
      if (ROWS > 4) {
        c4 = fma(a[p4 + t], right, c4);
        c5 = fma(a[p5 + t], right, c5);
      }
    }
    done[x] = c0;
    done[LANES + x] = c1;
    done[2 * LANES + x] = c2;
    done[3 * LANES + x] = c3;
    if (ROWS > 4) {
      done[4 * LANES + x] = c4;
      done[5 * LANES + x] = c5;
    }
    for (var r = 0u; r < ROWS; r++) {
      sums[at + y * TILE + r * LANES + x] = done[r * LANES + x];
    }
  }
}

// Adds the first terms of the panel, a row at a time.
fn few(rows: Rows, at: u32, begin: u32, to: u32, terms: u32, x: u32) {
  for (var y = begin * ROWS; y < to * ROWS; y++) {
    let p0 = rows.p + y * rows.next;
    var sum = sums[at + y * LANES + x];
    for (var t = 0u; t < terms; t++) {
      sum = fma(a[p0 + t], panel[t * LANES + x], sum);
    }
    sums[at + y * LANES + x] = sum;
  }
}
