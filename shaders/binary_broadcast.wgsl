// c[i] = forward(a[i], b[i]) for operands that stretch: i runs over four axes of c, and a stride of
// 0 repeats an operand along an axis; the op appends fn forward(a: f32, b: f32) -> f32

// Whether an operand has the last axis; else it stretches along it.
override A_LAST: bool = true;
override B_LAST: bool = true;

struct Uniforms {
  rows: u32, columns: u32,
  size1: u32, size2: u32,
  a0: u32, a1: u32, a2: u32,
  b0: u32, b1: u32, b2: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = place_of(id, groups, u.columns);
  if (at.row >= u.rows || at.column >= u.columns) { return; }
  let i2 = at.row % u.size2;
  let i1 = at.row / u.size2 % u.size1;
  let i0 = at.row / (u.size2 * u.size1);
  let p = a[i0 * u.a0 + i1 * u.a1 + i2 * u.a2 + select(0u, at.column, A_LAST)];
  let q = b[i0 * u.b0 + i1 * u.b1 + i2 * u.b2 + select(0u, at.column, B_LAST)];
  c[at.row * u.columns + at.column] = forward(p, q);
}
