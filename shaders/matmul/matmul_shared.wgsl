// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: 4 x 4 elements an invocation, from tiles of
// 4 SIDE rows and columns by 16 terms in workgroup memory; the op appends matmul_bindings and
// matmul_store

// Invocations along a side of a workgroup: 16 or 8.
override SIDE: u32 = 16;
override LENGTH: u32 = 16 * (SIDE + 1);

// Four rows, or four columns, of one term: [term, quad], a place free after each term.
var<workgroup> above: array<vec4f, LENGTH>;
var<workgroup> beside: array<vec4f, LENGTH>;

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) place: u32,
) {
  let tile = 4 * SIDE;
  let down = (u.rows + tile - 1) / tile;
  let across = (u.columns + tile - 1) / tile;
  let index = group.y * groups.x + group.x;
  let i = index % down * tile;
  let j = index / down % across * tile;
  let n = index / (down * across) / u.parts;
  let part = index / (down * across) % u.parts;
  if (n >= u.batch) { return; }

  var c0 = vec4f(); var c1 = vec4f(); var c2 = vec4f(); var c3 = vec4f();
  let first = part * u.span;
  let end = min(first + u.span, u.depth);
  for (var k = first; k < end; k += 16) {
    for (var quad = place; quad < 16 * SIDE; quad += SIDE * SIDE) {
      // Neighbours read neighbouring elements, whichever axis those lie along.
      let p = select(vec2u(quad / SIDE, quad % SIDE), vec2u(quad % 16, quad / 16), u.a_depth == 1);
      let q = select(vec2u(quad / SIDE, quad % SIDE), vec2u(quad % 16, quad / 16), u.b_depth == 1);
      above[p.x * (SIDE + 1) + p.y] = readA(n, i + 4 * p.y, k + p.x, end);
      beside[q.x * (SIDE + 1) + q.y] = readB(n, j + 4 * q.y, k + q.x, end);
    }
    workgroupBarrier();
    for (var term = 0u; term < 16; term += 4) {
      let y = term * (SIDE + 1) + local.y;
      let x = term * (SIDE + 1) + local.x;
      let a0 = above[y]; let b0 = beside[x];
      c0 += a0.x * b0; c1 += a0.y * b0; c2 += a0.z * b0; c3 += a0.w * b0;
      let a1 = above[y + SIDE + 1]; let b1 = beside[x + SIDE + 1];
      c0 += a1.x * b1; c1 += a1.y * b1; c2 += a1.z * b1; c3 += a1.w * b1;
      let a2 = above[y + 2 * (SIDE + 1)]; let b2 = beside[x + 2 * (SIDE + 1)];
      c0 += a2.x * b2; c1 += a2.y * b2; c2 += a2.z * b2; c3 += a2.w * b2;
      let a3 = above[y + 3 * (SIDE + 1)]; let b3 = beside[x + 3 * (SIDE + 1)];
      c0 += a3.x * b3; c1 += a3.y * b3; c2 += a3.z * b3; c3 += a3.w * b3;
    }
    workgroupBarrier();
  }

  let start = u.c_first + part * u.c_part + n * u.c_batch;
  store(start, i + 4 * local.y, j + 4 * local.x, c0);
  store(start, i + 4 * local.y + 1, j + 4 * local.x, c1);
  store(start, i + 4 * local.y + 2, j + 4 * local.x, c2);
  store(start, i + 4 * local.y + 3, j + 4 * local.x, c3);
}

// Four rows of a, at term k; past an edge the last row, past the end 0.
fn readA(n: u32, i: u32, k: u32, end: u32) -> vec4f {
  let at = n * u.a_batch + k * u.a_depth + min(vec4u(0, 1, 2, 3) + i, vec4u(u.rows - 1)) * u.a_row;
  if (k >= end) { return vec4f(); }
  return vec4f(a[at.x], a[at.y], a[at.z], a[at.w]);
}

// Four columns of b, at term k.
fn readB(n: u32, j: u32, k: u32, end: u32) -> vec4f {
  let at = n * u.b_batch + k * u.b_depth +
    min(vec4u(0, 1, 2, 3) + j, vec4u(u.columns - 1)) * u.b_column;
  if (k >= end) { return vec4f(); }
  return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
}
