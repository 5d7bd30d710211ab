// Six rows by the lanes of a vector; appended to the kernels of attention for software adapters

// The scores that a workgroup holds: of six rows with TILE rows of the other kind.
const TILE = 128u;

struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

// The products of six packed rows from i on with a packed row, a different one for each invocation.
fn dots(own: u32, i: u32, rows: u32, other: u32) -> Six {
  let last = rows - 1;
  let p0 = packed_row(own, min(i, last));
  let p1 = packed_row(own, min(i + 1, last));
  let p2 = packed_row(own, min(i + 2, last));
  let p3 = packed_row(own, min(i + 3, last));
  let p4 = packed_row(own, min(i + 4, last));
  let p5 = packed_row(own, min(i + 5, last));
  var s0 = 0.0; var s1 = 0.0; var s2 = 0.0; var s3 = 0.0; var s4 = 0.0; var s5 = 0.0;
  for (var k = 0u; k < u.size; k++) {
    let right = packed[other + k * LANES];
    s0 = fma(packed[p0 + k * LANES], right, s0);
    s1 = fma(packed[p1 + k * LANES], right, s1);
    s2 = fma(packed[p2 + k * LANES], right, s2);
    s3 = fma(packed[p3 + k * LANES], right, s3);
    s4 = fma(packed[p4 + k * LANES], right, s4);
    s5 = fma(packed[p5 + k * LANES], right, s5);
  }
  return Six(s0, s1, s2, s3, s4, s5);
}
