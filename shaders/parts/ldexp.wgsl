// x 2^e, rounded once: where x is m 2^(own - 127) and m in [1, 2), the first product is exact.
fn ldexp(x: f32, e: i32) -> f32 {
  let small = abs(x) < 1.1754944e-38;
  let bits = bitcast<u32>(select(x, x * 16777216.0, small));
  let own = i32((bits >> 23u) & 255u);
  let n = own + clamp(e, -400, 400) - select(0, 24, small);
  let first = clamp(n, 1, 254);
  let rest = clamp(n - first, -30, 30) + 127;
  let m = bitcast<f32>((bits & 0x807fffffu) | 0x3f800000u);
  let y = (m * bitcast<f32>(u32(first) << 23u)) * bitcast<f32>(u32(rest) << 23u);
  return select(y, x, x == 0.0 || own == 255);
}
