// Writes the 81 numbers of a row and a channel, a column of pixels at a time; appended to the kernels that do,
// with winograd_strided_places

@group(0) @binding(1) var<storage, read_write> finites: array<f32>;
@group(0) @binding(2) var<storage, read_write> mixed: array<f32>;
@group(0) @binding(3) var<storage, read_write> last: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

fn put_four(at: u32, plane: u32, a: f32, b: f32, c: f32, d: f32) {
  finites[at] = a;
  finites[at + 4 * plane] = b;
  finites[at + 8 * plane] = c;
  finites[at + 12 * plane] = d;
}

// Column q of the finite points, of the columns of pixels that meet outer elements, or of those between.
fn put(n: Nine, q: u32, between: u32, to: Places) {
  let at = to.finite + q * to.plane + between * to.kind;
  put_four(at, to.plane, n.a, n.b, n.c, n.d);
  put_four(at + 2 * to.kind, to.plane, n.f, n.g, n.h, n.i);
  mixed[to.mixed + (4 + q) * to.mixed_plane + between * to.kind] = n.e;
}

// The column at infinity.
fn put_last(n: Nine, to: Places) {
  let at = to.mixed;
  mixed[at] = n.a;
  mixed[at + to.mixed_plane] = n.b;
  mixed[at + 2 * to.mixed_plane] = n.c;
  mixed[at + 3 * to.mixed_plane] = n.d;
  mixed[at + to.kind] = n.f;
  mixed[at + to.kind + to.mixed_plane] = n.g;
  mixed[at + to.kind + 2 * to.mixed_plane] = n.h;
  mixed[at + to.kind + 3 * to.mixed_plane] = n.i;
  last[to.last] = n.e;
}
