// dp[i, j] = dy[i] v[j] where kept, ds[i, j] = scale w[i, j] (dp[i, j] - mean[i]), mean[i] = y[i] dy[i];
// dq[i] = sum over j of ds[i, j] k[j], dk[j] = sum over i of ds[i, j] q[i], dv[j] = sum over i of
// w[i, j] dy[i]: a workgroup has a head, and holds w and ds of up to QUERIES queries and TERMS keys at a
// time; w is computed anew from the log-sum-exp of its query. For processors.

override QUERIES: u32 = 64;
// Keys whose scores are held.
override TERMS: u32 = 64;
override KEYS: u32 = TERMS;
// Whether gradients of keys and values are asked for.
override BY_KEYS: bool = true;
override PANEL: u32 = max(max(SPAN, TERMS), QUERIES) * COLUMNS;
// In place of what was multiplied: the sums of columns of queries or keys, or 16 parts of a query's sum; of a
// tile past the last, too.
override SUMS: u32 = 0;
override WEIGHTS: u32 = max(QUERIES * LEFT_ROW, (max(QUERIES, TERMS) + 2) * COLUMNS);
override SLOPES: u32 = WEIGHTS + QUERIES * ROW;
override NOTHING: u32 = SLOPES + (QUERIES + 2) * ROW;
override ROOM: u32 = NOTHING + COLUMNS;
// Keys of a row that are weighed at once.
override BLOCK: u32 = select(16, 32, TERMS % 32 == 0);

var<workgroup> scores: array<f32, BLOCK>;
var<workgroup> products: array<f32, BLOCK>;
var<workgroup> weights: array<f32, BLOCK>;
var<workgroup> slopes: array<f32, BLOCK>;
var<workgroup> factors: array<f32, BLOCK>;
var<workgroup> steps: array<u32, BLOCK>;
// By query.
var<workgroup> means: array<f32, QUERIES>;

// The work of a workgroup: a head, the keys that count, a row of all heads; queries from i on.
struct Place { n: u32, head: u32, length: u32, width: u32, x: u32, i: u32, rows: u32, tiles: u32 }

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = group.z;
  let head = group.y;
  let x = local.x;
  let length = min(lengths[n], u.keys);
  let width = u.heads * u.size;
  for (var h = 0u; h < BLOCK; h += LANES) { steps[h + x] = h + x; }
  var words = vec3u();
  if (DROP) { words = vec3u(ticket[0], ticket[1], ticket[2]); }
  if (BY_KEYS) {
    // Of keys that do not count, and of all where there are no queries.
    let first = select(length, 0, u.queries == 0);
    let at = plain_row(n, head, first, u.keys);
    for (var j = 0u; j < u.keys - first; j++) {
      for (var c = x; c < u.size; c += LANES) {
        dk[at + j * width + c] = 0.0;
        dv[at + j * width + c] = 0.0;
      }
    }
  }
  for (var i = 0u; i < u.queries; i += u.block) {
    let rows = min(u.block, u.queries - i);
    let p = Place(n, head, length, width, x, i, rows, (rows + 1) / 2);
    let own = plain_row(n, head, i, u.queries);
    average(p, own);
    if (length == 0) {
      for (var r = 0u; r < rows; r++) {
        for (var c = x; c < u.size; c += LANES) { dq[own + r * width + c] = 0.0; }
      }
    }
    for (var start = 0u; start < length; start += KEYS) {
      let count = min(KEYS, length - start);
      for (var c = 0u; c < u.size; c += SPAN) {
        for (var side = 0u; side < 2; side++) { score(p, side == 0, start, count, c); }
      }
      descend(p, start, count, words);
      let other = plain_row(n, head, start, u.keys);
      for (var c = 0u; c < u.size; c += COLUMNS) { to_queries(p, own, other, c, count, start > 0); }
      if (BY_KEYS) {
        for (var side = 0u; side < 2; side++) {
          for (var c = 0u; c < u.size; c += COLUMNS) { to_keys(p, side == 0, own, other, c, count); }
        }
      }
    }
  }
}

// The mean slope of each query.
fn average(p: Place, own: u32) {
  let x = p.x;
  for (var r = 0u; r < p.rows; r++) {
    for (var h = 0u; h < 16; h += LANES) { room[SUMS + r * 16 + h + x] = 0.0; }
  }
  for (var c = 0u; c < u.size; c += LEFT_ROW) {
    for (var r = 0u; r < p.rows; r++) {
      for (var k = 0u; k < LEFT_ROW; k += LANES) {
        let at = own + r * p.width + c + k + x;
        let to = SUMS + r * 16 + k % 16 + x;
        room[to] = room[to] + select(0.0, y[at] * dy[at], c + k + x < u.size);
      }
    }
  }
  workgroupBarrier();
  for (var r = 0u; r < p.rows; r++) { means[r] = sum_of(SUMS + r * 16); }
  workgroupBarrier();
}

// Adds the products of a span of columns of queries and keys to the scores, or of gradients of y and values.
fn score(p: Place, plain: bool, start: u32, count: u32, c: u32) {
  let x = p.x;
  let columns = min(SPAN, u.size - c);
  let own = plain_row(p.n, p.head, p.i, u.queries) + c;
  workgroupBarrier();
  if (plain) {
    for (var r = 0u; r < p.rows; r++) {
      for (var k = 0u; k < LEFT_ROW; k += LANES) {
        room[r * LEFT_ROW + k + x] = select(0.0, q[own + r * p.width + k + x] * u.scale, k + x < columns);
      }
    }
  } else {
    for (var r = 0u; r < p.rows; r++) {
      for (var k = 0u; k < LEFT_ROW; k += LANES) {
        room[r * LEFT_ROW + k + x] = select(0.0, dy[own + r * p.width + k + x], k + x < columns);
      }
    }
  }
  workgroupBarrier();
  for (var j = 0u; j < count; j += COLUMNS) {
    for (var v = x; v < COLUMNS; v += LANES) {
      let at = plain_row(p.n, p.head, min(start + j + v, u.keys - 1), u.keys) + c;
      if (FOURS) {
        for (var k = 0u; k < columns; k += 4) {
          var four: vec4f;
          if (plain) { four = k_four[at / 4 + k / 4]; } else { four = v_four[at / 4 + k / 4]; }
          panel[k * COLUMNS + v] = four.x;
          panel[(k + 1) * COLUMNS + v] = four.y;
          panel[(k + 2) * COLUMNS + v] = four.z;
          panel[(k + 3) * COLUMNS + v] = four.w;
        }
      } else {
        for (var k = 0u; k < columns; k++) {
          var other = 0.0;
          if (plain) { other = keys[at + k]; } else { other = values[at + k]; }
          panel[k * COLUMNS + v] = other;
        }
      }
      for (var k = columns; k < SPAN; k++) { panel[k * COLUMNS + v] = 0.0; }
    }
    let to = select(SLOPES, WEIGHTS, plain) + j;
    multiply(Factors(0, LEFT_ROW, 1, select(to, NOTHING, c == 0), select(ROW, 0, c == 0), to, ROW), p.tiles,
      SPAN, x);
  }
}

// Turns the products q k and dy v into weights and slopes of scores.
fn descend(p: Place, start: u32, count: u32, words: vec3u) {
  let x = p.x;
  let end = (count + BLOCK - 1) / BLOCK * BLOCK;
  for (var j = count / LANES * LANES; j < end; j += LANES) {
    for (var r = 0u; r < p.rows; r++) {
      let at = r * ROW + j + x;
      room[WEIGHTS + at] = select(lowest, room[WEIGHTS + at], j + x < count);
      room[SLOPES + at] = select(0.0, room[SLOPES + at], j + x < count);
    }
  }
  let query = query_of(p.n, p.head, p.i);
  for (var b = 0u; b < end; b += BLOCK) {
    let at = WEIGHTS + b + x;
    let down = SLOPES + b + x;
    let first = query * u.keys + start + b;
    for (var h = 0u; h < BLOCK; h += LANES) { scores[h + x] = room[at + h]; }
    for (var h = 0u; h < BLOCK; h += LANES) { products[h + x] = room[down + h]; }
    for (var r = 0u; r < p.rows; r++) {
      if (DROP) {
        let number = first + r * u.keys;
        for (var h = 0u; h < BLOCK; h += LANES) { factors[h + x] = factor_at(words, number + steps[h + x]); }
      }
      let log_sum = statistics[query + r];
      let mean = means[r];
      for (var h = 0u; h < BLOCK; h += LANES) { weights[h + x] = exp(scores[h + x] - log_sum); }
      for (var h = 0u; h < BLOCK; h += LANES) {
        let product = select(products[h + x], products[h + x] * factors[h + x], DROP);
        slopes[h + x] = u.scale * weights[h + x] * (product - mean);
      }
      // The next row, now: see multiply.
      for (var h = 0u; h < BLOCK; h += LANES) { scores[h + x] = room[at + (r + 1) * ROW + h]; }
      for (var h = 0u; h < BLOCK; h += LANES) { products[h + x] = room[down + (r + 1) * ROW + h]; }
      for (var h = 0u; h < BLOCK; h += LANES) {
        room[at + r * ROW + h] = select(weights[h + x], weights[h + x] * factors[h + x], DROP);
      }
      for (var h = 0u; h < BLOCK; h += LANES) { room[down + r * ROW + h] = slopes[h + x]; }
    }
  }
  // Keys past the last have no weight, and rows past the last.
  for (var j = 0u; j < KEYS; j += LANES) {
    for (var r = select(p.rows, 0, j >= end); r < QUERIES; r++) {
      room[WEIGHTS + r * ROW + j + x] = 0.0;
      room[SLOPES + r * ROW + j + x] = 0.0;
    }
  }
  workgroupBarrier();
}

// Adds the slopes of COLUMNS columns of keys.
fn to_queries(p: Place, own: u32, other: u32, c: u32, count: u32, more: bool) {
  let x = p.x;
  let to = own + c + x;
  if (more) {
    for (var r = 0u; r < p.rows; r++) {
      for (var v = 0u; v < COLUMNS; v += LANES) { room[SUMS + r * COLUMNS + v + x] = dq[to + r * p.width + v]; }
    }
  }
  let at = other + c + x;
  for (var t = 0u; t < count; t++) {
    for (var v = 0u; v < COLUMNS; v += LANES) { panel[t * COLUMNS + v + x] = keys[at + t * p.width + v]; }
  }
  for (var t = count; t < TERMS; t++) {
    for (var v = 0u; v < COLUMNS; v += LANES) { panel[t * COLUMNS + v + x] = 0.0; }
  }
  multiply(Factors(SLOPES, ROW, 1, select(NOTHING, SUMS, more), select(0, COLUMNS, more), SUMS, COLUMNS), p.tiles,
    TERMS, x);
  for (var v = 0u; v < COLUMNS; v += LANES) {
    if (c + v + x < u.size) {
      for (var r = 0u; r < p.rows; r++) { dq[to + r * p.width + v] = room[SUMS + r * COLUMNS + v + x]; }
    }
  }
}

// Adds the slopes of COLUMNS columns of queries, or the weights of gradients of y.
fn to_keys(p: Place, plain: bool, own: u32, other: u32, c: u32, count: u32) {
  let x = p.x;
  let more = p.i > 0;
  for (var v = x; v < COLUMNS; v += LANES) {
    let to = other + c + v;
    if (more) {
      for (var j = 0u; j < count; j++) {
        var sum = 0.0;
        if (plain) { sum = dk[to + j * p.width]; } else { sum = dv[to + j * p.width]; }
        room[SUMS + j * COLUMNS + v] = sum;
      }
    }
    let at = own + c + v;
    for (var t = 0u; t < p.rows; t++) {
      var right = 0.0;
      if (plain) { right = q[at + t * p.width]; } else { right = dy[at + t * p.width]; }
      panel[t * COLUMNS + v] = right;
    }
    for (var t = p.rows; t < QUERIES; t++) { panel[t * COLUMNS + v] = 0.0; }
  }
  multiply(Factors(select(WEIGHTS, SLOPES, plain), 1, ROW, select(NOTHING, SUMS, more), select(0, COLUMNS, more),
    SUMS, COLUMNS), (count + 1) / 2, QUERIES, x);
  for (var v = x; v < COLUMNS; v += LANES) {
    if (c + v >= u.size) { continue; }
    let to = other + c + v;
    for (var j = 0u; j < count; j++) {
      let sum = room[SUMS + j * COLUMNS + v];
      if (plain) { dk[to + j * p.width] = sum; } else { dv[to + j * p.width] = sum; }
    }
  }
}
