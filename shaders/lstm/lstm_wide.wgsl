// lstm.wgsl's step by wide_tile, which the op appends with lstm_cell: a stretch of rows and LANES units a
// workgroup, a unit an invocation; `weight` is packed with the gates as 4 matrices, of which two make a panel.
// The cell, too, takes from and leaves at constant places of workgroup memory, so that its vectors can be joined.

// Tiles of a stretch, at most.
override TILES: u32 = 48;
override PAIR: u32 = (TILES + 1) * TILE;
override SUMS: u32 = 2 * PAIR;
override GIVEN: u32 = 5 * LANES;
override MADE: u32 = 6 * LANES;

struct Uniforms { batch: u32, time: u32, hidden: u32, directions: u32, step: u32, stretch: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read> first_c: array<f32>;
@group(0) @binding(4) var<storage, read> a: array<f32>; // h' of all rows
@group(0) @binding(5) var<storage, read_write> gates: array<f32>; // p, then the gates, in place
@group(0) @binding(6) var<storage, read_write> previous: array<f32>; // h' of each time
@group(0) @binding(7) var<storage, read_write> cells: array<f32>;
@group(0) @binding(8) var<storage, read_write> last: array<f32>; // h behind the last token of each row
@group(0) @binding(9) var<storage, read_write> h: array<f32>; // of all rows
@group(0) @binding(10) var<uniform> u: Uniforms;

var<workgroup> given: array<f32, GIVEN>; // [i f g o] before the activations, c'
var<workgroup> made: array<f32, MADE>; // [i f g o], c, h

@compute @workgroup_size(LANES)
fn wide(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let x = local.x;
  let d = group.z;
  let part = stretch_of(group.x);
  let first = next_row(part, 0, u.step);
  let depth = select(0, u.hidden, first < part.rows);
  for (var k = 0u; k < depth; k += SPAN) {
    let terms = min(SPAN, depth - k);
    let p = (d * u.batch + part.n) * depth + k;
    for (var pair = 0u; pair < 2; pair++) {
      let next = groups.y * depth * LANES;
      let q = (d * 4 + pair * 2) * next + (group.y * depth + k) * LANES + x;
      for (var t = 0u; t < terms; t++) {
        panel[t * COLUMNS + x] = weight[q + t * LANES];
        panel[t * COLUMNS + LANES + x] = weight[q + next + t * LANES];
      }
      add_up(part, u.step, p, depth, pair * PAIR, terms, x);
    }
  }
  let unit = group.y * LANES + x;
  take(part, d, first, unit, x);
  var next = first;
  for (var r = first; r < part.rows; r = next) {
    let i = sigmoid(given[x]);
    let f = sigmoid(given[LANES + x]);
    let g = hyperbolic(given[2 * LANES + x]);
    let o = sigmoid(given[3 * LANES + x]);
    let before = given[4 * LANES + x];
    // The next row, now: what was just written in halves cannot be read at once as a whole.
    next = next_row(part, r + 1, u.step);
    take(part, d, next, unit, x);
    let c = f * before + i * g;
    made[x] = i;
    made[LANES + x] = f;
    made[2 * LANES + x] = g;
    made[3 * LANES + x] = o;
    made[4 * LANES + x] = c;
    made[5 * LANES + x] = o * hyperbolic(c);
    if (unit < u.hidden) { give(d, part.n + r, unit, x); }
  }
  if (unit >= u.hidden) { return; }
  for (var n = part.n; n < part.n + part.rows; n++) {
    if (u.step >= length_of(n)) {
      previous[row_of(d, n, u.step) * u.hidden + unit] = 0;
    }
  }
}

// Copies what the cell of row r of a stretch needs.
fn take(part: Stretch, d: u32, r: u32, unit: u32, x: u32) {
  let n = part.n + r;
  let length = length_of(n);
  let p = row_of(d, n, time_of(d, length, u.step)) * 4 * u.hidden + unit;
  let b = d * 4 * u.hidden + unit;
  let place = sum_of(part, r) + x;
  for (var gate = 0u; gate < 4; gate++) {
    given[gate * LANES + x] = sums[gate / 2 * PAIR + gate % 2 * LANES + place] +
      gates[p + gate * u.hidden] + bias[b + gate * u.hidden];
  }
  if (u.step == 0) {
    given[4 * LANES + x] = first_c[(d * u.batch + min(n, u.batch - 1)) * u.hidden + unit];
  } else {
    let row = row_of(d, n, time_of(d, length, u.step - 1));
    given[4 * LANES + x] = cells[row * u.hidden + unit];
  }
}

// Stores what the cell of row n made.
fn give(d: u32, n: u32, unit: u32, x: u32) {
  let length = length_of(n);
  let t = time_of(d, length, u.step);
  let row = row_of(d, n, t);
  let p = row * 4 * u.hidden + unit;
  gates[p] = made[x];
  gates[p + u.hidden] = made[LANES + x];
  gates[p + 2 * u.hidden] = made[2 * LANES + x];
  gates[p + 3 * u.hidden] = made[3 * LANES + x];
  cells[row * u.hidden + unit] = made[4 * LANES + x];
  let next = made[5 * LANES + x];
  let own = (d * u.batch + n) * u.hidden + unit;
  h[own] = next;
  if (u.step + 1 < length) {
    previous[row_of(d, n, time_of(d, length, u.step + 1)) * u.hidden + unit] = next;
  } else {
    last[own] = next;
  }
}
