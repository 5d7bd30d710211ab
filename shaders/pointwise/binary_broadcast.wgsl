// c[i] = forward(a[i], b[i]) for operands that stretch: i runs over four axes of c, and a stride of
// 0 repeats an operand along an axis; the op appends fn forward(a: f32, b: f32) -> f32

// Whether an operand has the last axis; if not, it is stretched along it.
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

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  let i2 = at.row % u.size2;
  let i1 = at.row / u.size2 % u.size1;
  let i0 = at.row / (u.size2 * u.size1);
  let p = i0 * u.a0 + i1 * u.a1 + i2 * u.a2;
  let q = i0 * u.b0 + i1 * u.b1 + i2 * u.b2;
  for (var i3 = at.first; i3 < at.end; i3 += at.step) {
    let left = a[p + select(0u, i3, A_LAST)];
    let right = b[q + select(0u, i3, B_LAST)];
    c[at.row * u.columns + i3] = forward(left, right);
  }
}
