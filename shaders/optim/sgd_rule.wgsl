// g += decay w, m = momentum m + g, w -= rate (nesterov ? g + momentum m : m)
// appended to sgd.wgsl and sgd_rows.wgsl, which bind u and progress; without momentum m is not kept, and as in
// adam_rule.wgsl it is no subnormal number

override MOMENTUM: bool = false;
override NESTEROV: bool = false;

struct Moved { w: f32, m: f32 }

fn sgd(w: f32, m: f32, gradient: f32) -> Moved {
  let g = gradient + u.decay * w;
  var after: Moved;
  after.m = u.momentum * m + g;
  if (abs(after.m) < 1.1754944e-38) { after.m = 0.0; }
  let direction = select(after.m, g + u.momentum * after.m, NESTEROV);
  after.w = w - progress[0] * direction;
  return after;
}

struct MovedFour { w: vec4f, m: vec4f }

fn sgd_four(w: vec4f, m: vec4f, g: vec4f) -> MovedFour {
  let a = sgd(w.x, m.x, g.x);
  let b = sgd(w.y, m.y, g.y);
  let c = sgd(w.z, m.z, g.z);
  let d = sgd(w.w, m.w, g.w);
  return MovedFour(vec4f(a.w, b.w, c.w, d.w), vec4f(a.m, b.m, c.m, d.m));
}
