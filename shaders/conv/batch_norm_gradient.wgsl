// dx = r * scale * (g - (sums[0] + h * sums[1]) / rows), h normalized x, g = dy * slope(y), sums those of g
// and g * h over all rows; FROZEN, dx = r * scale * g; the op appends batch_norm_strip and
// fn slope(y: f32) -> f32

// Whether mean and variance are constants.
override FROZEN: bool = false;

struct Uniforms { rows: u32, columns: u32, span: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read> mean: array<f32>;
@group(0) @binding(5) var<storage, read> variance: array<f32>;
@group(0) @binding(6) var<storage, read> sums: array<f32>;
@group(0) @binding(7) var<storage, read_write> dx: array<f32>;
@group(0) @binding(8) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let strip = strip_of(group, local.x);
  let c = strip.column;
  if (c >= u.columns) { return; }
  let m = mean[c];
  let r = inverseSqrt(variance[c] + u.epsilon);
  let k = scale[c];
  let share = select(1.0 / f32(u.rows), 0.0, FROZEN);
  let error = sums[c] * share;
  let product = sums[u.columns + c] * share;
  for (var i = strip.first; i < strip.end; i++) {
    let h = (x[i * u.columns + c] - m) * r;
    let g = dy[i * u.columns + c] * slope(y[i * u.columns + c]);
    dx[i * u.columns + c] = r * k * (g - fma(h, product, error));
  }
}
