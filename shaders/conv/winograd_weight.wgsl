// w[p, r, c] = (G g G^T)[p], g the 3 x 3 elements of the pair (r, c) of channels of the weight; the op appends
// winograd_weights and winograd

// Pitch is from row to row of w.
struct Uniforms { rows: u32, columns: u32, pitch: u32 }

@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

alias Row = Six;

fn put(at: u32, plane: u32, six: Six) {
  w[at] = six.a;
  w[at + 6 * plane] = six.b;
  w[at + 12 * plane] = six.c;
  w[at + 18 * plane] = six.d;
  w[at + 24 * plane] = six.e;
  w[at + 30 * plane] = six.f;
}

fn put_window(r: u32, c: u32, g0: Row, g1: Row, g2: Row) {
  let at = r * u.pitch + c;
  let plane = u.rows * u.pitch;
  put(at, plane, of_weight(Three(g0.a, g1.a, g2.a)));
  put(at + plane, plane, of_weight(Three(g0.b, g1.b, g2.b)));
  put(at + 2 * plane, plane, of_weight(Three(g0.c, g1.c, g2.c)));
  put(at + 3 * plane, plane, of_weight(Three(g0.d, g1.d, g2.d)));
  put(at + 4 * plane, plane, of_weight(Three(g0.e, g1.e, g2.e)));
  put(at + 5 * plane, plane, of_weight(Three(g0.f, g1.f, g2.f)));
}
