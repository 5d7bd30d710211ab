// dw = G^T du G, the 3 x 3 elements of each pair of channels, du[p, pair] the gradients of the products'
// weights: the adjoint of winograd_weight; the op appends winograd

// Invocations of a workgroup, and pairs of channels that it takes in turns.
override LANES: u32 = 16;
override SPAN: u32 = 64;

struct Uniforms { size: u32 }

@group(0) @binding(0) var<storage, read> du: array<f32>;
@group(0) @binding(1) var<storage, read_write> dw: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// A column of products.
fn load(at: u32, plane: u32) -> Three {
  return to_weight(Six(du[at], du[at + plane], du[at + 2 * plane],
    du[at + 3 * plane], du[at + 4 * plane], du[at + 5 * plane]));
}

fn put(at: u32, three: Three) {
  dw[at] = three.a;
  dw[at + u.size] = three.b;
  dw[at + 2 * u.size] = three.c;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let first = (group.y * groups.x + group.x) * SPAN;
  let end = min(first + SPAN, u.size);
  let plane = 6 * u.size;
  for (var at = first + local.x; at < end; at += LANES) {
    let s0 = load(at, plane);
    let s1 = load(at + u.size, plane);
    let s2 = load(at + 2 * u.size, plane);
    let s3 = load(at + 3 * u.size, plane);
    let s4 = load(at + 4 * u.size, plane);
    let s5 = load(at + 5 * u.size, plane);
    put(at, to_weight(Six(s0.a, s1.a, s2.a, s3.a, s4.a, s5.a)));
    put(at + 3 * u.size, to_weight(Six(s0.b, s1.b, s2.b, s3.b, s4.b, s5.b)));
    put(at + 6 * u.size, to_weight(Six(s0.c, s1.c, s2.c, s3.c, s4.c, s5.c)));
  }
}
