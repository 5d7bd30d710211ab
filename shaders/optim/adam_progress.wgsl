// count += 1, c1 = 1 - beta1^count, c2 = 1 - beta2^count

struct Uniforms { log_beta1: f32, log_beta2: f32 }

// rate, count, c1, c2
@group(0) @binding(0) var<storage, read_write> progress: vec4f;
@group(0) @binding(1) var<uniform> u: Uniforms;

// 1 - e^x for x <= 0 without cancellation, within 1e-6 of itself on every adapter, whatever its
// exp: the series at x / 64, then e^2y - 1 = (e^y - 1) (e^y - 1 + 2) six times.
fn one_minus_exp(x: f32) -> f32 {
  let y = max(x, -20.0) / 64.0;
  var e = y * (1.0 + y / 2.0 * (1.0 + y / 3.0 * (1.0 + y / 4.0 * (1.0 + y / 5.0 *
    (1.0 + y / 6.0 * (1.0 + y / 7.0))))));
  e = e * (e + 2.0);
  e = e * (e + 2.0);
  e = e * (e + 2.0);
  e = e * (e + 2.0);
  e = e * (e + 2.0);
  e = e * (e + 2.0);
  return -e;
}

@compute @workgroup_size(1)
fn main() {
  let count = progress.y + 1.0;
  progress = vec4f(progress.x, count, one_minus_exp(count * u.log_beta1),
    one_minus_exp(count * u.log_beta2));
}
