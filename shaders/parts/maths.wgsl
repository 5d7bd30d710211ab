// The maths functions that processors have no instruction for, of f32, without branches. fma may round
// once or twice. Greatest errors, in units of the last place (1 is to the neighbouring f32):
//
//          fma once  twice  of all in                    once  twice  of all in
//   exp        0.91   1.18  f32              asin        2.35   2.37  [-1, 1]
//   exp2       0.88   1.08  f32              acos        1.12   1.14  [-1, 1]
//   log        0.94   0.96  f32              atan        1.57   1.68  f32
//   log2       1.37   1.37  f32              atan2       1.71   1.71  f32, drawn
//   tanh       1.78   1.71  f32              asinh       2.04   2.02  f32
//   sinh       1.62   1.67  f32              acosh       2.41   2.41  f32
//   cosh       1.35   1.60  f32              atanh       2.22   2.33  [-1, 1]
//   sin, cos   1.50   1.51  [-100, 100]      tan         3.50   3.50  [-100, 100]
//   sin, cos   2.48   2.48  [-1e4, 1e4]      tan         3.59   3.63  [-1e4, 1e4]
//   pow        2.53   2.79  results in [1e-6, 1e6]       inverseSqrt 1.49, f32
// From 1e4 to 1e5 sin and cos are within 1e-6, absolute. Polynomials have the least greatest relative
// error, their coefficients rounded to f32 one by one and the rest fitted anew; errors stand beside.

// 2^(n - 1) p, rounded once, for whole n in [-250, 250]. The low bits of 1.5 * 2^23 + m hold m as a
// whole number, where a half is rounded to even: so one of the two powers has n / 2 rounded up, one down.
fn times_power(p: f32, n: f32) -> f32 {
  let a = bitcast<u32>(fma(n, 0.5, 12583039.0)) << 23u;
  let b = bitcast<u32>(fma(n, 0.5, 12583038.0)) << 23u;
  return (p * bitcast<f32>(a)) * bitcast<f32>(b);
}

// 2 e^(x - n log(2)) where the power is in [-1/2, 1/2] log(2), to 3e-9; log(2) is in two parts so that
// the product with the first is exact.
fn exp_twice(x: f32, n: f32) -> f32 {
  let r = fma(n, 0.00021219444, fma(n, -0.693359375, x));
  let q = fma(fma(0.002764016, r, 0.016737368), r, 0.08333655);
  return fma(fma(fma(fma(q, r, 0.33333042), r, 0.9999999), r, 2.0), r, 2.0);
}

// 2 * 2^r for |r| <= 1 / 2, to 3e-9
fn exp2_twice(r: f32) -> f32 {
  let q = fma(fma(0.00030652925, r, 0.0026781613), r, 0.019237012);
  return fma(fma(fma(fma(q, r, 0.1110072), r, 0.48045295), r, 1.3862944), r, 2.0);
}

// For greater x, n stays in the range of the powers of two, and r grows until the result is infinite.
fn exp(x: f32) -> f32 {
  let n = min(round(x * 1.442695), 200.0);
  return select(times_power(exp_twice(x, n), n), 0.0, x < -104.0);
}

fn exp2(x: f32) -> f32 {
  let n = min(round(x), 200.0);
  return select(times_power(exp2_twice(x - n), n), 0.0, x < -150.0);
}

// e^x / 4 for x >= 0
fn exp_quarter(x: f32) -> f32 {
  let n = min(round(x * 1.442695), 200.0);
  return times_power(exp_twice(x, n), n - 2.0);
}

// Infinity for infinity, NaN for NaN and below 0; a let, since constant expressions may not be infinite
fn beyond(x: f32) -> f32 {
  let bits = 0x7f800000u;
  return fma(x, bitcast<f32>(bits), bitcast<f32>(bits));
}

// A logarithm of any x, given the logarithm r for x in (0, infinity)
fn log_result(x: f32, r: f32) -> f32 {
  let bits = 0xff800000u;
  let s = select(r, beyond(x), bitcast<u32>(x) >= 0x7f800000u);
  return select(s, bitcast<f32>(bits), x == 0.0);
}

// The bits of x > 0; for subnormals, the bits of 2^23 x with 23 taken from the exponent
fn log_bits(x: f32) -> u32 {
  let small = bitcast<u32>(x * 8388608.0) - 0x0b800000u;
  return select(bitcast<u32>(x), small, x < 1.1754944e-38);
}

// 2^23 e with x / 2^e in [2/3, 4/3), given the bits of x
fn log_exponent(bits: u32) -> u32 { return (bits - 0x3f2aaaabu) & 0xff800000u; }

// log(1 + f) - f for |f| <= 1/3, to 5e-9 of log(1 + f)
fn log_rest(f: f32) -> f32 {
  let q = fma(fma(fma(-0.12880054, f, 0.13984594), f, -0.12187478), f, 0.14005734);
  let p = fma(fma(fma(fma(q, f, -0.16680196), f, 0.20010427), f, -0.24999806), f, 0.33333215);
  return (f * f) * fma(p, f, -0.5);
}

// log(1 + f) + e log(2), given 2^23 e
fn log_sum(f: f32, exponent: u32) -> f32 {
  let e = f32(bitcast<i32>(exponent));
  return fma(e, 8.265488e-8, f + fma(e, -2.5295549e-11, log_rest(f)));
}

fn log(x: f32) -> f32 {
  let bits = log_bits(x);
  let e = log_exponent(bits);
  return log_result(x, log_sum(bitcast<f32>(bits - e) - 1.0, e));
}

fn log2(x: f32) -> f32 {
  let bits = log_bits(x);
  let e = log_exponent(bits);
  let n = f32(bitcast<i32>(e)) * 1.1920929e-7;
  let f = bitcast<f32>(bits - e) - 1.0;
  return log_result(x, (n + f) + fma(f, 0.44269505, log_rest(f) * 1.442695));
}

// log(1 + x) for x >= 0
fn log_1p(x: f32) -> f32 {
  let e = log_exponent(bitcast<u32>(1.0 + x));
  // 4 / 2^e is not subnormal, even where 1 / 2^e is.
  let s = bitcast<f32>(0x40800000u - e);
  let f = bitcast<f32>(bitcast<u32>(x) - e) + fma(s, 0.25, -1.0);
  return select(log_sum(f, e), beyond(x), bitcast<u32>(x) >= 0x7f800000u);
}

// The upper 12 bits: products of two of these are exact.
fn upper(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }

// 2^(y log2(x)) with the logarithm in two parts
fn pow(x: f32, y: f32) -> f32 {
  let bits = log_bits(x);
  let e = log_exponent(bits);
  let n = f32(bitcast<i32>(e)) * 1.1920929e-7;
  let f = bitcast<f32>(bits - e) - 1.0;
  let f1 = upper(f);
  let most = f1 * 1.44287109375;
  let less = fma(f - f1, 1.44287109375, fma(f, -0.00017605285, log_rest(f) * 1.442695));
  let logarithm = log_result(x, n + (most + less));
  let l1 = upper(logarithm);
  let l2 = ((n - l1) + most) + less;
  let y1 = upper(y);
  let a = y1 * l1;
  let b = fma(y - y1, l1, y * l2);
  let k = min(round(a + b), 200.0);
  let p = times_power(exp2_twice((a - k) + b), k);
  let power = logarithm * y;
  let infinite = 0x7f800000u;
  let q = select(select(p, bitcast<f32>(infinite), power > 130.0), 0.0, power < -151.0);
  return select(q, 1.0, y == 0.0);
}

fn sign_of(x: f32) -> u32 { return bitcast<u32>(x) & 0x80000000u; }

// y >= 0 with the sign of x
fn with_sign(y: f32, x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(y) | sign_of(x)); }

// With t = tanh(r), p = (t (2^n + 1) + 2^n - 1) / 2: tanh(r + n log(2) / 2) = p / (p + 1 - t).
fn tanh(x: f32) -> f32 {
  let a = select(abs(x), 10.0, abs(x) > 10.0);
  let n = round(fma(a, 2.88539, -0.3656));
  let r = fma(n, -0.3465736, a);
  let z = r * r;
  let t = fma(r * z, fma(fma(-0.050361514, z, 0.1331479), z, -0.3333306), r);
  let s = bitcast<f32>(bitcast<u32>(n + 12583038.0) << 23u);
  let p = fma(t, s + 0.5, s - 0.5);
  return with_sign(p / (p + (1.0 - t)), x);
}

fn sinh(x: f32) -> f32 {
  let a = abs(x);
  let z = a * a;
  let p = fma(fma(fma(2.7822132e-6, z, 0.00019842896), z, 0.0083333105), z, 0.16666667);
  let q = exp_quarter(a);
  return with_sign(select(fma(q, 2.0, -0.125 / q), fma(a * z, p, a), a < 1.0), x);
}

fn cosh(x: f32) -> f32 {
  let q = exp_quarter(abs(x));
  return fma(q, 2.0, 0.125 / q);
}

// Where neighbouring numbers are half a radian apart or more, 0 is as good an angle as any other.
fn angle(x: f32) -> f32 {
  let a = abs(x);
  return select(a, a * 0.0, a > 4194304.0);
}

// An angle in quarters of a turn, to the nearest, in the low bits
fn quarters(a: f32) -> u32 { return bitcast<u32>(fma(a, 0.63661975, 12582912.0)); }

// The angle less so many quarters; pi / 2 is in parts so that products with the parts are exact.
fn remainder(a: f32, quarters: u32) -> f32 {
  let n = f32(bitcast<i32>(quarters) - 0x4b400000);
  let r = fma(n, -0.0004837513, fma(n, -1.5703125, a));
  return fma(n, -2.563344e-12, fma(n, -7.5495336e-8, r));
}

fn sin_near(r: f32, z: f32) -> f32 {
  return fma(r * z, fma(fma(-0.000195179, z, 0.008332187), z, -0.16666655), r);
}

fn cos_near(z: f32) -> f32 {
  let p = fma(fma(2.4432327e-5, z, -0.001388731), z, 0.041666646);
  return fma(fma(p, z, -0.5), z, 1.0);
}

fn sin(x: f32) -> f32 {
  let a = angle(x);
  let k = quarters(a);
  let r = remainder(a, k);
  let z = r * r;
  let y = select(sin_near(r, z), cos_near(z), (k & 1u) == 1u);
  return bitcast<f32>(bitcast<u32>(y) ^ ((k & 2u) << 30u) ^ sign_of(x));
}

fn cos(x: f32) -> f32 {
  let a = angle(x);
  let k = quarters(a);
  let r = remainder(a, k);
  let z = r * r;
  let y = select(cos_near(z), sin_near(r, z), (k & 1u) == 1u);
  return bitcast<f32>(bitcast<u32>(y) ^ (((k + 1u) & 2u) << 30u));
}

fn tan(x: f32) -> f32 {
  let a = angle(x);
  let k = quarters(a);
  let r = remainder(a, k);
  let z = r * r;
  let s = sin_near(r, z);
  let c = cos_near(z);
  let odd = (k & 1u) == 1u;
  let y = select(s, c, odd) / select(c, s, odd);
  return bitcast<f32>(bitcast<u32>(y) ^ (k << 31u) ^ sign_of(x));
}

// asin(s) for s in [0, 1/2], given s^2, to 5e-9
fn asin_near(s: f32, z: f32) -> f32 {
  let q = fma(fma(0.042158306, z, 0.024184778), z, 0.04546915);
  return fma(s * z, fma(fma(q, z, 0.074953094), z, 0.16666752), s);
}

// asin(x) = pi / 2 - 2 asin(sqrt((1 - x) / 2))
fn asin(x: f32) -> f32 {
  let a = abs(x);
  let large = a > 0.5;
  let z = select(a * a, fma(a, -0.5, 0.5), large);
  let p = asin_near(select(a, sqrt(z), large), z);
  return with_sign(select(p, 1.5707964 - fma(p, 2.0, 4.371139e-8), large), x);
}

fn acos(x: f32) -> f32 {
  let a = abs(x);
  let large = a > 0.5;
  let z = select(a * a, fma(a, -0.5, 0.5), large);
  let p = asin_near(select(a, sqrt(z), large), z);
  let q = select(1.5707964 - (with_sign(p, x) + 4.371139e-8), p + p, large);
  return select(q, 3.1415927 - fma(p, 2.0, 8.742278e-8), x < -0.5);
}

// atan(x) for x in [0, 1], to 2e-8
fn atan_near(x: f32) -> f32 {
  let z = x * x;
  let q = fma(fma(fma(0.00291976, z, -0.016364245), z, 0.043205976), z, -0.07551729);
  let p = fma(fma(fma(fma(q, z, 0.10665786), z, -0.14211003), z, 0.19993767), z, -0.33333153);
  return fma(x * z, p, x);
}

fn atan(x: f32) -> f32 {
  let a = abs(x);
  let large = a > 1.0;
  let p = atan_near(select(a, 1.0 / a, large));
  return with_sign(select(p, 1.5707964 - (p + 4.371139e-8), large), x);
}

// Read as integers, the bits of positive numbers are in order, and NaN is the greatest.
fn atan2(y: f32, x: f32) -> f32 {
  let b = bitcast<i32>(abs(y));
  let a = bitcast<i32>(abs(x));
  let least = bitcast<f32>(min(a, b));
  let most = bitcast<f32>(max(a, b));
  let p = atan_near(select(least / most, select(0.0, 1.0, most > 0.0), least == most));
  let q = select(p, 1.5707964 - (p + 4.371139e-8), b > a);
  return with_sign(select(q, 3.1415927 - (q + 8.742278e-8), sign_of(x) != 0u), y);
}

// log(x + sqrt(x^2 + 1)); where x^2 could overflow, log(2 x)
fn asinh(x: f32) -> f32 {
  let a = abs(x);
  let large = a > 1.0e9;
  let z = select(a * a, 0.0, large);
  let y = log_1p(a + z / (1.0 + sqrt(1.0 + z)));
  return with_sign(y + select(0.0, 0.6931472, large), x);
}

// log(x + sqrt(x^2 - 1)); where x^2 could overflow, log(2 x)
fn acosh(x: f32) -> f32 {
  let large = x > 1.0e9;
  let t = x - 1.0;
  let y = log_1p(select(t + sqrt(t * (t + 2.0)), t, large | (x < 1.0)));
  return y + select(0.0, 0.6931472, large);
}

// log((1 + x) / (1 - x)) / 2
fn atanh(x: f32) -> f32 {
  let a = abs(x);
  return with_sign(0.5 * log_1p((a + a) / (1.0 - a)), x);
}

fn inverseSqrt(x: f32) -> f32 { return 1.0 / sqrt(x); }
