// 16 rows by 64 invocations; appended to the kernels of attention for graphics cards

// Rows of a panel, and invocations of a workgroup.
override LANES: u32 = 64;

struct Sixteen { a: vec4f, b: vec4f, c: vec4f, d: vec4f }

var<workgroup> tile: array<vec4f, 64>; // 16 columns of 16 rows

// The products of 16 packed rows from a place on with another packed row for each invocation. All
// invocations of the workgroup must call it.
fn dots(own: u32, other: u32, lane: u32) -> Sixteen {
  var s = Sixteen();
  for (var start = 0u; start < u.size; start += 16) {
    let at = own + min(start + lane / 4, u.size - 1) * LANES + lane % 4 * 4;
    tile[lane] = vec4f(packed[at], packed[at + 1], packed[at + 2], packed[at + 3]);
    workgroupBarrier();
    let depth = min(16, u.size - start);
    for (var k = 0u; k < depth; k++) {
      let right = packed[other + (start + k) * LANES];
      s.a += right * tile[k * 4];
      s.b += right * tile[k * 4 + 1];
      s.c += right * tile[k * 4 + 2];
      s.d += right * tile[k * 4 + 3];
    }
    workgroupBarrier();
  }
  return s;
}
