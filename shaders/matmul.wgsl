// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]; plain, one element an invocation

struct Uniforms {
  batch: u32, rows: u32, columns: u32, depth: u32,
  a_batch: u32, a_row: u32, a_depth: u32,
  b_batch: u32, b_depth: u32, b_column: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64u + id.x;
  if (index >= u.batch * u.rows * u.columns) { return; }
  let j = index % u.columns;
  let i = index / u.columns % u.rows;
  let n = index / (u.columns * u.rows);
  var total = 0.0;
  for (var k = 0u; k < u.depth; k++) {
    total += a[n * u.a_batch + i * u.a_row + k * u.a_depth] *
      b[n * u.b_batch + k * u.b_depth + j * u.b_column];
  }
  c[index] = total;
}
