// y[n, i, k] = a[n, k, i], a row of y an invocation and four terms at a time: whose neighbours were rows
// has terms as neighbours. Rows of y are a_row apart, a multiple of 4; past the last term there is nothing.

override HEIGHT: u32 = 16;
// Terms that a workgroup turns, of HEIGHT rows.
override SPAN: u32 = 128;

struct Uniforms { batch: u32, rows: u32, depth: u32, a_batch: u32, a_depth: u32, a_row: u32 }

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(HEIGHT)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let across = (u.rows + HEIGHT - 1) / HEIGHT;
  let spans = (u.depth + SPAN - 1) / SPAN;
  let index = group.y * groups.x + group.x;
  let n = index / (spans * across);
  // The lanes of neighbouring workgroups share lines and pages of a.
  let i = index % across * HEIGHT + local.x;
  if (n >= u.batch || i >= u.rows) { return; }
  let first = index / across % spans * SPAN;
  let end = min(first + SPAN, u.depth);
  let last = u.depth - 1;
  let p = n * u.a_batch + i;
  let q = (n * u.rows + i) * u.a_row / 4;
  // The last terms may be fewer than four.
  let whole = end / 4 * 4;
  for (var k = first; k < whole; k += 4) {
    let at = p + k * u.a_depth;
    y[q + k / 4] = vec4f(a[at], a[at + u.a_depth], a[at + 2 * u.a_depth], a[at + 3 * u.a_depth]);
  }
  if (whole < end) {
    let at = min(vec3u(0, 1, 2) + whole, vec3u(last)) * u.a_depth + p;
    y[q + whole / 4] = vec4f(a[at.x], a[at.y], a[at.z], 0);
  }
}
