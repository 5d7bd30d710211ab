// sums[p] = [sum of g, sum of g * h], column by column over the rows of part p, h normalized x and
// g = dy * slope(y); the op appends batch_norm_strip and fn slope(y: f32) -> f32

struct Uniforms { rows: u32, columns: u32, span: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> variance: array<f32>;
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;
@group(0) @binding(6) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let strip = strip_of(group, local.x);
  let c = strip.column;
  if (c >= u.columns) { return; }
  let m = mean[c];
  let r = inverseSqrt(variance[c] + u.epsilon);
  var total = 0.0;
  var product = 0.0;
  for (var i = strip.first; i < strip.end; i++) {
    let h = (x[i * u.columns + c] - m) * r;
    let g = dy[i * u.columns + c] * slope(y[i * u.columns + c]);
    total += g;
    product = fma(g, h, product);
  }
  sums[2 * group.y * u.columns + c] = total;
  sums[(2 * group.y + 1) * u.columns + c] = product;
}
