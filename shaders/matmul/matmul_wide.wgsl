// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: a stretch of rows of a panel of LANES columns a
// workgroup, a column an invocation; the op appends matmul_bindings and activate. It is for processors
// that run neighbouring vectors as one of 256 bits where nothing stands between them: what a tile reads
// again and again is in workgroup memory, at places that are constant once its loops are written out.

// Rows of a tile: 6 or 4, at most those of c. The sums of 6 x 16 fit the registers.
override ROWS: u32 = 6;
override LANES: u32 = 16;
// Terms that a tile adds up at once.
override SPAN: u32 = 64;
// Whether matmul_pack wrote a, A_LANES rows side by side for each tile; else neighbouring terms are
// neighbours in a.
override A_PACKED: bool = false;
override A_LANES: u32 = 8;
// Whether matmul_pack wrote b; else neighbours along j are neighbours in b.
override PACKED: bool = false;
// Tiles of a stretch, at most: with a panel, their sums fit the nearest cache.
override TILES: u32 = 32;
override PANEL: u32 = SPAN * LANES;
override TILE: u32 = ROWS * LANES;
override STRETCH: u32 = (TILES + 1) * TILE;

// Each invocation uses its own column alone.
var<workgroup> panel: array<f32, PANEL>;
var<workgroup> tile: array<f32, TILE>;
var<workgroup> done: array<f32, TILE>;
var<workgroup> sums: array<f32, STRETCH>;

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
  // The last panel begins early enough to be whole: what it shares is stored twice, the same.
  let j = min(number * LANES, u.columns - LANES);
  let first = index / across % down * u.stretch;
  let i = first * ROWS;
  let whole = min(u.stretch, u.rows / ROWS - first);
  let all = min(u.stretch, tiles - first);
  // Likewise the last tile, by as many rows.
  let early = tiles * ROWS - u.rows;

  let a_row = select(u.a_row, u.depth, A_PACKED);
  let a_tile = select(ROWS * u.a_row, A_LANES * u.depth, A_PACKED);
  let p = n * u.a_batch + first * a_tile;
  let q = n * u.b_batch + select(j, number * LANES * u.depth, PACKED) + x;
  let b_depth = select(u.b_depth, LANES, PACKED);
  for (var k = 0u; k < u.depth; k += SPAN) {
    let terms = min(SPAN, u.depth - k);
    let q0 = q + k * b_depth;
    for (var t = 0u; t < terms; t++) { panel[t * LANES + x] = b[q0 + t * b_depth]; }
    for (var last = 0u; last < 2; last++) {
      let begin = last * whole;
      let to = select(whole, all, last == 1);
      let p0 = p + select(k - last * early * u.a_row, k * A_LANES, A_PACKED);
      if (terms < SPAN) { few(p0, a_tile, begin, to, terms, x); } else { many(p0, a_tile, begin, to, x); }
    }
  }

  let start = n * u.c_batch;
  for (var last = 0u; last < 2; last++) {
    let to = select(whole, all, last == 1) * ROWS;
    for (var y = last * whole * ROWS; y < to; y++) {
      store(start, i + y - last * early, j + x, sums[y * LANES + x]);
    }
  }
}

// Adds SPAN terms to the sums of some tiles; p is where the terms of tile 0 begin in a.
fn many(p: u32, a_tile: u32, begin: u32, to: u32, x: u32) {
  let a_row = select(u.a_row, 1, A_PACKED);
  let a_depth = select(1, A_LANES, A_PACKED);
  for (var r = 0u; r < ROWS; r++) {
    tile[r * LANES + x] = sums[begin * TILE + r * LANES + x];
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
      tile[r * LANES + x] = sums[(y + 1) * TILE + r * LANES + x];
    }
    let p0 = p + y * a_tile;
    let p1 = p0 + a_row;
    let p2 = p1 + a_row;
    let p3 = p2 + a_row;
    let p4 = p3 + a_row;
    let p5 = p4 + a_row;
    for (var t = 0u; t < SPAN; t++) {
      let right = panel[t * LANES + x];
      c0 = fma(a[p0 + t * a_depth], right, c0);
      c1 = fma(a[p1 + t * a_depth], right, c1);
      c2 = fma(a[p2 + t * a_depth], right, c2);
      c3 = fma(a[p3 + t * a_depth], right, c3);
      if (ROWS > 4) {
        c4 = fma(a[p4 + t * a_depth], right, c4);
        c5 = fma(a[p5 + t * a_depth], right, c5);
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
      sums[y * TILE + r * LANES + x] = done[r * LANES + x];
    }
  }
}

// Adds fewer terms, a row at a time.
fn few(p: u32, a_tile: u32, begin: u32, to: u32, terms: u32, x: u32) {
  let a_row = select(u.a_row, 1, A_PACKED);
  let a_depth = select(1, A_LANES, A_PACKED);
  for (var y = begin * ROWS; y < to * ROWS; y++) {
    let p0 = p + y / ROWS * a_tile + y % ROWS * a_row;
    var sum = sums[y * LANES + x];
    for (var t = 0u; t < terms; t++) {
      sum = fma(a[p0 + t * a_depth], panel[t * LANES + x], sum);
    }
    sums[y * LANES + x] = sum;
  }
}

// Finishes an element.
fn store(start: u32, i: u32, j: u32, sum: f32) {
  var total = sum;
  if (BIAS) { total += bias[j]; }
  c[start + i * u.c_row + j] = activate(total);
}
