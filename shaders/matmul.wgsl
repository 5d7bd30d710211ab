// c[n, i, j] = activate(sum over k of a[n, i, k] * b[n, k, j] + bias); a tile of ROWS x 8 elements
// an invocation, in registers, neighbours along j. With parts > 1 each part of the sum goes to a
// place of its own. The op appends activate.

// 8, 4 or 1.
override ROWS: u32 = 8;
override BIAS: bool = false;
override LANES: u32 = 8;
override LINES: u32 = 1;
// How far neighbours are ahead of each other in their sums, less than the depth / LANES: where
// columns lie a power of two apart, all that they read at once would share few places in a cache.
override SKEW: u32 = 0;

struct Uniforms {
  batch: u32, rows: u32, columns: u32, depth: u32,
  a_batch: u32, a_row: u32, a_depth: u32,
  b_batch: u32, b_depth: u32, b_column: u32,
  c_row: u32, c_column: u32, c_batch: u32, c_part: u32,
  bias_row: u32, bias_column: u32, parts: u32, span: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES, LINES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let down = (u.rows + ROWS * LINES - 1) / (ROWS * LINES);
  let across = (u.columns + 8 * LANES - 1) / (8 * LANES);
  let index = group.y * groups.x + group.x;
  let i = (index % down * LINES + local.y) * ROWS;
  let j = (index / down % across * LANES + local.x) * 8;
  let part = index / (down * across);
  if (part >= u.batch * u.parts || i >= u.rows || j >= u.columns) { return; }

  let n = part / u.parts;
  let ia = n * u.a_batch + min(vec4u(0, 1, 2, 3) + i, vec4u(u.rows - 1)) * u.a_row;
  let ie = n * u.a_batch + min(vec4u(4, 5, 6, 7) + i, vec4u(u.rows - 1)) * u.a_row;
  let jb = n * u.b_batch + min(vec4u(0, 1, 2, 3) + j, vec4u(u.columns - 1)) * u.b_column;
  let jf = n * u.b_batch + min(vec4u(4, 5, 6, 7) + j, vec4u(u.columns - 1)) * u.b_column;
  var c0 = vec4f(); var c1 = vec4f(); var c2 = vec4f(); var c3 = vec4f();
  var c4 = vec4f(); var c5 = vec4f(); var c6 = vec4f(); var c7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  let first = part % u.parts * u.span;
  let end = min(first + u.span, u.depth);
  for (var step = first; step < end; step++) {
    var k = step + local.x * SKEW;
    if (k >= end) { k -= end - first; }
    let p = ia + k * u.a_depth;
    let q = jb + k * u.b_depth;
    let r = jf + k * u.b_depth;
    let bl = vec4f(b[q.x], b[q.y], b[q.z], b[q.w]);
    let br = vec4f(b[r.x], b[r.y], b[r.z], b[r.w]);
    let a0 = a[p.x];
    c0 += a0 * bl; d0 += a0 * br;
    if (ROWS > 1) {
      let a1 = a[p.y]; c1 += a1 * bl; d1 += a1 * br;
      let a2 = a[p.z]; c2 += a2 * bl; d2 += a2 * br;
      let a3 = a[p.w]; c3 += a3 * bl; d3 += a3 * br;
    }
    if (ROWS > 4) {
      let s = ie + k * u.a_depth;
      let a4 = a[s.x]; c4 += a4 * bl; d4 += a4 * br;
      let a5 = a[s.y]; c5 += a5 * bl; d5 += a5 * br;
      let a6 = a[s.z]; c6 += a6 * bl; d6 += a6 * br;
      let a7 = a[s.w]; c7 += a7 * bl; d7 += a7 * br;
    }
  }

  var left = array(c0, c1, c2, c3, c4, c5, c6, c7);
  var right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  let start = part % u.parts * u.c_part + n * u.c_batch;
  let wide = min(8, u.columns - j);
  for (var y = 0u; y < min(ROWS, u.rows - i); y++) {
    for (var x = 0u; x < wide; x += 4) {
      var total = left[y];
      if (x > 0) { total = right[y]; }
      store(start, i + y, j + x, min(4, wide - x), total);
    }
  }
}

fn store(start: u32, i: u32, j: u32, count: u32, sums: vec4f) {
  var total = sums;
  if (BIAS) {
    let last = count - 1;
    let at = i * u.bias_row + (vec4u(0, min(1, last), min(2, last), min(3, last)) + j) * u.bias_column;
    total += vec4f(bias[at.x], bias[at.y], bias[at.z], bias[at.w]);
  }
  total = activate(total);
  let at = start + i * u.c_row + j * u.c_column;
  c[at] = total.x;
  if (count > 1) { c[at + u.c_column] = total.y; }
  if (count > 2) { c[at + 2 * u.c_column] = total.z; }
  if (count > 3) { c[at + 3 * u.c_column] = total.w; }
}
