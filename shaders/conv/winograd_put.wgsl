// Writes a row of the 36 numbers of a tile and a channel, planes apart; appended to the kernels that transform
// tiles, with winograd

@group(0) @binding(1) var<storage, read_write> v: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

fn put(at: u32, plane: u32, six: Six) {
  v[at] = six.a;
  v[at + plane] = six.b;
  v[at + 2 * plane] = six.c;
  v[at + 3 * plane] = six.d;
  v[at + 4 * plane] = six.e;
  v[at + 5 * plane] = six.f;
}
