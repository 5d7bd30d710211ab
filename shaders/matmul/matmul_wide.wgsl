// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: a stretch of rows of a panel of COLUMNS columns a
// workgroup; neighbouring terms are neighbours in a. The op appends wide_tile, matmul_bindings and activate.
// Long sums are computed SPANS by SPANS: a dispatch adds its terms to what the one before it left in c.

// Whether matmul_pack wrote b; else neighbours along j are neighbours in b.
override PACKED: bool = false;
// Tiles of a stretch, at most: with a panel, their sums fit the nearest cache.
override TILES: u32 = 192 / ROWS;
override SUMS: u32 = (TILES + 1) * TILE;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let x = local.x;
  let tiles = (u.rows + ROWS - 1) / ROWS;
  let down = (tiles + u.stretch - 1) / u.stretch;
  let across = (u.columns + COLUMNS - 1) / COLUMNS;
  let index = group.y * groups.x + group.x;
  let n = index / (down * across);
  if (n >= u.batch) { return; }
  // A stretch of a stays in a cache while the panels pass.
  let number = index % across;
  // The last panel begins early enough to be whole.
  let j = min(number * COLUMNS, u.columns - COLUMNS);
  let first = index / across % down * u.stretch;
  let whole = min(u.stretch, u.rows / ROWS - first);
  let all = min(u.stretch, tiles - first);
  // Likewise the last tile, by as many rows.
  let early = tiles * ROWS - u.rows;
  let start = u.c_first + n * u.c_batch + first * ROWS * u.c_row + j + x;

  if (u.first > 0) {
    for (var last = 0u; last < 2; last++) {
      let to = select(whole, all, last == 1) * ROWS;
      for (var y = last * whole * ROWS; y < to; y++) {
        for (var v = 0u; v < COLUMNS; v += LANES) {
          sums[y * COLUMNS + v + x] = c[start + (y - last * early) * u.c_row + v];
        }
      }
    }
  }
  let p = n * u.a_batch + first * ROWS * u.a_row;
  let q = n * u.b_batch + select(j, number * COLUMNS * u.depth, PACKED) + x;
  let b_depth = select(u.b_depth, COLUMNS, PACKED);
  let end = min(u.first + u.span, u.depth);
  // Whole tiles go to c as they are done, if the last span is whole and no other panel has their columns.
  let direct = (end - u.first) % SPAN == 0 && j == number * COLUMNS;
  for (var k = u.first; k < end; k += SPAN) {
    let terms = min(SPAN, end - k);
    let q0 = q + k * b_depth;
    for (var t = 0u; t < terms; t++) {
      for (var v = 0u; v < COLUMNS; v += LANES) { panel[t * COLUMNS + v + x] = b[q0 + t * b_depth + v]; }
    }
    for (var last = 0u; last < 2; last++) {
      let begin = last * whole;
      let to = select(whole, all, last == 1);
      let rows = Rows(p + k - last * early * u.a_row, u.a_row);
      if (terms < SPAN) { few(rows, 0, begin, to, terms, x); } else {
        let ends = direct && last == 0 && k + SPAN >= end;
        many(rows, Span(0, k == 0, ends, start, u.c_row, j + x), begin, to, x);
      }
    }
  }

  // What the last panel and tile share with those before, these store.
  let own = number * COLUMNS;
  for (var last = select(0u, 1u, direct); last < 2; last++) {
    let to = select(whole, all, last == 1) * ROWS;
    for (var y = last * (whole * ROWS + early); y < to; y++) {
      for (var v = j + x; v < j + COLUMNS; v += LANES) {
        if (v < own) { continue; }
        c[start - j - x + (y - last * early) * u.c_row + v] = finished(sums[y * COLUMNS + v - j], v);
      }
    }
  }
}

fn leave(span: Span, y: u32, x: u32) {
  if (!span.last) { keep(span.at + y * TILE, x); } else {
    let to = span.c + y * ROWS * span.c_row;
    end_row(to, 0, span.column, x);
    end_row(to + span.c_row, COLUMNS, span.column, x);
    if (ROWS > 2) {
      end_row(to + 2 * span.c_row, 2 * COLUMNS, span.column, x);
      end_row(to + 3 * span.c_row, 3 * COLUMNS, span.column, x);
    }
  }
}

// Stores a row of what is done.
fn end_row(to: u32, at: u32, column: u32, x: u32) {
  c[to] = finished(done[at + x], column);
  c[to + LANES] = finished(done[at + LANES + x], column + LANES);
  if (VECTORS > 2) {
    c[to + 2 * LANES] = finished(done[at + 2 * LANES + x], column + 2 * LANES);
    c[to + 3 * LANES] = finished(done[at + 3 * LANES + x], column + 3 * LANES);
  }
  if (VECTORS > 4) {
    c[to + 4 * LANES] = finished(done[at + 4 * LANES + x], column + 4 * LANES);
    c[to + 5 * LANES] = finished(done[at + 5 * LANES + x], column + 5 * LANES);
  }
}

// A sum of column j with what follows it.
fn finished(sum: f32, j: u32) -> f32 {
  var total = sum;
  if (BIAS) { total += bias[j]; }
  return activate(total);
}
