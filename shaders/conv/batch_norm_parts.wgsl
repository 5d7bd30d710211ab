// means[p, c] = mean of x[i, c] over the rows i of part p, squares[p, c] = sum of (x[i, c] - mean)^2; the
// op appends batch_norm_strip

struct Uniforms { rows: u32, columns: u32, span: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> means: array<f32>;
@group(0) @binding(2) var<storage, read_write> squares: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let strip = strip_of(group, local.x);
  if (strip.column >= u.columns) { return; }
  var total = 0.0;
  for (var i = strip.first; i < strip.end; i++) { total += x[i * u.columns + strip.column]; }
  let mean = total / f32(strip.end - strip.first);
  var sum = 0.0;
  for (var i = strip.first; i < strip.end; i++) {
    let d = x[i * u.columns + strip.column] - mean;
    sum += d * d;
  }
  means[group.y * u.columns + strip.column] = mean;
  squares[group.y * u.columns + strip.column] = sum;
}
