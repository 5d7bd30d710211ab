// dz[i, k] = dloss * (softmax(z)[i, k] - (k is the class of i)) / rows, one row an invocation

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dloss: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> classes: array<u32>;
@group(0) @binding(3) var<storage, read_write> dz: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i >= u.rows) { return; }
  let start = i * u.columns;
  var greatest = z[start];
  for (var k = 1u; k < u.columns; k++) { greatest = max(greatest, z[start + k]); }
  var total = 0.0;
  for (var k = 0u; k < u.columns; k++) { total += exp(z[start + k] - greatest); }
  let scale = dloss[0] / f32(u.rows);
  let class_of_row = min(classes[i], u.columns - 1u);
  for (var k = 0u; k < u.columns; k++) {
    let p = exp(z[start + k] - greatest) / total;
    dz[start + k] = scale * (p - select(0.0, 1.0, k == class_of_row));
  }
}
