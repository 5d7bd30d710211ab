// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: a stretch of rows of a panel of LANES columns a
// workgroup, a column an invocation; neighbouring terms are neighbours in a. The op appends wide_tile, matmul_bindings and activate. Long sums are
// computed SPANS by SPANS: a dispatch adds its terms to what the one before it left in c.

// Whether matmul_pack wrote b; else neighbours along j are neighbours in b.
override PACKED: bool = false;
// Tiles of a stretch, at most: with a panel, their sums fit the nearest cache.
override TILES: u32 = 32;
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
  let across = (u.columns + LANES - 1) / LANES;
  let index = group.y * groups.x + group.x;
  let n = index / (down * across);
  if (n >= u.batch) { return; }
  // A stretch of a stays in a cache while the panels pass.
  let number = index % across;
  // The last panel begins early enough to be whole.
  let j = min(number * LANES, u.columns - LANES);
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
        sums[y * LANES + x] = c[start + (y - last * early) * u.c_row];
      }
    }
  }
  let p = n * u.a_batch + first * ROWS * u.a_row;
  let q = n * u.b_batch + select(j, number * LANES * u.depth, PACKED) + x;
  let b_depth = select(u.b_depth, LANES, PACKED);
  let end = min(u.first + u.span, u.depth);
  // Whole tiles go to c as they are done, if the last span is whole and no other panel has their columns.
  let direct = (end - u.first) % SPAN == 0 && j == number * LANES;
  for (var k = u.first; k < end; k += SPAN) {
    let terms = min(SPAN, end - k);
    let q0 = q + k * b_depth;
    for (var t = 0u; t < terms; t++) { panel[t * LANES + x] = b[q0 + t * b_depth]; }
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
  if (j + x < number * LANES) { return; }
  for (var last = select(0u, 1u, direct); last < 2; last++) {
    let to = select(whole, all, last == 1) * ROWS;
    for (var y = last * (whole * ROWS + early); y < to; y++) {
      c[start + (y - last * early) * u.c_row] = finished(sums[y * LANES + x], j + x);
    }
  }
}

fn leave(span: Span, y: u32, x: u32) {
  if (!span.last) { keep(span.at + y * TILE, x); } else {
    let to = span.c + y * ROWS * span.c_row;
    c[to] = finished(done[x], span.column);
    c[to + span.c_row] = finished(done[LANES + x], span.column);
    c[to + 2 * span.c_row] = finished(done[2 * LANES + x], span.column);
    c[to + 3 * span.c_row] = finished(done[3 * LANES + x], span.column);
    if (ROWS > 4) {
      c[to + 4 * span.c_row] = finished(done[4 * LANES + x], span.column);
      c[to + 5 * span.c_row] = finished(done[5 * LANES + x], span.column);
    }
  }
}

// A sum of column j with what follows it.
fn finished(sum: f32, j: u32) -> f32 {
  var total = sum;
  if (BIAS) { total += bias[j]; }
  return activate(total);
}
