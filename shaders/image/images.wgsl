// y[i, p, c] = (v - mean[c]) / deviation[c], or mean[p, c], v = byte / 255 of pixel p of image i; AUGMENT,
// pixels are moved and recoloured by the image's draws first (the op appends image_colours); PER_IMAGE,
// y = (y - m) / max(s, 1 / sqrt(n)) at last, m and s mean and deviation of the image's n numbers

// Of a pixel: 1 or 3.
override CHANNELS: u32 = 3;
override AUGMENT: bool = false;
override PER_IMAGE: bool = false;

// A row is an image, a column a pixel; words are those of an image, step is from pixel to pixel of mean.
struct Uniforms { rows: u32, columns: u32, height: u32, width: u32, words: u32, step: u32 }

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> deviation: array<f32>;
@group(0) @binding(3) var<storage, read> draws: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

// What is drawn for an image.
struct Draws {
  down: i32, right: i32, flip: bool, brightness: f32, contrast: f32, saturation: f32, hue: f32, gray: bool,
}

fn draws_of(i: u32) -> Draws {
  let d = 8 * i;
  return Draws(i32(draws[d]), i32(draws[d + 1]), draws[d + 2] != 0.0,
    draws[d + 3], draws[d + 4], draws[d + 5], draws[d + 6], draws[d + 7] != 0.0);
}

// Byte k of the image whose words begin at a place.
fn byte(words: u32, k: u32) -> f32 {
  return f32((x[words + k / 4] >> (8 * (k % 4))) & 255) / 255.0;
}

fn pixel(words: u32, p: u32) -> vec3f {
  if (CHANNELS == 1) { return vec3f(byte(words, p)); }
  return vec3f(byte(words, 3 * p), byte(words, 3 * p + 1), byte(words, 3 * p + 2));
}

// Pixel p of the image moved, 0 where it comes from outside.
fn moved(words: u32, p: u32, d: Draws) -> vec3f {
  let row = p / u.width;
  let column = p - row * u.width;
  let r = row + u32(d.down);
  let c = select(column, u.width - 1 - column, d.flip) + u32(d.right);
  let inside = r < u.height && c < u.width;
  return select(vec3f(), pixel(words, select(0, r * u.width + c, inside)), inside);
}

fn scaled(v: vec3f, p: u32) -> vec3f {
  let m = p * u.step;
  if (CHANNELS == 1) { return vec3f((v.x - mean[m]) / deviation[0]); }
  return (v - vec3f(mean[m], mean[m + 1], mean[m + 2])) /
    vec3f(deviation[0], deviation[1], deviation[2]);
}

fn value(at: u32) -> vec3f {
  if (CHANNELS == 1) { return vec3f(y[at], 0.0, 0.0); }
  return vec3f(y[at], y[at + 1], y[at + 2]);
}

fn put(at: u32, v: vec3f) {
  y[at] = v.x;
  if (CHANNELS == 3) { y[at + 1] = v.y; y[at + 2] = v.z; }
}

fn sum(v: vec3f) -> f32 {
  if (CHANNELS == 1) { return v.x; }
  return v.x + v.y + v.z;
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = row_of(group, groups, local);
  let i = min(row, u.rows - 1);
  // Invocations without an image of their own take no pixels, and meet the others at the barriers.
  let end = select(0, u.columns, row < u.rows);
  let lane = lane_of(local);
  let words = i * u.words;
  let start = i * u.columns;
  var total = 0.0;
  if (AUGMENT) {
    let d = draws_of(i);
    var grays = 0.0;
    if (d.contrast != 1.0) {
      for (var p = lane; p < end; p += LANES) {
        grays += gray_of(brightened(moved(words, p, d), d.brightness));
      }
    }
    let gray = row_sum(grays, local) / f32(u.columns);
    for (var p = lane; p < end; p += LANES) {
      let v = scaled(recoloured(moved(words, p, d), d, gray), p);
      put((start + p) * CHANNELS, v);
      total += sum(v);
    }
  } else {
    for (var p = lane; p < end; p += LANES) {
      let v = scaled(pixel(words, p), p);
      put((start + p) * CHANNELS, v);
      total += sum(v);
    }
  }
  if (PER_IMAGE) {
    let n = f32(u.columns * CHANNELS);
    let m = row_sum(total, local) / n;
    var squares = 0.0;
    for (var p = lane; p < end; p += LANES) {
      let e = value((start + p) * CHANNELS) - vec3f(m);
      squares += sum(e * e);
    }
    let s = sqrt(row_sum(squares, local) / n);
    let r = 1.0 / max(s, inverseSqrt(n));
    for (var p = lane; p < end; p += LANES) {
      let at = (start + p) * CHANNELS;
      put(at, (value(at) - vec3f(m)) * r);
    }
  }
}
