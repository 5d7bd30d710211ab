// What the kernels of c[n, i, j] = activate(sum over k of a[n, i, k] * b[n, k, j] + bias) share: their
// bindings, and how they finish and store sums; the op appends activate

override BIAS: bool = false;

// Distances between neighbours; of parts > 1, each adds up span terms and has a place of its own.
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

// Finishes four neighbours of row i, as far as they are inside.
fn store(start: u32, i: u32, j: u32, sums: vec4f) {
  if (i >= u.rows || j >= u.columns) { return; }
  var total = sums;
  let count = min(4, u.columns - j);
  if (BIAS) {
    let at = i * u.bias_row + (min(vec4u(0, 1, 2, 3), vec4u(count - 1)) + j) * u.bias_column;
    total += vec4f(bias[at.x], bias[at.y], bias[at.z], bias[at.w]);
  }
  total = activate(total);
  let at = start + i * u.c_row + j * u.c_column;
  c[at] = total.x;
  if (count > 1) { c[at + u.c_column] = total.y; }
  if (count > 2) { c[at + 2 * u.c_column] = total.z; }
  if (count > 3) { c[at + 3 * u.c_column] = total.w; }
}
