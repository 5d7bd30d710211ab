// y[i] = sum over j of w[i, j] v[j], w[i, j] = e^(scale q[i] k[j]) / (sum over j of the same), some of w
// dropped: a workgroup has six queries of a head, holds their scores with TILE keys at a time, and
// corrects its earlier sums when a greater score comes (Milakov and Gimelshein, 2018)

var<workgroup> weights: array<f32, 768>;
// By query and lane: the greatest score so far, the sums of each lane, and the factor of y.
var<workgroup> greatest: array<f32, 48>;
var<workgroup> totals: array<f32, 48>;
var<workgroup> before: array<f32, 48>;
var<workgroup> after: array<f32, 48>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = group.z;
  let head = group.y;
  let i = group.x * 6;
  let lane = local.x;
  let length = min(lengths[n], u.keys);
  let own = panels_of(0, n, head, u.queries);
  let other = panels_of(u.at_keys, n, head, u.keys);
  for (var r = 0u; r < 6; r++) {
    greatest[r * LANES + lane] = lowest;
    totals[r * LANES + lane] = 0.0;
  }
  // A row without keys goes round the loop once, to store its zeros.
  for (var start = 0u; start < max(length, 1); start += TILE) {
    let count = min(TILE, length - start);
    for (var j = 0u; j < count; j += LANES) {
      let s = dots(own, i, u.queries, other + (start + j) * u.size + lane);
      let j0 = j + lane;
      weights[j0] = score(s.a, j0 < count);
      weights[TILE + j0] = score(s.b, j0 < count);
      weights[2 * TILE + j0] = score(s.c, j0 < count);
      weights[3 * TILE + j0] = score(s.d, j0 < count);
      weights[4 * TILE + j0] = score(s.e, j0 < count);
      weights[5 * TILE + j0] = score(s.f, j0 < count);
    }
    for (var r = 0u; r < 6; r++) {
      weigh(r, query_of(n, head, i + r), start, count, lane);
      if (start + TILE >= length) { finish(r, query_of(n, head, i + r), i + r < u.queries, lane); }
    }
    workgroupBarrier();
    let value = plain_row(n, head, start, u.keys) + lane;
    for (var c = 0u; c < u.size; c += LANES) {
      let sum = sums(value + c, count);
      if (c + lane < u.size) { store(plain_row(n, head, i, u.queries) + c + lane, i, lane, start > 0, sum); }
    }
    workgroupBarrier();
  }
}

fn score(product: f32, valid: bool) -> f32 { return select(lowest, product * u.scale, valid); }

// Turns the scores of a query into weights that are not divided yet.
fn weigh(r: u32, query: u32, start: u32, count: u32, lane: u32) {
  let at = r * TILE + lane;
  let own = r * LANES + lane;
  var most = lowest;
  for (var j = 0u; j < count; j += LANES) { most = max(most, weights[at + j]); }
  most = max(greatest[own], row_max(most, lane));
  let fade = exp(greatest[own] - most);
  var total = totals[own] * fade;
  for (var j = 0u; j < count; j += LANES) {
    let e = exp(weights[at + j] - most);
    total += e;
    weights[at + j] = e * factor_of(query, start + j + lane);
  }
  greatest[own] = most;
  totals[own] = total;
  before[own] = fade;
  after[own] = 1.0;
}

// After the last key: the divisor, and the logarithm of the sum for the backward pass.
fn finish(r: u32, query: u32, valid: bool, lane: u32) {
  let own = r * LANES + lane;
  let total = row_sum(totals[own], lane);
  after[own] = select(0.0, 1.0 / total, total > 0.0);
  if (valid && lane == 0) { statistics[query] = greatest[own] + log(total); }
}

// The weights of six queries times a column of values.
fn sums(at: u32, count: u32) -> Six {
  let width = u.heads * u.size;
  var s0 = 0.0; var s1 = 0.0; var s2 = 0.0; var s3 = 0.0; var s4 = 0.0; var s5 = 0.0;
  for (var j = 0u; j < count; j++) {
    let right = values[at + j * width];
    s0 = fma(weights[j], right, s0);
    s1 = fma(weights[TILE + j], right, s1);
    s2 = fma(weights[2 * TILE + j], right, s2);
    s3 = fma(weights[3 * TILE + j], right, s3);
    s4 = fma(weights[4 * TILE + j], right, s4);
    s5 = fma(weights[5 * TILE + j], right, s5);
  }
  return Six(s0, s1, s2, s3, s4, s5);
}

fn store(at: u32, i: u32, lane: u32, more: bool, sum: Six) {
  let width = u.heads * u.size;
  put(at, lane, more, sum.a);
  if (i + 1 < u.queries) { put(at + width, LANES + lane, more, sum.b); }
  if (i + 2 < u.queries) { put(at + 2 * width, 2 * LANES + lane, more, sum.c); }
  if (i + 3 < u.queries) { put(at + 3 * width, 3 * LANES + lane, more, sum.d); }
  if (i + 4 < u.queries) { put(at + 4 * width, 4 * LANES + lane, more, sum.e); }
  if (i + 5 < u.queries) { put(at + 5 * width, 5 * LANES + lane, more, sum.f); }
}

fn put(at: u32, own: u32, more: bool, sum: f32) {
  var total = sum;
  if (more) { total += y[at] * before[own]; }
  y[at] = total * after[own];
}
