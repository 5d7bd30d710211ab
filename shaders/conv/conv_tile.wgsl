// y[m, o] = activate(sum over k of x[place(m, k)] * weight[k, o] + bias[o]), or its gradients; m is a
// pixel (n, i, j) of the result, k = (a, b, c) an element of its window, and place(m, k) is channel c of
// the pixel (n, step i + turn a - top, step j + turn b - left), divided by dilation; without one it is 0.
// A workgroup computes a tile of 4 SIDE rows and columns, an invocation 4 x 4 elements, from SIDE terms
// at a time in workgroup memory; the op appends activate

// Invocations along a side of a workgroup: 16 or 8.
override SIDE: u32 = 16;
// Whether rows are elements of windows, and terms are pixels: the gradient of the weight.
override WEIGHT: bool = false;
override BIAS: bool = false;
override LENGTH: u32 = SIDE * (SIDE + 1);

// Of the image: height to channels; of a window: rows, columns; of the result: down, across. The second
// operand's neighbours are b_tap, b_channel and b_column apart; each of the parts adds up span terms.
struct Uniforms {
  height: i32, width: i32, channels: u32, rows: u32, columns: u32, down: u32, across: u32,
  step: i32, turn: i32, top: i32, left: i32, dilation: i32,
  pixels: u32, elements: u32, outputs: u32, b_tap: u32, b_channel: u32, b_column: u32,
  parts: u32, span: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

// Four rows, or four columns, of one term: [term, quad], a place free after each term.
var<workgroup> above: array<vec4f, LENGTH>;
var<workgroup> beside: array<vec4f, LENGTH>;

// Where windows begin.
struct Pixels { image: vec4u, y: vec4i, x: vec4i }

// Elements of windows.
struct Elements { y: vec4i, x: vec4i, channel: vec4u }

fn pixels_of(m: vec4u) -> Pixels {
  let line = m / u.across;
  let column = m - line * u.across;
  let n = line / u.down;
  let row = line - n * u.down;
  return Pixels(n * u32(u.height), vec4i(row) * u.step - u.top, vec4i(column) * u.step - u.left);
}

fn elements_of(k: vec4u) -> Elements {
  let tap = k / u.channels;
  let row = tap / u.columns;
  let column = tap - row * u.columns;
  return Elements(vec4i(row) * u.turn, vec4i(column) * u.turn, k - tap * u.channels);
}

// Four elements of the image, 0 where there is no pixel, or where `inside` is not.
fn image(at: Pixels, of_: Elements, inside: vec4<bool>) -> vec4f {
  let far = at.y + of_.y;
  let wide = at.x + of_.x;
  let row = far / u.dilation;
  let column = wide / u.dilation;
  let whole = (row * u.dilation == far) & (column * u.dilation == wide);
  let low = (far >= vec4i()) & (wide >= vec4i());
  let high = (row < vec4i(u.height)) & (column < vec4i(u.width));
  let ok = inside & whole & low & high;
  let place = ((at.image + vec4u(row)) * u32(u.width) + vec4u(column)) * u.channels + of_.channel;
  let p = select(vec4u(), place, ok);
  return select(vec4f(), vec4f(x[p.x], x[p.y], x[p.z], x[p.w]), ok);
}

// Four rows of the first operand at a term, 0 past the end.
fn read_rows(i: u32, k: u32, end: u32) -> vec4f {
  let four = vec4u(0, 1, 2, 3) + i;
  let inside = vec4<bool>(k < end);
  if (WEIGHT) {
    return image(pixels_of(vec4u(k)), elements_of(min(four, vec4u(u.elements - 1))), inside);
  }
  return image(pixels_of(min(four, vec4u(u.pixels - 1))), elements_of(vec4u(k)), inside);
}

// Four columns of the second operand at a term, 0 past the end.
fn read_columns(j: u32, k: u32, end: u32) -> vec4f {
  if (k >= end) { return vec4f(); }
  let tap = k / u.channels;
  let row = select(tap * u.b_tap + (k - tap * u.channels) * u.b_channel, k * u.outputs, WEIGHT);
  let at = row + min(vec4u(0, 1, 2, 3) + j, vec4u(u.outputs - 1)) * u.b_column;
  return vec4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) place: u32,
) {
  let rows = select(u.pixels, u.elements, WEIGHT);
  let depth = select(u.elements, u.pixels, WEIGHT);
  let tile = 4 * SIDE;
  let down = (rows + tile - 1) / tile;
  let across = (u.outputs + tile - 1) / tile;
  let index = group.y * groups.x + group.x;
  let i = index % down * tile;
  let j = index / down % across * tile;
  let part = index / (down * across);
  if (part >= u.parts) { return; }

  // Neighbours read neighbouring elements, whichever axis those lie along.
  let p = select(vec2u(place % SIDE, place / SIDE), vec2u(place / SIDE, place % SIDE), WEIGHT);
  let q = select(vec2u(place % SIDE, place / SIDE), vec2u(place / SIDE, place % SIDE), u.b_column == 1);
  var c0 = vec4f(); var c1 = vec4f(); var c2 = vec4f(); var c3 = vec4f();
  let first = part * u.span;
  let end = min(first + u.span, depth);
  for (var k = first; k < end; k += SIDE) {
    above[p.x * (SIDE + 1) + p.y] = read_rows(i + 4 * p.y, k + p.x, end);
    beside[q.x * (SIDE + 1) + q.y] = read_columns(j + 4 * q.y, k + q.x, end);
    workgroupBarrier();
    for (var term = 0u; term < SIDE; term++) {
      let a = above[term * (SIDE + 1) + local.y];
      let b = beside[term * (SIDE + 1) + local.x];
      c0 += a.x * b; c1 += a.y * b; c2 += a.z * b; c3 += a.w * b;
    }
    workgroupBarrier();
  }

  let start = part * rows;
  store(start, rows, i + 4 * local.y, j + 4 * local.x, c0);
  store(start, rows, i + 4 * local.y + 1, j + 4 * local.x, c1);
  store(start, rows, i + 4 * local.y + 2, j + 4 * local.x, c2);
  store(start, rows, i + 4 * local.y + 3, j + 4 * local.x, c3);
}

// Finishes four neighbours of row i, as far as they are inside.
fn store(start: u32, rows: u32, i: u32, j: u32, sums: vec4f) {
  if (i >= rows || j >= u.outputs) { return; }
  var total = sums;
  let count = min(4, u.outputs - j);
  if (BIAS) {
    let at = min(vec4u(0, 1, 2, 3), vec4u(count - 1)) + j;
    total += vec4f(bias[at.x], bias[at.y], bias[at.z], bias[at.w]);
  }
  total = activate_four(total);
  let at = (start + i) * u.outputs + j;
  y[at] = total.x;
  if (count > 1) { y[at + 1] = total.y; }
  if (count > 2) { y[at + 2] = total.z; }
  if (count > 3) { y[at + 3] = total.w; }
}
