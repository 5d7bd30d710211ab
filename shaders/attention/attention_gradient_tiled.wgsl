// dp[i, j] = dy[i] v[j] where kept, ds[i, j] = w[i, j] (dp[i, j] - mean[i]), mean[i] = y[i] dy[i];
// dq[i] = scale (sum over j of ds[i, j] k[j]); or, by keys, dk[j] = scale (sum over i of ds[i, j] q[i]) and
// dv[j] = sum over i of w[i, j] dy[i]: a workgroup has 16 rows of a head, an invocation has a row of the
// other kind and then a column; w is computed anew from the log-sum-exp of its query

// Whether the rows of a workgroup are keys (by keys), or queries (by queries).
override KEYS: bool = false;

// For a row of the other kind, its values for the 16 rows.
var<workgroup> slopes: array<vec4f, 256>;
var<workgroup> weights: array<vec4f, 256>;
var<workgroup> means: array<f32, 16>;
var<workgroup> parts: array<f32, 64>;

// The work of a workgroup: a head, its first row, and the keys that count.
struct Place { n: u32, head: u32, i: u32, length: u32, lane: u32, queries: u32 }

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let n = group.z;
  let head = group.y;
  let i = group.x * 16;
  let lane = local.x;
  let length = min(lengths[n], u.keys);
  let p = Place(n, head, i, length, lane, groups.z * u.heads * u.queries);
  let rows = select(u.queries, u.keys, KEYS);
  let others = select(u.keys, u.queries, KEYS);
  let reach = select(length, select(0, u.queries, i < length), KEYS);
  let own_a = packed_row(panels_of(select(0, u.at_keys, KEYS), n, head, rows), i);
  let own_b = packed_row(panels_of(select(u.at_slopes, u.at_values, KEYS), n, head, rows), i);
  let other_a = panels_of(select(u.at_keys, 0, KEYS), n, head, others) + lane;
  let other_b = panels_of(select(u.at_values, u.at_slopes, KEYS), n, head, others) + lane;
  if (!KEYS) { average(p, own_b); }
  // A row without gradients goes round the loop once, to store its zeros.
  for (var start = 0u; start < max(reach, 1); start += LANES) {
    let s = dots(own_a, other_a + start * u.size, lane);
    let d = dots(own_b, other_b + start * u.size, lane);
    descend(p, start, 0, s.a, d.a);
    descend(p, start, 1, s.b, d.b);
    descend(p, start, 2, s.c, d.c);
    descend(p, start, 3, s.d, d.d);
    workgroupBarrier();
    let count = min(LANES, reach - start);
    let at = plain_row(n, head, start, others);
    let to = plain_row(n, head, i, rows);
    for (var c = lane; c < u.size; c += LANES) {
      add_a(at + c, count, to + c, min(16, rows - i), start > 0);
      if (KEYS) { add_b(at + c, count, to + c, min(16, rows - i), start > 0); }
    }
    workgroupBarrier();
  }
}

// The mean slopes of the queries, which go on to the kernel by keys with their log-sum-exps.
fn average(p: Place, own: u32) {
  let r = p.lane / 4;
  let right = plain_row(p.n, p.head, min(p.i + r, u.queries - 1), u.queries);
  var sum = 0.0;
  for (var c = p.lane % 4; c < u.size; c += 4) { sum += packed[own + r + c * LANES] * b[right + c]; }
  parts[p.lane] = sum;
  workgroupBarrier();
  if (p.lane < 16) {
    let at = 4 * p.lane;
    let mean = parts[at] + parts[at + 1] + parts[at + 2] + parts[at + 3];
    means[p.lane] = mean;
    if (p.i + p.lane < u.queries) {
      let query = query_of(p.n, p.head, p.i + p.lane);
      db[query] = statistics[query];
      db[p.queries + query] = mean;
    }
  }
  workgroupBarrier();
}

// Turns the products q k and dy v of four rows and a row of the other kind into weights and slopes of scores.
fn descend(p: Place, start: u32, quarter: u32, product: vec4f, slope: vec4f) {
  let x = pair(p, start, 4 * quarter, product.x, slope.x);
  let y = pair(p, start, 4 * quarter + 1, product.y, slope.y);
  let z = pair(p, start, 4 * quarter + 2, product.z, slope.z);
  let w = pair(p, start, 4 * quarter + 3, product.w, slope.w);
  if (KEYS) { weights[quarter * LANES + p.lane] = vec4f(x.x, y.x, z.x, w.x); }
  slopes[quarter * LANES + p.lane] = vec4f(x.y, y.y, z.y, w.y);
}

// The weight of a row and a row of the other kind, and the slope of its score.
fn pair(p: Place, start: u32, r: u32, product: f32, slope: f32) -> vec2f {
  let i = min(select(p.i + r, start + p.lane, KEYS), u.queries - 1);
  let key = select(start + p.lane, p.i + r, KEYS);
  let query = query_of(p.n, p.head, i);
  let weight = exp(product * u.scale - statistics[query]);
  let factor = factor_of(query, key);
  let mean = select(means[r], statistics[p.queries + query], KEYS);
  // Columns of queries past the last are not read, and their rows are not stored.
  return select(vec2f(), vec2f(weight * factor, weight * (slope * factor - mean)), key < p.length);
}

// Adds the slopes of a column of keys, or of queries.
fn add_a(at: u32, count: u32, to: u32, rows: u32, more: bool) {
  let width = u.heads * u.size;
  var s = Sixteen();
  for (var j = 0u; j < count; j++) {
    let right = a[at + j * width];
    s.a += right * slopes[j];
    s.b += right * slopes[LANES + j];
    s.c += right * slopes[2 * LANES + j];
    s.d += right * slopes[3 * LANES + j];
  }
  var sums = array<vec4f, 4>(s.a, s.b, s.c, s.d);
  for (var r = 0u; r < rows; r++) {
    var sum = sums[r / 4][r % 4] * u.scale;
    if (more) { sum += da[to + r * width]; }
    da[to + r * width] = sum;
  }
}

// Adds the weights of a column of the gradients of y.
fn add_b(at: u32, count: u32, to: u32, rows: u32, more: bool) {
  let width = u.heads * u.size;
  var s = Sixteen();
  for (var j = 0u; j < count; j++) {
    let right = b[at + j * width];
    s.a += right * weights[j];
    s.b += right * weights[LANES + j];
    s.c += right * weights[2 * LANES + j];
    s.d += right * weights[3 * LANES + j];
  }
  var sums = array<vec4f, 4>(s.a, s.b, s.c, s.d);
  for (var r = 0u; r < rows; r++) {
    var sum = sums[r / 4][r % 4];
    if (more) { sum += db[to + r * width]; }
    db[to + r * width] = sum;
  }
}
