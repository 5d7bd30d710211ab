// Rows of the wide kernels of an LSTM, in tiles of ROWS

// Its first row, and how many it has; its tiles: all, those that are whole, and from the first to past the
// last in which a row has a step like this one. The last tile of all begins `early` by so many rows.
struct Stretch { n: u32, rows: u32, all: u32, whole: u32, begin: u32, end: u32, early: u32 }

fn length_of(n: u32) -> u32 { return min(lengths[min(n, u.batch - 1)], u.time); }

fn row_of(d: u32, n: u32, t: u32) -> u32 {
  return (d * u.batch + min(n, u.batch - 1)) * u.time + t;
}

// The stretch of a number, with the tiles in which a row is longer than some steps.
fn stretch_of(number: u32, steps: u32) -> Stretch {
  let tiles = (u.batch + ROWS - 1) / ROWS;
  let first = number * u.stretch;
  let all = min(u.stretch, tiles - first);
  let whole = min(u.stretch, u.batch / ROWS - first);
  let n = first * ROWS;
  let rows = min(u.stretch * ROWS, u.batch - n);
  var begin = all;
  var end = 0u;
  for (var r = 0u; r < rows; r++) {
    if (length_of(n + r) > steps) {
      begin = min(begin, r / ROWS);
      end = r / ROWS + 1;
    }
  }
  return Stretch(n, rows, all, whole, begin, end, tiles * ROWS - u.batch);
}

// Where the sums of row r of a stretch are, from the first of its tiles.
fn sum_of(part: Stretch, r: u32) -> u32 {
  return (r + select(0, part.early, r >= part.whole * ROWS)) * LANES;
}

// Adds the terms of the panel to the sums at a place. In a, row 0 begins at p and the next row on.
fn add_up(part: Stretch, p: u32, next: u32, at: u32, terms: u32, x: u32) {
  for (var last = 0u; last < 2; last++) {
    let begin = max(part.begin, last * part.whole);
    let to = min(part.end, select(part.whole, part.all, last == 1));
    let rows = Rows(p - last * part.early * next, next);
    if (begin >= to) { continue; }
    if (terms < SPAN) { few(rows, at, begin, to, terms, x); } else { many(rows, at, begin, to, x); }
  }
}
