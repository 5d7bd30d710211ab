// y[i] = sum over j of w[i, j] v[j], w[i, j] = e^(scale q[i] k[j]) / (sum over j of the same), some of w
// dropped: a workgroup has 16 queries of a head, an invocation a key and then a column; earlier sums
// are corrected when a greater score comes (Milakov and Gimelshein, 2018)

var<workgroup> weights: array<vec4f, 256>; // of a key 16 queries
var<workgroup> parts: array<vec4f, 256>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = group.z;
  let head = group.y;
  let i = group.x * 16;
  let lane = local.x;
  let length = min(lengths[n], u.keys);
  let own = packed_row(panels_of(0, n, head, u.queries), i);
  let other = panels_of(u.at_keys, n, head, u.keys) + lane;
  let query = query_of(n, head, i);
  var greatest = Sixteen(vec4f(lowest), vec4f(lowest), vec4f(lowest), vec4f(lowest));
  var total = Sixteen();
  // A row without keys goes round the loop once, to store its zeros.
  for (var start = 0u; start < max(length, 1); start += LANES) {
    let key = start + lane;
    let s = dots(own, other + start * u.size, lane);
    keep(lane, score(s.a, key < length), score(s.b, key < length),
      score(s.c, key < length), score(s.d, key < length));
    let before = greatest;
    let most = row_most(lane);
    greatest = Sixteen(max(before.a, most.a), max(before.b, most.b),
      max(before.c, most.c), max(before.d, most.d));
    let fade = Sixteen(exp(before.a - greatest.a), exp(before.b - greatest.b),
      exp(before.c - greatest.c), exp(before.d - greatest.d));
    let valid = select(0.0, 1.0, key < length);
    let e = Sixteen(valid * exp(score(s.a, key < length) - greatest.a),
      valid * exp(score(s.b, key < length) - greatest.b),
      valid * exp(score(s.c, key < length) - greatest.c),
      valid * exp(score(s.d, key < length) - greatest.d));
    total = Sixteen(fma(total.a, fade.a, e.a), fma(total.b, fade.b, e.b),
      fma(total.c, fade.c, e.c), fma(total.d, fade.d, e.d));
    weights[lane] = e.a * factors_of(query, key);
    weights[LANES + lane] = e.b * factors_of(query + 4, key);
    weights[2 * LANES + lane] = e.c * factors_of(query + 8, key);
    weights[3 * LANES + lane] = e.d * factors_of(query + 12, key);
    workgroupBarrier();
    add_values(n, head, i, lane, start, min(LANES, length - start), fade);
    workgroupBarrier();
  }
  keep(lane, total.a, total.b, total.c, total.d);
  finish(n, head, i, lane, greatest, row_total(lane));
}

fn score(product: vec4f, valid: bool) -> vec4f {
  return select(vec4f(lowest), product * u.scale, valid);
}

fn factors_of(query: u32, key: u32) -> vec4f {
  return vec4f(factor_of(query, key), factor_of(query + 1, key), factor_of(query + 2, key),
    factor_of(query + 3, key));
}

// Writes the values that the invocations combine.
fn keep(lane: u32, a: vec4f, b: vec4f, c: vec4f, d: vec4f) {
  parts[lane] = a;
  parts[LANES + lane] = b;
  parts[2 * LANES + lane] = c;
  parts[3 * LANES + lane] = d;
  workgroupBarrier();
}

// The greatest of the values of all invocations, by query.
fn row_most(lane: u32) -> Sixteen {
  for (var step = LANES / 2; step > 0; step /= 2) {
    if (lane < step) {
      for (var p = lane; p < 4 * LANES; p += LANES) { parts[p] = max(parts[p], parts[p + step]); }
    }
    workgroupBarrier();
  }
  return first_parts();
}

// The sums of the values of all invocations, by query.
fn row_total(lane: u32) -> Sixteen {
  for (var step = LANES / 2; step > 0; step /= 2) {
    if (lane < step) {
      for (var p = lane; p < 4 * LANES; p += LANES) { parts[p] += parts[p + step]; }
    }
    workgroupBarrier();
  }
  return first_parts();
}

fn first_parts() -> Sixteen {
  let first = Sixteen(parts[0], parts[LANES], parts[2 * LANES], parts[3 * LANES]);
  workgroupBarrier();
  return first;
}

// Scales y down to the new greatest score, and adds the weighted values of count keys.
fn add_values(n: u32, head: u32, i: u32, lane: u32, start: u32, count: u32, fade: Sixteen) {
  let width = u.heads * u.size;
  var fades = array<vec4f, 4>(fade.a, fade.b, fade.c, fade.d);
  for (var c = lane; c < u.size; c += LANES) {
    let at = plain_row(n, head, start, u.keys) + c;
    var s = Sixteen();
    for (var j = 0u; j < count; j++) {
      let right = values[at + j * width];
      s.a += right * weights[j];
      s.b += right * weights[LANES + j];
      s.c += right * weights[2 * LANES + j];
      s.d += right * weights[3 * LANES + j];
    }
    var sums = array<vec4f, 4>(s.a, s.b, s.c, s.d);
    let to = plain_row(n, head, i, u.queries) + c;
    for (var r = 0u; r < min(16, u.queries - i); r++) {
      var sum = sums[r / 4][r % 4];
      if (start > 0) { sum += y[to + r * width] * fades[r / 4][r % 4]; }
      y[to + r * width] = sum;
    }
  }
}

// After the last key: divides y, and stores the logarithms of the sums for the backward pass.
fn finish(n: u32, head: u32, i: u32, lane: u32, greatest: Sixteen, total: Sixteen) {
  let width = u.heads * u.size;
  let rows = min(16, u.queries - i);
  var most = array<vec4f, 4>(greatest.a, greatest.b, greatest.c, greatest.d);
  var totals = array<vec4f, 4>(total.a, total.b, total.c, total.d);
  let query = query_of(n, head, i);
  if (lane < rows) {
    statistics[query + lane] = most[lane / 4][lane % 4] + log(totals[lane / 4][lane % 4]);
  }
  let to = plain_row(n, head, i, u.queries);
  for (var c = lane; c < u.size; c += LANES) {
    for (var r = 0u; r < rows; r++) {
      let sum = totals[r / 4][r % 4];
      y[to + c + r * width] *= select(0.0, 1.0 / sum, sum > 0.0);
    }
  }
}
