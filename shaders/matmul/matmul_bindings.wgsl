// The bindings of all kernels of c[n, i, j] = activate(sum over k of a[n, i, k] * b[n, k, j] + bias)

override BIAS: bool = false;

// Distances between neighbours, and elements before the first of c; of parts > 1, each adds up span terms and
// has a place of its own; of matmul_wide, stretch is the tiles of a workgroup, first the term that a dispatch
// begins with.
struct Uniforms {
  batch: u32, rows: u32, columns: u32, depth: u32,
  a_batch: u32, a_row: u32, a_depth: u32,
  b_batch: u32, b_depth: u32, b_column: u32,
  c_row: u32, c_column: u32, c_batch: u32, c_part: u32, c_first: u32,
  bias_row: u32, bias_column: u32, parts: u32, span: u32, stretch: u32, first: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;
