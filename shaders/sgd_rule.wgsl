// g += decay w, m = momentum m + g, w -= rate (nesterov ? g + momentum m : m)
// appended to sgd.wgsl and sgd_rows.wgsl, which bind u and progress; without momentum m is not kept

override MOMENTUM: bool = false;
override NESTEROV: bool = false;

struct Moved { w: vec4f, m: vec4f }

fn sgd(w: vec4f, m: vec4f, gradient: vec4f) -> Moved {
  let g = gradient + u.decay * w;
  var after: Moved;
  after.m = u.momentum * m + g;
  let direction = select(after.m, g + u.momentum * after.m, NESTEROV);
  after.w = w - progress[0] * direction;
  return after;
}
