// m += (g - m) (1 - beta1), v += (g g - v) (1 - beta2), w -= rate m / c1 / (sqrt(v / c2) + epsilon)
// where c = 1 - beta^count; appended to adam.wgsl and adam_rows.wgsl, which bind u and progress

struct Moments { w: vec4f, m: vec4f, v: vec4f }

fn adam(w: vec4f, m: vec4f, v: vec4f, gradient: vec4f) -> Moments {
  let rate = progress.x;
  let g = gradient + u.l2 * w;
  var after: Moments;
  after.m = m + (g - m) * u.gain1;
  after.v = v * u.beta2 + g * g * u.gain2;
  let divisor = sqrt(after.v) * (1.0 / sqrt(progress.w)) + u.epsilon;
  after.w = w * (1.0 - rate * u.decay) - (rate / progress.z) * after.m / divisor;
  return after;
}
