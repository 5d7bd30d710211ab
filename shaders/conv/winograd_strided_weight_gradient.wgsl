// dw = G^T du G, the 3 x 3 elements of each pair (r, c) of channels; du the gradients of the products' weights:
// row r of finites, mixed and last; the adjoint of winograd_strided_weight, whose rows are its columns; the op
// appends winograd_strided, its places and take

// Invocations of a workgroup, which takes a row.
override LANES: u32 = 16;

struct Uniforms { rows: u32, columns: u32 }

@group(0) @binding(3) var<storage, read_write> dw: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

fn put(at: u32, size: u32, three: Three) {
  dw[at] = three.a;
  dw[at + size] = three.b;
  dw[at + 2 * size] = three.c;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let r = group.y * groups.x + group.x;
  if (r >= u.rows) { return; }
  let size = u.rows * u.columns;
  let start = r * u.columns;
  for (var c = local.x; c < u.columns; c += LANES) {
    let at = start + c;
    let source = Places(4 * start + c, 2 * start + c, at, 4 * size, 2 * size, u.columns);
    let s0 = to_weight(take(0, 0, source));
    let s1 = to_weight(take(1, 0, source));
    let s2 = to_weight(take(2, 0, source));
    let s3 = to_weight(take(3, 0, source));
    let s4 = to_weight(take_last(source));
    let s5 = to_weight(take(0, 1, source));
    let s6 = to_weight(take(1, 1, source));
    let s7 = to_weight(take(2, 1, source));
    let s8 = to_weight(take(3, 1, source));
    put(at, size, to_weight(Nine(s0.a, s1.a, s2.a, s3.a, s4.a, s5.a, s6.a, s7.a, s8.a)));
    put(at + 3 * size, size, to_weight(Nine(s0.b, s1.b, s2.b, s3.b, s4.b, s5.b, s6.b, s7.b, s8.b)));
    put(at + 6 * size, size, to_weight(Nine(s0.c, s1.c, s2.c, s3.c, s4.c, s5.c, s6.c, s7.c, s8.c)));
  }
}
