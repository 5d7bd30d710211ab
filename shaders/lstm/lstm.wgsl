// [i f g o] = p + h' R + bias, c = sigmoid(f) c' + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c)

override ROWS: u32 = 8u; // batch rows of an invocation: 1, 2, 4 or 8 of main, 1 to 6 of panel
override WIDTH: u32 = 8u; // invocations of main along the hidden units, each has two of them

struct Uniforms { batch: u32, time: u32, hidden: u32, directions: u32, step: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read> first_c: array<f32>;
@group(0) @binding(4) var<storage, read_write> gates: array<f32>; // p, then the gates, in place
@group(0) @binding(5) var<storage, read_write> previous: array<f32>; // h' of each time
@group(0) @binding(6) var<storage, read_write> cells: array<f32>;
@group(0) @binding(7) var<storage, read_write> last: array<f32>; // h behind the last token of each row
@group(0) @binding(8) var<uniform> u: Uniforms;

fn length_of(n: u32) -> u32 { return min(lengths[min(n, u.batch - 1u)], u.time); }

fn row_of(d: u32, n: u32, t: u32) -> u32 {
  return (d * u.batch + min(n, u.batch - 1u)) * u.time + t;
}

// Where h' of row n begins.
fn before(d: u32, n: u32) -> u32 {
  return row_of(d, n, time_of(d, length_of(n), u.step)) * u.hidden;
}

// The rest of the step behind the product h' R.
fn finish(d: u32, n: u32, unit: u32, product: vec4f) {
  if (n >= u.batch || unit >= u.hidden) { return; }
  let length = length_of(n);
  let t = time_of(d, length, u.step);
  let row = row_of(d, n, t);
  if (u.step >= length) {
    previous[row * u.hidden + unit] = 0.0;
    return;
  }
  let p = row * 4u * u.hidden + unit;
  let b = d * 4u * u.hidden + unit;
  let i = sigmoid(product.x + gates[p] + bias[b]);
  let f = sigmoid(product.y + gates[p + u.hidden] + bias[b + u.hidden]);
  let g = hyperbolic(product.z + gates[p + 2u * u.hidden] + bias[b + 2u * u.hidden]);
  let o = sigmoid(product.w + gates[p + 3u * u.hidden] + bias[b + 3u * u.hidden]);
  var c: f32;
  if (u.step == 0u) {
    c = first_c[(d * u.batch + n) * u.hidden + unit];
  } else {
    c = cells[row_of(d, n, time_of(d, length, u.step - 1u)) * u.hidden + unit];
  }
  c = f * c + i * g;
  let h = o * hyperbolic(c);
  gates[p] = i;
  gates[p + u.hidden] = f;
  gates[p + 2u * u.hidden] = g;
  gates[p + 3u * u.hidden] = o;
  cells[row * u.hidden + unit] = c;
  if (u.step + 1u < length) {
    previous[row_of(d, n, time_of(d, length, u.step + 1u)) * u.hidden + unit] = h;
  } else {
    last[(d * u.batch + n) * u.hidden + unit] = h;
  }
}

// A block of ROWS rows and 2 units in registers.
@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let unit = group.x * 2u * WIDTH + id.x;
  let n = group.y * ROWS;
  let d = group.z;
  var longest = 0u;
  for (var r = 0u; r < ROWS; r++) { longest = max(longest, length_of(n + r)); }
  var a0 = vec4f();
  var b0 = vec4f();
  var a1 = vec4f();
  var b1 = vec4f();
  var a2 = vec4f();
  var b2 = vec4f();
  var a3 = vec4f();
  var b3 = vec4f();
  var a4 = vec4f();
  var b4 = vec4f();
  var a5 = vec4f();
  var b5 = vec4f();
  var a6 = vec4f();
  var b6 = vec4f();
  var a7 = vec4f();
  var b7 = vec4f();
  let h0 = before(d, n + 0u);
  let h1 = before(d, n + 1u);
  let h2 = before(d, n + 2u);
  let h3 = before(d, n + 3u);
  let h4 = before(d, n + 4u);
  let h5 = before(d, n + 5u);
  let h6 = before(d, n + 6u);
  let h7 = before(d, n + 7u);
  let hidden = u.hidden;
  let columns = 4u * hidden;
  var v = d * hidden * columns + min(unit, hidden - 1u);
  var w = d * hidden * columns + min(unit + WIDTH, hidden - 1u);
  let depth = select(0u, hidden, u.step < longest);
  for (var k = 0u; k < depth; k++) {
    let v4 = vec4f(weight[v], weight[v + hidden], weight[v + 2u * hidden], weight[v + 3u * hidden]);
    let w4 = vec4f(weight[w], weight[w + hidden], weight[w + 2u * hidden], weight[w + 3u * hidden]);
    v += columns;
    w += columns;
    let x0 = previous[h0 + k];
    a0 += x0 * v4;
    b0 += x0 * w4;
    if (ROWS > 1u) {
      let x1 = previous[h1 + k];
      a1 += x1 * v4;
      b1 += x1 * w4;
    }
    if (ROWS > 2u) {
      let x2 = previous[h2 + k];
      a2 += x2 * v4;
      b2 += x2 * w4;
      let x3 = previous[h3 + k];
      a3 += x3 * v4;
      b3 += x3 * w4;
    }
    if (ROWS > 4u) {
      let x4 = previous[h4 + k];
      a4 += x4 * v4;
      b4 += x4 * w4;
      let x5 = previous[h5 + k];
      a5 += x5 * v4;
      b5 += x5 * w4;
      let x6 = previous[h6 + k];
      a6 += x6 * v4;
      b6 += x6 * w4;
      let x7 = previous[h7 + k];
      a7 += x7 * v4;
      b7 += x7 * w4;
    }
  }
  var sums = array<vec4f, 16>(a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6, a7, b7);
  for (var e = 0u; e < 2u * ROWS; e++) {
    finish(d, n + e / 2u, unit + (e & 1u) * WIDTH, sums[e]);
  }
}

var<workgroup> tile: array<vec4f, 128>; // h' of 4 rows
var<workgroup> parts: array<vec4f, 128>; // of 4 rows, by gate and unit

// A workgroup has 32 units of 4 rows; an invocation has one gate of all rows, then all gates of one row.
@compute @workgroup_size(32, 4)
fn tiled(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let unit = group.x * 32u + id.x;
  let n = group.y * 4u;
  let d = group.z;
  let own = id.y * 32u + id.x;
  var longest = 0u;
  for (var r = 0u; r < 4u; r++) { longest = max(longest, length_of(n + r)); }
  let h0 = before(d, n);
  let h1 = before(d, n + 1u);
  let h2 = before(d, n + 2u);
  let h3 = before(d, n + 3u);
  let columns = 4u * u.hidden;
  let first = d * u.hidden * columns + id.y * u.hidden + min(unit, u.hidden - 1u);
  var total = vec4f();
  if (u.step < longest) {
    for (var k = 0u; k < u.hidden; k += 128u) {
      let at = min(k + own, u.hidden - 1u);
      tile[own] =
        vec4f(previous[h0 + at], previous[h1 + at], previous[h2 + at], previous[h3 + at]);
      workgroupBarrier();
      let depth = min(128u, u.hidden - k);
      for (var j = 0u; j < depth; j++) { total += tile[j] * weight[first + (k + j) * columns]; }
      workgroupBarrier();
    }
  }
  parts[own] = total;
  workgroupBarrier();
  let r = id.y;
  let x = id.x;
  let p4 = vec4f(parts[x][r], parts[32u + x][r], parts[64u + x][r], parts[96u + x][r]);
  finish(d, n + r, unit, p4);
}
