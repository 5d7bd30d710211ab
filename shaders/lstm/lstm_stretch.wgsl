// Rows of the wide kernels of an LSTM, in tiles of ROWS

// Its first row, and how many it has; its tiles: all, and those that are whole. The last tile of all begins
// `early` by so many rows.
struct Stretch { n: u32, rows: u32, all: u32, whole: u32, early: u32 }

// The greatest length of a row of each tile.
var<workgroup> longest: array<u32, TILES>;

fn length_of(n: u32) -> u32 { return min(lengths[min(n, u.batch - 1)], u.time); }

fn row_of(d: u32, n: u32, t: u32) -> u32 {
  return (d * u.batch + min(n, u.batch - 1)) * u.time + t;
}

// The stretch of a number.
fn stretch_of(number: u32) -> Stretch {
  let tiles = (u.batch + ROWS - 1) / ROWS;
  let first = number * u.stretch;
  let n = first * ROWS;
  let rows = min(u.stretch * ROWS, u.batch - n);
  for (var r = 0u; r < rows; r++) { longest[r / ROWS] = max(longest[r / ROWS], length_of(n + r)); }
  let whole = min(u.stretch, u.batch / ROWS - first);
  return Stretch(n, rows, min(u.stretch, tiles - first), whole, tiles * ROWS - u.batch);
}

// The first row of a stretch, from r on, that is longer than some steps.
fn next_row(part: Stretch, r: u32, steps: u32) -> u32 {
  var next = r;
  while (next < part.rows && length_of(part.n + next) <= steps) { next++; }
  return next;
}

// Where the sums of row r of a stretch are, from the first of its tiles.
fn sum_of(part: Stretch, r: u32) -> u32 {
  return (r + select(0, part.early, r >= part.whole * ROWS)) * COLUMNS;
}

// Adds the terms of the panel to the sums at a place, of the tiles with a row that is longer than some steps.
// In a, row 0 begins at p and the next row on.
fn add_up(part: Stretch, steps: u32, p: u32, next: u32, at: u32, terms: u32, x: u32) {
  for (var begin = 0u; begin < part.all; begin++) {
    if (longest[begin] <= steps) { continue; }
    // As many as are whole, or the last, which may not be.
    let is_whole = begin < part.whole;
    let most = select(part.all, part.whole, is_whole);
    var end = begin + 1;
    while (end < most && longest[end] > steps) { end++; }
    let rows = Rows(select(p - part.early * next, p, is_whole), next);
    if (terms < SPAN) { few(rows, at, begin, end, terms, x); } else {
      many(rows, Span(at, false, false, 0, 0, 0), begin, end, x);
    }
    begin = end - 1;
  }
}

fn leave(span: Span, y: u32, x: u32) { keep(span.at + y * TILE, x); }
