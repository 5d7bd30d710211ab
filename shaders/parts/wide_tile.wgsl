// A tile of ROWS x LANES sums of products, for processors that run neighbouring vectors as one of 256 bits
// where nothing stands between them: what a tile reads again and again is in workgroup memory, at places
// that are constant once its loops are written out. A column is an invocation, and uses its own column
// alone. The kernel says what a is, the left operand, how many SUMS it has, a tile more than it computes, and
// where the sums of tile y go that are `done`, keep(at + y * TILE, x) or elsewhere: leave(span, y, x).

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

// Where the sums of tile 0 are, whether there are none before these terms, and for `leave` where its row 0
// ends, if it does, and how far on the next one.
struct Span { at: u32, first: bool, last: bool, c: u32, c_row: u32, column: u32 }

// Adds the SPAN terms of the panel to the sums of some tiles.
fn many(rows: Rows, span: Span, begin: u32, to: u32, x: u32) {
  let at = span.at;
  for (var r = 0u; r < ROWS; r++) {
    tile[r * LANES + x] = select(sums[at + begin * TILE + r * LANES + x], 0.0, span.first);
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
    if (!span.first) {
      let next = at + (y + 1) * TILE + x;
      tile[x] = sums[next];
      tile[LANES + x] = sums[next + LANES];
      tile[2 * LANES + x] = sums[next + 2 * LANES];
      tile[3 * LANES + x] = sums[next + 3 * LANES];
      if (ROWS > 4) {
        tile[4 * LANES + x] = sums[next + 4 * LANES];
        tile[5 * LANES + x] = sums[next + 5 * LANES];
      }
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
    leave(span, y, x);
  }
}

// Keeps a tile's sums where they were.
fn keep(at: u32, x: u32) {
  sums[at + x] = done[x];
  sums[at + LANES + x] = done[LANES + x];
  sums[at + 2 * LANES + x] = done[2 * LANES + x];
  sums[at + 3 * LANES + x] = done[3 * LANES + x];
  if (ROWS > 4) {
    sums[at + 4 * LANES + x] = done[4 * LANES + x];
    sums[at + 5 * LANES + x] = done[5 * LANES + x];
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
