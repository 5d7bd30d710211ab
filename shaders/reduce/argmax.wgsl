// y[i] = the first k with the greatest x[i, k]; a row for each invocation

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.rows) { return; }
  let start = i * u.columns;
  var best = 0u;
  for (var k = 1u; k < u.columns; k++) {
    if (x[start + k] > x[start + best]) { best = k; }
  }
  y[i] = best;
}
