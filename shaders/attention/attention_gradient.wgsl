// dp[i, j] = dy[i] v[j] where kept, ds[i, j] = w[i, j] (dp[i, j] - mean[i]), mean[i] = y[i] dy[i];
// dq[i] = scale (sum over j of ds[i, j] k[j]); or, by keys, dk[j] = scale (sum over i of ds[i, j] q[i]) and
// dv[j] = sum over i of w[i, j] dy[i]: a workgroup has six rows of a head; w is computed anew from the
// log-sum-exp of its query

// Whether the rows of a workgroup are keys (by keys), or queries (by queries).
override KEYS: bool = false;

var<workgroup> slopes: array<f32, 768>;
var<workgroup> weights: array<f32, 768>;
// By query and lane.
var<workgroup> means: array<f32, 48>;

// The work of a workgroup: a head, its first row, and the keys that count.
struct Place { n: u32, head: u32, i: u32, length: u32, lane: u32 }

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let n = group.z;
  let head = group.y;
  let i = group.x * 6;
  let lane = local.x;
  let length = min(lengths[n], u.keys);
  let p = Place(n, head, i, length, lane);
  let rows = select(u.queries, u.keys, KEYS);
  let others = select(u.keys, u.queries, KEYS);
  let reach = select(length, select(0, u.queries, i < length), KEYS);
  let own_a = panels_of(select(0, u.at_keys, KEYS), n, head, rows);
  let own_b = panels_of(select(u.at_slopes, u.at_values, KEYS), n, head, rows);
  let other_a = panels_of(select(u.at_keys, 0, KEYS), n, head, others) + lane;
  let other_b = panels_of(select(u.at_values, u.at_slopes, KEYS), n, head, others) + lane;
  if (!KEYS) {
    for (var r = 0u; r < 6; r++) { average(p, r, own_b, groups.z * u.heads * u.queries); }
  }
  // A row without gradients goes round the loop once, to store its zeros.
  for (var start = 0u; start < max(reach, 1); start += TILE) {
    let count = min(TILE, reach - start);
    for (var j = 0u; j < count; j += LANES) {
      let step = (start + j) * u.size;
      let s = dots(own_a, i, rows, other_a + step);
      let d = dots(own_b, i, rows, other_b + step);
      let total = groups.z * u.heads * u.queries;
      descend(p, 0, start, j + lane, s.a, d.a, total);
      descend(p, 1, start, j + lane, s.b, d.b, total);
      descend(p, 2, start, j + lane, s.c, d.c, total);
      descend(p, 3, start, j + lane, s.d, d.d, total);
      descend(p, 4, start, j + lane, s.e, d.e, total);
      descend(p, 5, start, j + lane, s.f, d.f, total);
    }
    workgroupBarrier();
    let at = plain_row(n, head, start, others) + lane;
    let to = plain_row(n, head, i, rows) + lane;
    for (var c = 0u; c < u.size; c += LANES) {
      let sum = sums_a(at + c, count);
      if (c + lane < u.size) { store_a(to + c, i, rows, start > 0, sum); }
    }
    if (KEYS) {
      for (var c = 0u; c < u.size; c += LANES) {
        let sum = sums_b(at + c, count);
        if (c + lane < u.size) { store_b(to + c, i, rows, start > 0, sum); }
      }
    }
    workgroupBarrier();
  }
}

// The mean slope of a query, which goes on to the kernel by keys with its log-sum-exp.
fn average(p: Place, r: u32, own: u32, total: u32) {
  let i = min(p.i + r, u.queries - 1);
  let left = packed_row(own, i);
  let right = plain_row(p.n, p.head, i, u.queries);
  var sum = 0.0;
  for (var c = p.lane; c < u.size; c += LANES) { sum += packed[left + c * LANES] * b[right + c]; }
  let mean = row_sum(sum, p.lane);
  means[r * LANES + p.lane] = mean;
  let query = query_of(p.n, p.head, i);
  if (p.lane == 0) {
    db[query] = statistics[query];
    db[total + query] = mean;
  }
}

// Turns the products q k and dy v of a pair, in row r, into its weight and the slope of its score.
fn descend(p: Place, r: u32, start: u32, j: u32, product: f32, slope: f32, total: u32) {
  let i = select(min(p.i + r, u.queries - 1), start + j, KEYS);
  let key = select(start + j, p.i + r, KEYS);
  let query = query_of(p.n, p.head, i);
  let valid = i < u.queries && key < p.length;
  let weight = exp(product * u.scale - statistics[query]);
  let factor = factor_of(query, key);
  var mean: f32;
  if (KEYS) {
    mean = statistics[total + query];
    weights[r * TILE + j] = select(0.0, weight * factor, valid);
  } else {
    mean = means[r * LANES + p.lane];
  }
  slopes[r * TILE + j] = select(0.0, weight * (slope * factor - mean), valid);
}

// The slopes of six rows times a column of keys, or of queries.
fn sums_a(at: u32, count: u32) -> Six {
  let width = u.heads * u.size;
  var s0 = 0.0; var s1 = 0.0; var s2 = 0.0; var s3 = 0.0; var s4 = 0.0; var s5 = 0.0;
  for (var j = 0u; j < count; j++) {
    let right = a[at + j * width];
    s0 = fma(slopes[j], right, s0);
    s1 = fma(slopes[TILE + j], right, s1);
    s2 = fma(slopes[2 * TILE + j], right, s2);
    s3 = fma(slopes[3 * TILE + j], right, s3);
    s4 = fma(slopes[4 * TILE + j], right, s4);
    s5 = fma(slopes[5 * TILE + j], right, s5);
  }
  return Six(s0, s1, s2, s3, s4, s5);
}

// The weights of six keys times a column of the gradients of y.
fn sums_b(at: u32, count: u32) -> Six {
  let width = u.heads * u.size;
  var s0 = 0.0; var s1 = 0.0; var s2 = 0.0; var s3 = 0.0; var s4 = 0.0; var s5 = 0.0;
  for (var j = 0u; j < count; j++) {
    let right = b[at + j * width];
    s0 = fma(weights[j], right, s0);
    s1 = fma(weights[TILE + j], right, s1);
    s2 = fma(weights[2 * TILE + j], right, s2);
    s3 = fma(weights[3 * TILE + j], right, s3);
    s4 = fma(weights[4 * TILE + j], right, s4);
    s5 = fma(weights[5 * TILE + j], right, s5);
  }
  return Six(s0, s1, s2, s3, s4, s5);
}

fn store_a(at: u32, i: u32, rows: u32, more: bool, sum: Six) {
  let width = u.heads * u.size;
  put_a(at, more, sum.a);
  if (i + 1 < rows) { put_a(at + width, more, sum.b); }
  if (i + 2 < rows) { put_a(at + 2 * width, more, sum.c); }
  if (i + 3 < rows) { put_a(at + 3 * width, more, sum.d); }
  if (i + 4 < rows) { put_a(at + 4 * width, more, sum.e); }
  if (i + 5 < rows) { put_a(at + 5 * width, more, sum.f); }
}

fn store_b(at: u32, i: u32, rows: u32, more: bool, sum: Six) {
  let width = u.heads * u.size;
  put_b(at, more, sum.a);
  if (i + 1 < rows) { put_b(at + width, more, sum.b); }
  if (i + 2 < rows) { put_b(at + 2 * width, more, sum.c); }
  if (i + 3 < rows) { put_b(at + 3 * width, more, sum.d); }
  if (i + 4 < rows) { put_b(at + 4 * width, more, sum.e); }
  if (i + 5 < rows) { put_b(at + 5 * width, more, sum.f); }
}

fn put_a(at: u32, more: bool, sum: f32) {
  var total = sum * u.scale;
  if (more) { total += da[at]; }
  da[at] = total;
}

fn put_b(at: u32, more: bool, sum: f32) {
  var total = sum;
  if (more) { total += db[at]; }
  db[at] = total;
}
