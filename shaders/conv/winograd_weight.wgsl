// w[p, i, j] = (G g G^T)[p], g the 3 x 3 elements of input channel i and output channel j of the weight;
// TURNED, g upside down and back to front, i the output and j the input channel; the op appends winograd

override TURNED: bool = false;
// Invocations of a workgroup, which takes all j of an i.
override LANES: u32 = 8;

struct Uniforms { inputs: u32, outputs: u32 }

@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// A row of a window.
fn row(a: u32, at: u32, size: u32) -> Six {
  let first = at + 3 * select(a, 2 - a, TURNED) * size;
  let ahead = Three(weight[first], weight[first + size], weight[first + 2 * size]);
  if (TURNED) { return of_weight(Three(ahead.c, ahead.b, ahead.a)); }
  return of_weight(ahead);
}

fn put(at: u32, plane: u32, six: Six) {
  w[at] = six.a;
  w[at + plane] = six.b;
  w[at + 2 * plane] = six.c;
  w[at + 3 * plane] = six.d;
  w[at + 4 * plane] = six.e;
  w[at + 5 * plane] = six.f;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let i = group.y * groups.x + group.x;
  if (i >= select(u.inputs, u.outputs, TURNED)) { return; }
  let columns = select(u.outputs, u.inputs, TURNED);
  let size = u.inputs * u.outputs;
  for (var j = local.x; j < columns; j += LANES) {
    let at = i * select(u.outputs, 1, TURNED) + j * select(1, u.outputs, TURNED);
    let g0 = row(0, at, size);
    let g1 = row(1, at, size);
    let g2 = row(2, at, size);
    let to = i * columns + j;
    put(to, 6 * size, of_weight(Three(g0.a, g1.a, g2.a)));
    put(to + size, 6 * size, of_weight(Three(g0.b, g1.b, g2.b)));
    put(to + 2 * size, 6 * size, of_weight(Three(g0.c, g1.c, g2.c)));
    put(to + 3 * size, 6 * size, of_weight(Three(g0.d, g1.d, g2.d)));
    put(to + 4 * size, 6 * size, of_weight(Three(g0.e, g1.e, g2.e)));
    put(to + 5 * size, 6 * size, of_weight(Three(g0.f, g1.f, g2.f)));
  }
}
