// loss[i] = log(sum over k of e^z[i, k]) - z[i, class of i], one row an invocation

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> classes: array<u32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.rows) { return; }
  let start = i * u.columns;
  var greatest = z[start];
  for (var k = 1u; k < u.columns; k++) { greatest = max(greatest, z[start + k]); }
  var total = 0.0;
  for (var k = 0u; k < u.columns; k++) { total += exp(z[start + k] - greatest); }
  loss[i] = log(total) - (z[start + min(classes[i], u.columns - 1u)] - greatest);
}
