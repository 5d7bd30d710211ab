// lstm_gradient.wgsl's step by wide_tile, see lstm_wide.wgsl: a stretch of rows and COLUMNS units a workgroup,
// LANES at a time; `weight` is R^T, packed.

// Tiles of a stretch, at most.
override TILES: u32 = 48;
override SUMS: u32 = (TILES + 1) * TILE;
override GIVEN: u32 = 8 * LANES;
override MADE: u32 = 5 * LANES;

struct Uniforms {
  batch: u32, time: u32, hidden: u32, directions: u32, step: i32, has_dy: u32, stretch: u32,
}

@group(0) @binding(0) var<storage, read> weight: array<f32>; // R^T
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read> first_c: array<f32>;
@group(0) @binding(3) var<storage, read> cells: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<f32>;
@group(0) @binding(5) var<storage, read> a: array<f32>; // gradients of the next gates, of all rows
@group(0) @binding(6) var<storage, read_write> gates: array<f32>;
@group(0) @binding(7) var<storage, read_write> dh: array<f32>; // of the last h; at -1 of the first
@group(0) @binding(8) var<storage, read_write> dc: array<f32>; // of the last c, then of each before
@group(0) @binding(9) var<storage, read_write> dgates: array<f32>; // of all rows
@group(0) @binding(10) var<uniform> u: Uniforms;

var<workgroup> given: array<f32, GIVEN>; // dh, [i f g o], c', c, dc
var<workgroup> made: array<f32, MADE>; // d[i f g o], dc'

@compute @workgroup_size(LANES)
fn wide(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let x = local.x;
  let d = group.z;
  let part = stretch_of(group.x);
  let steps = u32(u.step + 1);
  let blocks = (u.hidden + LANES - 1) / LANES;
  let depth = select(0, 4 * u.hidden, next_row(part, 0, steps) < part.rows);
  for (var k = 0u; k < depth; k += SPAN) {
    let terms = min(SPAN, depth - k);
    for (var v = 0u; v < VECTORS; v++) {
      let block = min(group.y * VECTORS + v, blocks - 1);
      let q = ((d * blocks + block) * depth + k) * LANES + x;
      for (var t = 0u; t < terms; t++) { panel[t * COLUMNS + v * LANES + x] = weight[q + t * LANES]; }
    }
    add_up(part, steps, (d * u.batch + part.n) * depth + k, depth, 0, terms, x);
  }
  for (var v = 0u; v < COLUMNS; v += LANES) { descend(part, d, group.y * COLUMNS + v + x, v + x, x); }
}

// The cells of a unit, whose sums are in some column of a tile.
fn descend(part: Stretch, d: u32, unit: u32, column: u32, x: u32) {
  if (u.step < 0) {
    if (unit >= u.hidden) { return; }
    for (var r = 0u; r < part.rows; r++) {
      if (length_of(part.n + r) > 0) { dh[state_of(d, part.n + r) + unit] = sums[sum_of(part, r) + column]; }
    }
    return;
  }
  let step = u32(u.step);
  let first = next_row(part, 0, step);
  take(part, d, first, unit, column, x);
  var next = first;
  for (var r = first; r < part.rows; r = next) {
    let slope = given[x];
    let i = given[LANES + x];
    let f = given[2 * LANES + x];
    let g = given[3 * LANES + x];
    let o = given[4 * LANES + x];
    let c = given[5 * LANES + x];
    let squashed = hyperbolic(given[6 * LANES + x]);
    let after = given[7 * LANES + x];
    // The next row, now: what was just written in halves cannot be read at once as a whole.
    next = next_row(part, r + 1, step);
    take(part, d, next, unit, column, x);
    let carry = after + slope * o * (1.0 - squashed * squashed);
    made[x] = carry * g * i * (1.0 - i);
    made[LANES + x] = carry * c * f * (1.0 - f);
    made[2 * LANES + x] = carry * i * (1.0 - g * g);
    made[3 * LANES + x] = slope * squashed * o * (1.0 - o);
    made[4 * LANES + x] = carry * f;
    if (unit < u.hidden) { give(d, part.n + r, unit, x); }
  }
  if (unit >= u.hidden) { return; }
  for (var n = part.n; n < part.n + part.rows; n++) {
    if (step >= length_of(n)) {
      let p = row_of(d, n, step) * 4 * u.hidden + unit;
      for (var gate = 0u; gate < 4; gate++) { gates[p + gate * u.hidden] = 0; }
    }
  }
}

fn state_of(d: u32, n: u32) -> u32 { return (d * u.batch + min(n, u.batch - 1)) * u.hidden; }

// Copies what the cell of row r of a stretch needs.
fn take(part: Stretch, d: u32, r: u32, unit: u32, column: u32, x: u32) {
  let n = part.n + r;
  let length = length_of(n);
  let step = u32(u.step);
  let t = time_of(d, length, step);
  let row = row_of(d, n, t);
  let state = state_of(d, n) + unit;
  var slope = sums[sum_of(part, r) + column];
  if (step + 1 == length) { slope = dh[state]; }
  if (u.has_dy == 1) {
    slope += dy[((min(n, u.batch - 1) * u.time + t) * u.directions + d) * u.hidden + unit];
  }
  given[x] = slope;
  for (var gate = 0u; gate < 4; gate++) {
    given[(1 + gate) * LANES + x] = gates[(row * 4 + gate) * u.hidden + unit];
  }
  if (step == 0) {
    given[5 * LANES + x] = first_c[state];
  } else {
    let before = row_of(d, n, time_of(d, length, step - 1));
    given[5 * LANES + x] = cells[before * u.hidden + unit];
  }
  given[6 * LANES + x] = cells[row * u.hidden + unit];
  given[7 * LANES + x] = dc[state];
}

// Stores what the cell of row n made.
fn give(d: u32, n: u32, unit: u32, x: u32) {
  let length = length_of(n);
  let p = row_of(d, n, time_of(d, length, u32(u.step))) * 4 * u.hidden + unit;
  let q = 4 * state_of(d, n) + unit;
  for (var gate = 0u; gate < 4; gate++) {
    let gradient = made[gate * LANES + x];
    gates[p + gate * u.hidden] = gradient;
    dgates[q + gate * u.hidden] = gradient;
  }
  dc[state_of(d, n) + unit] = made[4 * LANES + x];
}
