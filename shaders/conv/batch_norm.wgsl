// y = activate((x - mean) * r * scale + shift), r = 1 / sqrt(variance + epsilon), column by column; the op
// appends batch_norm_strip and activate

struct Uniforms { rows: u32, columns: u32, span: u32, epsilon: f32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> scale: array<f32>;
@group(0) @binding(2) var<storage, read> shift: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> variance: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;
@group(0) @binding(6) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let strip = strip_of(group, local.x);
  let c = strip.column;
  if (c >= u.columns) { return; }
  let m = mean[c];
  let r = inverseSqrt(variance[c] + u.epsilon) * scale[c];
  let s = shift[c];
  for (var i = strip.first; i < strip.end; i++) {
    y[i * u.columns + c] = activate(fma(x[i * u.columns + c] - m, r, s));
  }
}
