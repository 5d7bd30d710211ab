// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: ROWS x 8 elements an invocation, in registers,
// neighbours along j; the op appends matmul_bindings and matmul_store. Software adapters spend most of
// the time in loads, which larger tiles need less of, and want loops unrolled by hand.

// 16, 4 or 1.
override ROWS: u32 = 16;
// Invocations of a workgroup, along j and i.
override LANES: u32 = 8;
override LINES: u32 = 1;
// How far neighbours are ahead of each other in their sums, less than the depth / LANES: where
// columns lie a power of two apart, all that they read at once would share few places in a cache.
override SKEW: u32 = 0;

@compute @workgroup_size(LANES, LINES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let down = (u.rows + ROWS * LINES - 1) / (ROWS * LINES);
  let across = (u.columns + 8 * LANES - 1) / (8 * LANES);
  let index = group.y * groups.x + group.x;
  let i = (index % down * LINES + local.y) * ROWS;
  let j = (index / down % across * LANES + local.x) * 8;
  let n = index / (down * across) / u.parts;
  let part = index / (down * across) % u.parts;
  if (n >= u.batch || i >= u.rows || j >= u.columns) { return; }

  // Reads past an edge repeat the last row or column.
  let four = vec4u(0, 1, 2, 3);
  let i0 = n * u.a_batch + min(four + i, vec4u(u.rows - 1)) * u.a_row;
  let i4 = n * u.a_batch + min(four + (i + 4), vec4u(u.rows - 1)) * u.a_row;
  let i8 = n * u.a_batch + min(four + (i + 8), vec4u(u.rows - 1)) * u.a_row;
  let i12 = n * u.a_batch + min(four + (i + 12), vec4u(u.rows - 1)) * u.a_row;
  let j0 = n * u.b_batch + min(four + j, vec4u(u.columns - 1)) * u.b_column;
  let j4 = n * u.b_batch + min(four + (j + 4), vec4u(u.columns - 1)) * u.b_column;
  var c0 = vec4f(); var c1 = vec4f(); var c2 = vec4f(); var c3 = vec4f();
  var c4 = vec4f(); var c5 = vec4f(); var c6 = vec4f(); var c7 = vec4f();
  var c8 = vec4f(); var c9 = vec4f(); var c10 = vec4f(); var c11 = vec4f();
  var c12 = vec4f(); var c13 = vec4f(); var c14 = vec4f(); var c15 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  var d8 = vec4f(); var d9 = vec4f(); var d10 = vec4f(); var d11 = vec4f();
  var d12 = vec4f(); var d13 = vec4f(); var d14 = vec4f(); var d15 = vec4f();
  // Read here: in the loop they would cost a sixth of its time on software adapters.
  let a_depth = u.a_depth;
  let b_depth = u.b_depth;
  let first = part * u.span;
  let end = min(first + u.span, u.depth);
  for (var step = first; step < end; step++) {
    var k = step;
    if (SKEW > 0) {
      k += local.x * SKEW;
      k -= select(0, end - first, k >= end);
    }
    let ka = k * a_depth;
    let p = j0 + k * b_depth;
    let q = j4 + k * b_depth;
    let left = vec4f(b[p.x], b[p.y], b[p.z], b[p.w]);
    let right = vec4f(b[q.x], b[q.y], b[q.z], b[q.w]);
    let r0 = i0 + ka;
    let a0 = a[r0.x]; c0 += a0 * left; d0 += a0 * right;
    if (ROWS > 1) {
      let a1 = a[r0.y]; c1 += a1 * left; d1 += a1 * right;
      let a2 = a[r0.z]; c2 += a2 * left; d2 += a2 * right;
      let a3 = a[r0.w]; c3 += a3 * left; d3 += a3 * right;
    }
    if (ROWS > 4) {
      let r4 = i4 + ka;
      let a4 = a[r4.x]; c4 += a4 * left; d4 += a4 * right;
      let a5 = a[r4.y]; c5 += a5 * left; d5 += a5 * right;
      let a6 = a[r4.z]; c6 += a6 * left; d6 += a6 * right;
      let a7 = a[r4.w]; c7 += a7 * left; d7 += a7 * right;
      let r8 = i8 + ka;
      let a8 = a[r8.x]; c8 += a8 * left; d8 += a8 * right;
      let a9 = a[r8.y]; c9 += a9 * left; d9 += a9 * right;
      let a10 = a[r8.z]; c10 += a10 * left; d10 += a10 * right;
      let a11 = a[r8.w]; c11 += a11 * left; d11 += a11 * right;
      let r12 = i12 + ka;
      let a12 = a[r12.x]; c12 += a12 * left; d12 += a12 * right;
      let a13 = a[r12.y]; c13 += a13 * left; d13 += a13 * right;
      let a14 = a[r12.z]; c14 += a14 * left; d14 += a14 * right;
      let a15 = a[r12.w]; c15 += a15 * left; d15 += a15 * right;
    }
  }

  var lefts = array(
    c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15,
  );
  var rights = array(
    d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15,
  );
  let start = u.c_first + part * u.c_part + n * u.c_batch;
  // One copy of what finishes them, in loops: large bodies compile slowly, and run so too.
  for (var y = 0u; y < min(ROWS, u.rows - i); y++) {
    for (var x = 0u; x < min(8, u.columns - j); x += 4) {
      var sums = lefts[y];
      if (x > 0) { sums = rights[y]; }
      store(start, i + y, j + x, sums);
    }
  }
}
