// A tile of ROWS by VECTORS times LANES sums of products, for processors that run neighbouring vectors as one
// of 256 bits where nothing stands between them: what a tile reads again and again is in workgroup memory, at
// places that are constant once its loops are written out. Few rows, because each element of a is checked when
// it is read, and serves all columns. An invocation uses its own columns alone, LANES apart. The kernel
// says what a is, the left operand, how many SUMS it has, a tile more than it computes, and where the sums of
// tile y go that are `done`, keep(at + y * TILE, x) or elsewhere: leave(span, y, x).

override LANES: u32 = 16;
// Columns of an invocation: 2, 4 or 6. The sums of 2 x 48 fit the registers.
override VECTORS: u32 = 2;
override COLUMNS: u32 = VECTORS * LANES;
// Rows of a tile: 2, or 4 of 2 VECTORS.
override ROWS: u32 = 2;
// Terms that a tile adds up at once.
override SPAN: u32 = 64;
override PANEL: u32 = SPAN * COLUMNS;
override TILE: u32 = ROWS * COLUMNS;

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
  for (var r = 0u; r < TILE; r += LANES) {
    tile[r + x] = select(sums[at + begin * TILE + r + x], 0.0, span.first);
  }
  for (var y = begin; y < to; y++) {
    var c0 = tile[x];
    var c1 = tile[LANES + x];
    var d0 = tile[COLUMNS + x];
    var d1 = tile[COLUMNS + LANES + x];
    var e0 = 0.0; var e1 = 0.0; var f0 = 0.0; var f1 = 0.0;
    if (ROWS > 2) {
      e0 = tile[2 * COLUMNS + x];
      e1 = tile[2 * COLUMNS + LANES + x];
      f0 = tile[3 * COLUMNS + x];
      f1 = tile[3 * COLUMNS + LANES + x];
    }
    var c2 = 0.0; var c3 = 0.0; var c4 = 0.0; var c5 = 0.0;
    var d2 = 0.0; var d3 = 0.0; var d4 = 0.0; var d5 = 0.0;
    if (VECTORS > 2) {
      c2 = tile[2 * LANES + x];
      c3 = tile[3 * LANES + x];
      d2 = tile[COLUMNS + 2 * LANES + x];
      d3 = tile[COLUMNS + 3 * LANES + x];
    }
    if (VECTORS > 4) {
      c4 = tile[4 * LANES + x];
      c5 = tile[5 * LANES + x];
      d4 = tile[COLUMNS + 4 * LANES + x];
      d5 = tile[COLUMNS + 5 * LANES + x];
    }
    // The next tile, now: what was just written in halves cannot be read at once as a whole.
    if (!span.first) { fetch(at + (y + 1) * TILE, x); }
    let p0 = rows.p + y * ROWS * rows.next;
    let p1 = p0 + rows.next;
    let p2 = p1 + rows.next;
    let p3 = p2 + rows.next;
    for (var t = 0u; t < SPAN; t++) {
      let a0 = a[p0 + t];
      let a1 = a[p1 + t];
      let b0 = panel[t * COLUMNS + x];
      c0 = fma(a0, b0, c0);
      d0 = fma(a1, b0, d0);
      let b1 = panel[t * COLUMNS + LANES + x];
      c1 = fma(a0, b1, c1);
      d1 = fma(a1, b1, d1);
      if (ROWS > 2) {
        let a2 = a[p2 + t];
        e0 = fma(a2, b0, e0);
        e1 = fma(a2, b1, e1);
        let a3 = a[p3 + t];
        f0 = fma(a3, b0, f0);
        f1 = fma(a3, b1, f1);
      }
      if (VECTORS > 2) {
        let b2 = panel[t * COLUMNS + 2 * LANES + x];
        c2 = fma(a0, b2, c2);
        d2 = fma(a1, b2, d2);
        let b3 = panel[t * COLUMNS + 3 * LANES + x];
        c3 = fma(a0, b3, c3);
        d3 = fma(a1, b3, d3);
      }
      if (VECTORS > 4) {
        let b4 = panel[t * COLUMNS + 4 * LANES + x];
        c4 = fma(a0, b4, c4);
        d4 = fma(a1, b4, d4);
        let b5 = panel[t * COLUMNS + 5 * LANES + x];
        c5 = fma(a0, b5, c5);
        d5 = fma(a1, b5, d5);
      }
    }
    done[x] = c0;
    done[LANES + x] = c1;
    done[COLUMNS + x] = d0;
    done[COLUMNS + LANES + x] = d1;
    if (ROWS > 2) {
      done[2 * COLUMNS + x] = e0;
      done[2 * COLUMNS + LANES + x] = e1;
      done[3 * COLUMNS + x] = f0;
      done[3 * COLUMNS + LANES + x] = f1;
    }
    if (VECTORS > 2) {
      done[2 * LANES + x] = c2;
      done[3 * LANES + x] = c3;
      done[COLUMNS + 2 * LANES + x] = d2;
      done[COLUMNS + 3 * LANES + x] = d3;
    }
    if (VECTORS > 4) {
      done[4 * LANES + x] = c4;
      done[5 * LANES + x] = c5;
      done[COLUMNS + 4 * LANES + x] = d4;
      done[COLUMNS + 5 * LANES + x] = d5;
    }
    leave(span, y, x);
  }
}

// Fetches a tile's sums. Row after row without a loop: in conditions none is written out.
fn fetch(at: u32, x: u32) {
  fetch_row(at, 0, x);
  fetch_row(at, COLUMNS, x);
  if (ROWS > 2) {
    fetch_row(at, 2 * COLUMNS, x);
    fetch_row(at, 3 * COLUMNS, x);
  }
}

fn fetch_row(at: u32, r: u32, x: u32) {
  tile[r + x] = sums[at + r + x];
  tile[r + LANES + x] = sums[at + r + LANES + x];
  if (VECTORS > 2) {
    tile[r + 2 * LANES + x] = sums[at + r + 2 * LANES + x];
    tile[r + 3 * LANES + x] = sums[at + r + 3 * LANES + x];
  }
  if (VECTORS > 4) {
    tile[r + 4 * LANES + x] = sums[at + r + 4 * LANES + x];
    tile[r + 5 * LANES + x] = sums[at + r + 5 * LANES + x];
  }
}

// Keeps a tile's sums where they were.
fn keep(at: u32, x: u32) {
  keep_row(at, 0, x);
  keep_row(at, COLUMNS, x);
  if (ROWS > 2) {
    keep_row(at, 2 * COLUMNS, x);
    keep_row(at, 3 * COLUMNS, x);
  }
}

fn keep_row(at: u32, r: u32, x: u32) {
  sums[at + r + x] = done[r + x];
  sums[at + r + LANES + x] = done[r + LANES + x];
  if (VECTORS > 2) {
    sums[at + r + 2 * LANES + x] = done[r + 2 * LANES + x];
    sums[at + r + 3 * LANES + x] = done[r + 3 * LANES + x];
  }
  if (VECTORS > 4) {
    sums[at + r + 4 * LANES + x] = done[r + 4 * LANES + x];
    sums[at + r + 5 * LANES + x] = done[r + 5 * LANES + x];
  }
}

// Adds the first terms of the panel, LANES columns of a row at a time.
fn few(rows: Rows, at: u32, begin: u32, to: u32, terms: u32, x: u32) {
  for (var y = begin * ROWS; y < to * ROWS; y++) {
    let p0 = rows.p + y * rows.next;
    for (var v = x; v < COLUMNS; v += LANES) {
      var sum = sums[at + y * COLUMNS + v];
      for (var t = 0u; t < terms; t++) {
        sum = fma(a[p0 + t], panel[t * COLUMNS + v], sum);
      }
      sums[at + y * COLUMNS + v] = sum;
    }
  }
}
