// c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]: ROWS rows of a panel of LANES columns a workgroup,
// a column an invocation; the op appends matmul_bindings and activate. It is for devices that run a
// workgroup as one vector: a term is one load of neighbours in b, and a load for all from each row of a.

// 6, 4, 2 or 1; at most the rows of c. The sums of 6 x 8 fit the registers of processors.
override ROWS: u32 = 6;
override LANES: u32 = 8;
// Whether matmul_pack wrote b; else neighbours along j are neighbours in b, LANES of them at least.
override PACKED: bool = false;
// Whether c has fewer columns than LANES.
override NARROW: bool = false;
// Whether neighbours along i are neighbours in a.
override ALONG: bool = false;
// Whether c is stored transposed; else neighbours along j are neighbours in it.
override TURNED: bool = false;
// Tiles of rows that stay in a cache while the panels pass.
override BLOCK: u32 = 16;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let down = (u.rows + ROWS - 1) / ROWS;
  let across = (u.columns + LANES - 1) / LANES;
  let index = group.y * groups.x + group.x;
  let n = index / (down * across) / u.parts;
  let part = index / (down * across) % u.parts;
  if (n >= u.batch) { return; }
  let place = index % (down * across);
  let block = place / (BLOCK * across) * BLOCK;
  let height = min(BLOCK, down - block);
  let panel = (place - block * across) / height;
  let tile = block + (place - block * across) % height;
  // The last tile and panel begin early enough to be whole: what they share is stored twice, the same.
  let i = min(tile * ROWS, u.rows - ROWS);
  let j = select(min(panel * LANES, u.columns - LANES), 0, NARROW);

  let a_row = select(u.a_row, 1, ALONG);
  let p0 = n * u.a_batch + i * a_row;
  let p1 = p0 + a_row;
  let p2 = p1 + a_row;
  let p3 = p2 + a_row;
  let p4 = p3 + a_row;
  let p5 = p4 + a_row;
  let q = n * u.b_batch + select(j, panel * LANES * u.depth, PACKED) + local.x;
  let b_depth = select(u.b_depth, LANES, PACKED);
  var c0 = 0.0; var c1 = 0.0; var c2 = 0.0; var c3 = 0.0; var c4 = 0.0; var c5 = 0.0;
  let first = part * u.span;
  let end = min(first + u.span, u.depth);
  for (var k = first; k < end; k++) {
    let right = b[q + k * b_depth];
    c0 = fma(a[p0 + k * u.a_depth], right, c0);
    if (ROWS > 1) {
      c1 = fma(a[p1 + k * u.a_depth], right, c1);
    }
    if (ROWS > 2) {
      c2 = fma(a[p2 + k * u.a_depth], right, c2);
      c3 = fma(a[p3 + k * u.a_depth], right, c3);
    }
    if (ROWS > 4) {
      c4 = fma(a[p4 + k * u.a_depth], right, c4);
      c5 = fma(a[p5 + k * u.a_depth], right, c5);
    }
  }

  let column = j + local.x;
  if (NARROW && column >= u.columns) { return; }
  let start = u.c_first + part * u.c_part + n * u.c_batch;
  store(start, i, column, c0);
  if (ROWS > 1) {
    store(start, i + 1, column, c1);
  }
  if (ROWS > 2) {
    store(start, i + 2, column, c2);
    store(start, i + 3, column, c3);
  }
  if (ROWS > 4) {
    store(start, i + 4, column, c4);
    store(start, i + 5, column, c5);
  }
}

// Finishes an element.
fn store(start: u32, i: u32, j: u32, sum: f32) {
  var total = sum;
  if (BIAS) { total += bias[select(j, i, TURNED)]; }
  total = activate(total);
  if (TURNED) { c[start + j * u.c_column + i] = total; } else { c[start + i * u.c_row + j] = total; }
}
