// The colours of a pixel changed as torchvision does, red, green and blue from 0 to 1; appended to images

fn gray_of(v: vec3f) -> f32 {
  if (CHANNELS == 1) { return v.x; }
  return dot(v, vec3f(0.2989, 0.587, 0.114));
}

fn brightened(v: vec3f, factor: f32) -> vec3f {
  return clamp(v * factor, vec3f(), vec3f(1.0));
}

// factor v + (1 - factor) other
fn blended(v: vec3f, other: f32, factor: f32) -> vec3f {
  return clamp(v * factor + vec3f((1.0 - factor) * other), vec3f(), vec3f(1.0));
}

// The hue turned on by a part of a whole turn, with value and saturation kept.
fn turned(v: vec3f, turn: f32) -> vec3f {
  let most = max(v.x, max(v.y, v.z));
  let range = most - min(v.x, min(v.y, v.z));
  let divisor = select(range, 1.0, range == 0.0);
  let far = (vec3f(most) - v) / divisor;
  // Sixths of a turn from red.
  var hue = 4.0 + far.y - far.x;
  if (v.y == most) { hue = 2.0 + far.x - far.z; }
  if (v.x == most) { hue = far.z - far.y; }
  // A colour is least where it is furthest from its own hue; what falls short of the value is at most range.
  let k = vec3f(5.0, 3.0, 1.0) + vec3f(hue + 6.0 * turn);
  let sixths = k - 6.0 * floor(k / 6.0);
  let short = clamp(min(sixths, vec3f(4.0) - sixths), vec3f(), vec3f(1.0));
  return vec3f(most) - range * short;
}

// A pixel by an image's draws; mean is the image's mean gray after its brightness was changed.
fn recoloured(v0: vec3f, d: Draws, mean: f32) -> vec3f {
  var v = blended(brightened(v0, d.brightness), mean, d.contrast);
  if (CHANNELS == 1) { return v; }
  v = blended(v, gray_of(v), d.saturation);
  if (d.hue != 0.0) { v = turned(v, d.hue); }
  return select(v, vec3f(gray_of(v)), d.gray);
}
