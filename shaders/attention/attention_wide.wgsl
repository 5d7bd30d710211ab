// y[i] = sum over j of w[i, j] v[j], w[i, j] = e^(scale q[i] k[j]) / (sum over j of the same), some of w
// dropped: a workgroup has up to QUERIES queries of a head, holds their scores with KEYS keys at a time, and
// corrects its earlier sums when a greater score comes (Milakov and Gimelshein, 2018). For processors.

override QUERIES: u32 = 64;
override KEYS: u32 = 128;
// Keys whose values are weighted at once.
override TERMS: u32 = 64;
override PANEL: u32 = max(SPAN, TERMS) * COLUMNS;
// In place of what was multiplied: the sums of columns of y, or 16 parts of a query's sum; of a tile past the
// last, too.
override SUMS: u32 = 0;
override WEIGHTS: u32 = max(QUERIES * LEFT_ROW, (QUERIES + 2) * COLUMNS);
override NOTHING: u32 = WEIGHTS + (QUERIES + 2) * ROW;
override ROOM: u32 = NOTHING + COLUMNS;
// Keys of a row that are weighed at once.
override BLOCK: u32 = 32;

var<workgroup> scores: array<f32, 32>;
var<workgroup> powers: array<f32, 32>;
var<workgroup> kept: array<f32, 32>;
var<workgroup> steps: array<u32, 32>;
// By query: the greatest score so far, the sum of powers, and factors of y before and after its new sums.
var<workgroup> greatest: array<f32, QUERIES>;
var<workgroup> totals: array<f32, QUERIES>;
// Of the keys at hand: the greatest score, the earlier ones included, and the sum of powers.
var<workgroup> tops: array<f32, QUERIES>;
var<workgroup> sums: array<f32, QUERIES>;
var<workgroup> before: array<f32, QUERIES>;
var<workgroup> after: array<f32, QUERIES>;

// The work of a workgroup: a head, its first query, how many there are, and the keys that count.
struct Place { n: u32, head: u32, i: u32, rows: u32, tiles: u32, length: u32, x: u32 }

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = group.z;
  let i = group.x * u.block;
  let rows = min(u.block, u.queries - i);
  let p = Place(n, group.y, i, rows, (rows + 1) / 2, min(lengths[n], u.keys), local.x);
  for (var r = 0u; r < rows; r++) { greatest[r] = lowest; }
  for (var h = 0u; h < BLOCK; h += LANES) { steps[h + p.x] = h + p.x; }
  var words = vec3u();
  if (DROP) { words = vec3u(ticket[0], ticket[1], ticket[2]); }
  // A row without keys goes round the loop once, to store its zeros.
  for (var start = 0u; start < max(p.length, 1); start += KEYS) {
    let count = min(KEYS, p.length - start);
    for (var c = 0u; c < u.size; c += SPAN) { score(p, start, count, c); }
    let last = start + KEYS >= p.length;
    rank(p, count);
    weigh(p, start, count, words);
    total(p, last);
    let other = plain_row(n, p.head, start, u.keys);
    for (var c = 0u; c < u.size; c += COLUMNS) { average(p, other + c, c, count, start > 0); }
  }
}

// Adds the products of a span of columns to the scores.
fn score(p: Place, start: u32, count: u32, c: u32) {
  let x = p.x;
  let columns = min(SPAN, u.size - c);
  let width = u.heads * u.size;
  let own = plain_row(p.n, p.head, p.i, u.queries) + c;
  workgroupBarrier();
  for (var r = 0u; r < p.rows; r++) {
    for (var k = 0u; k < LEFT_ROW; k += LANES) {
      room[r * LEFT_ROW + k + x] = select(0.0, q[own + r * width + k + x] * u.scale, k + x < columns);
    }
  }
  workgroupBarrier();
  for (var j = 0u; j < count; j += COLUMNS) {
    for (var v = x; v < COLUMNS; v += LANES) {
      let at = plain_row(p.n, p.head, min(start + j + v, u.keys - 1), u.keys) + c;
      if (FOURS) {
        for (var k = 0u; k < columns; k += 4) {
          let four = k_four[at / 4 + k / 4];
          panel[k * COLUMNS + v] = four.x;
          panel[(k + 1) * COLUMNS + v] = four.y;
          panel[(k + 2) * COLUMNS + v] = four.z;
          panel[(k + 3) * COLUMNS + v] = four.w;
        }
      } else {
        for (var k = 0u; k < columns; k++) { panel[k * COLUMNS + v] = keys[at + k]; }
      }
      for (var k = columns; k < SPAN; k++) { panel[k * COLUMNS + v] = 0.0; }
    }
    let to = WEIGHTS + j;
    multiply(Factors(0, LEFT_ROW, 1, select(to, NOTHING, c == 0), select(ROW, 0, c == 0), to, ROW), p.tiles,
      SPAN, x);
  }
}

// Finds the greatest score of each query.
fn rank(p: Place, count: u32) {
  let x = p.x;
  let end = (count + BLOCK - 1) / BLOCK * BLOCK;
  for (var j = count / LANES * LANES; j < end; j += LANES) {
    for (var r = 0u; r < p.rows; r++) {
      let at = WEIGHTS + r * ROW + j + x;
      room[at] = select(lowest, room[at], j + x < count);
    }
  }
  // Others may still read what was multiplied, whose place the sums take.
  workgroupBarrier();
  for (var r = 0u; r < p.rows; r++) {
    for (var h = 0u; h < 16; h += LANES) { room[SUMS + r * 16 + h + x] = lowest; }
  }
  for (var b = 0u; b < end; b += BLOCK) {
    for (var r = 0u; r < p.rows; r++) {
      for (var h = 0u; h < BLOCK; h += LANES) {
        let own = SUMS + r * 16 + h % 16 + x;
        room[own] = max(room[own], room[WEIGHTS + r * ROW + b + h + x]);
      }
    }
  }
  workgroupBarrier();
  for (var r = 0u; r < p.rows; r++) { tops[r] = max(greatest[r], greatest_of(SUMS + r * 16)); }
  workgroupBarrier();
}

// Turns the scores of each query into weights that are not divided yet, and adds them up.
fn weigh(p: Place, start: u32, count: u32, words: vec3u) {
  let x = p.x;
  let end = (count + BLOCK - 1) / BLOCK * BLOCK;
  for (var r = 0u; r < p.rows; r++) {
    for (var h = 0u; h < 16; h += LANES) { room[SUMS + r * 16 + h + x] = 0.0; }
  }
  let first = query_of(p.n, p.head, p.i) * u.keys + start;
  for (var b = 0u; b < end; b += BLOCK) {
    let at = WEIGHTS + b + x;
    for (var h = 0u; h < BLOCK; h += LANES) { scores[h + x] = room[at + h]; }
    for (var r = 0u; r < p.rows; r++) {
      let top = tops[r];
      for (var h = 0u; h < BLOCK; h += LANES) { powers[h + x] = exp(scores[h + x] - top); }
      if (DROP) {
        let number = first + r * u.keys + b;
        for (var h = 0u; h < BLOCK; h += LANES) {
          kept[h + x] = powers[h + x] * factor_at(words, number + steps[h + x]);
        }
      }
      // The next row, now: see multiply.
      for (var h = 0u; h < BLOCK; h += LANES) { scores[h + x] = room[at + (r + 1) * ROW + h]; }
      for (var h = 0u; h < BLOCK; h += LANES) {
        let own = SUMS + r * 16 + h % 16 + x;
        room[own] = room[own] + powers[h + x];
      }
      for (var h = 0u; h < BLOCK; h += LANES) {
        room[at + r * ROW + h] = select(powers[h + x], kept[h + x], DROP);
      }
    }
  }
  for (var j = end; j < (count + TERMS - 1) / TERMS * TERMS; j += LANES) {
    for (var r = 0u; r < p.rows; r++) { room[WEIGHTS + r * ROW + j + x] = 0.0; }
  }
  workgroupBarrier();
}

// The sums of all powers so far, and after the last key the divisors and what the backward pass needs.
fn total(p: Place, last: bool) {
  let query = query_of(p.n, p.head, p.i);
  for (var r = 0u; r < p.rows; r++) { sums[r] = sum_of(SUMS + r * 16); }
  workgroupBarrier();
  for (var r = p.x; r < p.rows; r += LANES) {
    let fade = exp(greatest[r] - tops[r]);
    let sum = totals[r] * fade + sums[r];
    greatest[r] = tops[r];
    totals[r] = sum;
    before[r] = fade;
    after[r] = 1.0;
    if (last) {
      after[r] = select(0.0, 1.0 / sum, sum > 0.0);
      statistics[query + r] = tops[r] + log(sum);
    }
  }
  workgroupBarrier();
}

// Adds the weighted values of COLUMNS columns.
fn average(p: Place, other: u32, c: u32, count: u32, more: bool) {
  let x = p.x;
  let width = u.heads * u.size;
  let to = plain_row(p.n, p.head, p.i, u.queries) + c + x;
  if (more) {
    for (var r = 0u; r < p.rows; r++) {
      for (var v = 0u; v < COLUMNS; v += LANES) {
        room[SUMS + r * COLUMNS + v + x] = y[to + r * width + v] * before[r];
      }
    }
  }
  for (var j = 0u; j < count; j += TERMS) {
    let terms = min(TERMS, count - j);
    let at = other + j * width + x;
    for (var t = 0u; t < terms; t++) {
      for (var v = 0u; v < COLUMNS; v += LANES) { panel[t * COLUMNS + v + x] = values[at + t * width + v]; }
    }
    for (var t = terms; t < TERMS; t++) {
      for (var v = 0u; v < COLUMNS; v += LANES) { panel[t * COLUMNS + v + x] = 0.0; }
    }
    let fresh = !more && j == 0;
    multiply(Factors(WEIGHTS + j, ROW, 1, select(SUMS, NOTHING, fresh), select(COLUMNS, 0, fresh), SUMS, COLUMNS),
      p.tiles, TERMS, x);
  }
  for (var v = 0u; v < COLUMNS; v += LANES) {
    if (c + v + x < u.size) {
      for (var r = 0u; r < p.rows; r++) {
        y[to + r * width + v] = room[SUMS + r * COLUMNS + v + x] * after[r];
      }
    }
  }
}
