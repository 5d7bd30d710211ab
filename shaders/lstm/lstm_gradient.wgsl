// dh = dy + dgates(next) R^T, then through the cell: d[i f g o] in place of the gates, dc; one step

override ROWS: u32 = 8u; // batch rows of an invocation: 1, 2, 4 or 8 of main, 1 to 6 of panel
override WIDTH: u32 = 8u; // invocations of main along the hidden units, each has eight of them

struct Uniforms { batch: u32, time: u32, hidden: u32, directions: u32, step: i32, has_dy: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>; // R^T
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read> first_c: array<f32>;
@group(0) @binding(3) var<storage, read> cells: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<f32>;
@group(0) @binding(5) var<storage, read_write> gates: array<f32>;
@group(0) @binding(6) var<storage, read_write> dh: array<f32>; // of the last h; at -1 of the first
@group(0) @binding(7) var<storage, read_write> dc: array<f32>; // of the last c, then of each before
@group(0) @binding(8) var<uniform> u: Uniforms;

fn length_of(n: u32) -> u32 { return min(lengths[min(n, u.batch - 1u)], u.time); }

fn row_of(d: u32, n: u32, t: u32) -> u32 {
  return (d * u.batch + min(n, u.batch - 1u)) * u.time + t;
}

// Where the gate gradients of the step after this one begin.
fn after(d: u32, n: u32) -> u32 {
  let next = min(u32(u.step + 1), u.time - 1u);
  return row_of(d, n, time_of(d, length_of(n), next)) * 4u * u.hidden;
}

// The rest of the step behind the product: dh through the cell.
fn finish(d: u32, n: u32, unit: u32, product: f32) {
  if (n >= u.batch || unit >= u.hidden) { return; }
  let length = length_of(n);
  let state = (d * u.batch + n) * u.hidden + unit;
  if (u.step < 0) {
    if (length > 0u) { dh[state] = product; }
    return;
  }
  let step = u32(u.step);
  let t = time_of(d, length, step);
  let row = row_of(d, n, t);
  let p = row * 4u * u.hidden + unit;
  if (step >= length) {
    gates[p] = 0.0;
    gates[p + u.hidden] = 0.0;
    gates[p + 2u * u.hidden] = 0.0;
    gates[p + 3u * u.hidden] = 0.0;
    return;
  }
  var slope = product;
  if (step + 1u == length) { slope = dh[state]; }
  if (u.has_dy == 1u) { slope += dy[((n * u.time + t) * u.directions + d) * u.hidden + unit]; }
  let i = gates[p];
  let f = gates[p + u.hidden];
  let g = gates[p + 2u * u.hidden];
  let o = gates[p + 3u * u.hidden];
  var c: f32;
  if (step == 0u) {
    c = first_c[state];
  } else {
    c = cells[row_of(d, n, time_of(d, length, step - 1u)) * u.hidden + unit];
  }
  let squashed = hyperbolic(cells[row * u.hidden + unit]);
  let carry = dc[state] + slope * o * (1.0 - squashed * squashed);
  gates[p] = carry * g * i * (1.0 - i);
  gates[p + u.hidden] = carry * c * f * (1.0 - f);
  gates[p + 2u * u.hidden] = carry * i * (1.0 - g * g);
  gates[p + 3u * u.hidden] = slope * squashed * o * (1.0 - o);
  dc[state] = carry * f;
}

// A block of ROWS rows and 8 units in registers.
@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let unit = group.x * 8u * WIDTH + id.x;
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
  let g0 = after(d, n + 0u);
  let g1 = after(d, n + 1u);
  let g2 = after(d, n + 2u);
  let g3 = after(d, n + 3u);
  let g4 = after(d, n + 4u);
  let g5 = after(d, n + 5u);
  let g6 = after(d, n + 6u);
  let g7 = after(d, n + 7u);
  let last = u.hidden - 1u;
  let first = d * 4u * u.hidden * u.hidden;
  let u0 = first + min(unit + 0u * WIDTH, last);
  let u1 = first + min(unit + 1u * WIDTH, last);
  let u2 = first + min(unit + 2u * WIDTH, last);
  let u3 = first + min(unit + 3u * WIDTH, last);
  let u4 = first + min(unit + 4u * WIDTH, last);
  let u5 = first + min(unit + 5u * WIDTH, last);
  let u6 = first + min(unit + 6u * WIDTH, last);
  let u7 = first + min(unit + 7u * WIDTH, last);
  let depth = select(0u, 4u * u.hidden, u.step + 1 < i32(longest));
  var w = 0u;
  for (var j = 0u; j < depth; j++) {
    let v4 = vec4f(weight[u0 + w], weight[u1 + w], weight[u2 + w], weight[u3 + w]);
    let w4 = vec4f(weight[u4 + w], weight[u5 + w], weight[u6 + w], weight[u7 + w]);
    w += u.hidden;
    let x0 = gates[g0 + j];
    a0 += x0 * v4;
    b0 += x0 * w4;
    if (ROWS > 1u) {
      let x1 = gates[g1 + j];
      a1 += x1 * v4;
      b1 += x1 * w4;
    }
    if (ROWS > 2u) {
      let x2 = gates[g2 + j];
      a2 += x2 * v4;
      b2 += x2 * w4;
      let x3 = gates[g3 + j];
      a3 += x3 * v4;
      b3 += x3 * w4;
    }
    if (ROWS > 4u) {
      let x4 = gates[g4 + j];
      a4 += x4 * v4;
      b4 += x4 * w4;
      let x5 = gates[g5 + j];
      a5 += x5 * v4;
      b5 += x5 * w4;
      let x6 = gates[g6 + j];
      a6 += x6 * v4;
      b6 += x6 * w4;
      let x7 = gates[g7 + j];
      a7 += x7 * v4;
      b7 += x7 * w4;
    }
  }
  var sums = array<vec4f, 16>(a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6, a7, b7);
  for (var e = 0u; e < 8u * ROWS; e++) {
    finish(d, n + e / 8u, unit + (e & 7u) * WIDTH, sums[e / 4u][e & 3u]);
  }
}

var<workgroup> tile: array<vec4f, 128>; // gate gradients of 4 rows, 32 columns of each gate
var<workgroup> parts: array<vec4f, 128>; // of 4 rows, by gate and unit

// A workgroup has 32 units of 4 rows; an invocation has the columns of one gate, then one row.
@compute @workgroup_size(32, 4)
fn tiled(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let unit = group.x * 32u + id.x;
  let n = group.y * 4u;
  let d = group.z;
  let own = id.y * 32u + id.x;
  var longest = 0u;
  for (var r = 0u; r < 4u; r++) { longest = max(longest, length_of(n + r)); }
  let gate = id.y * u.hidden;
  let g0 = after(d, n) + gate;
  let g1 = after(d, n + 1u) + gate;
  let g2 = after(d, n + 2u) + gate;
  let g3 = after(d, n + 3u) + gate;
  let first = (d * 4u * u.hidden + gate) * u.hidden + min(unit, u.hidden - 1u);
  var total = vec4f();
  if (u.step + 1 < i32(longest)) {
    for (var k = 0u; k < u.hidden; k += 32u) {
      let at = min(k + id.x, u.hidden - 1u);
      tile[own] = vec4f(gates[g0 + at], gates[g1 + at], gates[g2 + at], gates[g3 + at]);
      workgroupBarrier();
      let depth = min(32u, u.hidden - k);
      for (var j = 0u; j < depth; j++) {
        total += tile[id.y * 32u + j] * weight[first + (k + j) * u.hidden];
      }
      workgroupBarrier();
    }
  }
  parts[own] = total;
  workgroupBarrier();
  let r = id.y;
  let x = id.x;
  let product = parts[x][r] + parts[32u + x][r] + parts[64u + x][r] + parts[96u + x][r];
  finish(d, n + r, unit, product);
}
