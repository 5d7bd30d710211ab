// m += (g - m) (1 - beta1), v += (g g - v) (1 - beta2), w -= rate m / c1 / (sqrt(v / c2) + epsilon)
// where c = 1 - beta^count; appended to adam.wgsl and adam_rows.wgsl, which bind u and progress
//
// Subnormal numbers take processors many times as long. Without gradient, moments would end in some that are
// rounded to themselves for ever: they end in 0. So does what is squared to one, far below any epsilon.

fn normal(x: f32) -> f32 { return select(x, 0.0, abs(x) < 1.1754944e-38); }

struct Moments { w: f32, m: f32, v: f32 }

fn adam(w: f32, m: f32, v: f32, gradient: f32) -> Moments {
  let rate = progress.x;
  let g = gradient + u.l2 * w;
  var after: Moments;
  after.m = normal(m + (g - m) * u.gain1);
  let size = select(g, 0.0, abs(g) < 1e-17);
  after.v = normal(v * u.beta2 + size * size * u.gain2);
  let divisor = sqrt(after.v) * (1.0 / sqrt(progress.w)) + u.epsilon;
  after.w = w * (1.0 - rate * u.decay) - (rate / progress.z) * after.m / divisor;
  return after;
}

struct MomentsFour { w: vec4f, m: vec4f, v: vec4f }

fn adam_four(w: vec4f, m: vec4f, v: vec4f, g: vec4f) -> MomentsFour {
  let a = adam(w.x, m.x, v.x, g.x);
  let b = adam(w.y, m.y, v.y, g.y);
  let c = adam(w.z, m.z, v.z, g.z);
  let d = adam(w.w, m.w, v.w, g.w);
  return MomentsFour(vec4f(a.w, b.w, c.w, d.w), vec4f(a.m, b.m, c.m, d.m), vec4f(a.v, b.v, c.v, d.v));
}
