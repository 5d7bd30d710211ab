// ROWS x 8 sums of products for processors: the invocations of a workgroup of 8 are the lanes of
// vectors, which load 8 columns of `weight` at once; lstm_pack.wgsl put them side by side.

// sums over k of left(rows[i] + k) * weight[panel + 8 k]
fn product(rows: array<u32, 6>, panel: u32, depth: u32) -> array<f32, 6> {
  var sums = array<f32, 6>();
  for (var k = 0u; k < depth; k++) {
    let w = weight[panel + 8u * k];
    sums[0] = fma(left(rows[0] + k), w, sums[0]);
    if (ROWS > 1u) { sums[1] = fma(left(rows[1] + k), w, sums[1]); }
    if (ROWS > 2u) { sums[2] = fma(left(rows[2] + k), w, sums[2]); }
    if (ROWS > 3u) { sums[3] = fma(left(rows[3] + k), w, sums[3]); }
    if (ROWS > 4u) { sums[4] = fma(left(rows[4] + k), w, sums[4]); }
    if (ROWS > 5u) { sums[5] = fma(left(rows[5] + k), w, sums[5]); }
  }
  return sums;
}
