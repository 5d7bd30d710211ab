// The maths functions that a processor has no instruction for, on f32; prepended where they are used

// 2^(n - 1) p, rounded once, for whole n in [-250, 250]. Added to 1.5 * 2^23 a number becomes a whole
// one in its low bits, halves go to the even side: one power gets n / 2 rounded up, one rounded down.
fn times_power(p: f32, n: f32) -> f32 {
  let a = bitcast<u32>(fma(n, 0.5, 12583039.0)) << 23u;
  let b = bitcast<u32>(fma(n, 0.5, 12583038.0)) << 23u;
  return (p * bitcast<f32>(a)) * bitcast<f32>(b);
}

// 2 e^r for |r| <= log(2) / 2
fn exp_twice(r: f32) -> f32 {
  let q = fma(fma(0.002764016, r, 0.016737368), r, 0.08333655);
  return fma(fma(fma(fma(q, r, 0.33333042), r, 0.9999999), r, 2.0), r, 2.0);
}

// 2 * 2^r for |r| <= 1 / 2
fn exp2_twice(r: f32) -> f32 {
  let q = fma(fma(0.00030652925, r, 0.0026781613), r, 0.019237012);
  return fma(fma(fma(fma(q, r, 0.1110072), r, 0.48045295), r, 1.3862944), r, 2.0);
}

// x - n log(2), with log(2) in two parts so that the first product is exact
fn exp_rest(x: f32, n: f32) -> f32 {
  return fma(n, 0.00021219444, fma(n, -0.693359375, x));
}

// Above, n stays where powers of two are at hand while r grows and with it the result to infinity.
fn exp(x: f32) -> f32 {
  let n = min(round(x * 1.442695), 200.0);
  return select(times_power(exp_twice(exp_rest(x, n)), n), 0.0, x < -104.0);
}

fn exp2(x: f32) -> f32 {
  let n = min(round(x), 200.0);
  return select(times_power(exp2_twice(x - n), n), 0.0, x < -150.0);
}

// e^x / 4 for x >= 0
fn exp_quarter(x: f32) -> f32 {
  let n = min(round(x * 1.442695), 200.0);
  return times_power(exp_twice(exp_rest(x, n)), n - 2.0);
}

// infinity for infinity, NaN for NaN and below 0; the let keeps it from being a constant expression
fn beyond(x: f32) -> f32 {
  let bits = 0x7f800000u;
  let infinity = bitcast<f32>(bits);
  return fma(x, infinity, infinity);
}

fn minus_infinity() -> f32 {
  let bits = 0xff800000u;
  return bitcast<f32>(bits);
}

// What a logarithm of x is to be, given r for x in (0, infinity)
fn log_result(x: f32, r: f32) -> f32 {
  let s = select(r, beyond(x), bitcast<u32>(x) >= 0x7f800000u);
  return select(s, minus_infinity(), x == 0.0);
}

// The bits of 2^e, without those of 1, with x / 2^e in [2/3, 4/3)
fn exponent_of(x: f32) -> u32 {
  return (bitcast<u32>(x) - 0x3f2aaaabu) & 0xff800000u;
}

// log(1 + f) - f for |f| <= 1/3
fn log_rest(f: f32) -> f32 {
  let q = fma(fma(fma(-0.12880054, f, 0.13984594), f, -0.12187478), f, 0.14005734);
  let p = fma(fma(fma(fma(q, f, -0.16680196), f, 0.20010427), f, -0.24999806), f, 0.33333215);
  return (f * f) * fma(p, f, -0.5);
}

// log(1 + f) + e log(2), given 2^23 e
fn log_sum(f: f32, e: f32) -> f32 {
  return fma(e, 8.265488e-8, f + fma(e, -2.5295549e-11, log_rest(f)));
}

fn log(x: f32) -> f32 {
  let small = x < 1.1754944e-38;
  let v = select(x, x * 8388608.0, small);
  let e = exponent_of(v);
  let f = bitcast<f32>(bitcast<u32>(v) - e) - 1.0;
  return log_result(x, log_sum(f, f32(bitcast<i32>(e)) + select(0.0, -192937984.0, small)));
}

fn log2(x: f32) -> f32 {
  let small = x < 1.1754944e-38;
  let v = select(x, x * 8388608.0, small);
  let e = exponent_of(v);
  let f = bitcast<f32>(bitcast<u32>(v) - e) - 1.0;
  let n = fma(f32(bitcast<i32>(e)), 1.1920929e-7, select(0.0, -23.0, small));
  return log_result(x, (n + f) + fma(f, 0.44269505, log_rest(f) * 1.442695));
}

// log(1 + x) for x >= 0
fn log_1p(x: f32) -> f32 {
  let e = exponent_of(1.0 + x);
  // 4 / 2^e is no subnormal even where 1 / 2^e is.
  let s = bitcast<f32>(0x40800000u - e);
  let f = bitcast<f32>(bitcast<u32>(x) - e) + fma(s, 0.25, -1.0);
  return select(log_sum(f, f32(bitcast<i32>(e))), beyond(x), bitcast<u32>(x) >= 0x7f800000u);
}

// The upper 12 bits: products of two of these are exact.
fn upper(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

// 2^(y log2(x)) with the logarithm in two parts
fn pow(x: f32, y: f32) -> f32 {
  let small = x < 1.1754944e-38;
  let v = select(x, x * 8388608.0, small);
  let e = exponent_of(v);
  let f = bitcast<f32>(bitcast<u32>(v) - e) - 1.0;
  let n = fma(f32(bitcast<i32>(e)), 1.1920929e-7, select(0.0, -23.0, small));
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
  let bits = 0x7f800000u;
  let q = select(select(p, bitcast<f32>(bits), power > 130.0), 0.0, power < -151.0);
  return select(q, 1.0, y == 0.0);
}

fn sign_of(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x80000000u;
}

// y >= 0 with the sign of x
fn with_sign(y: f32, x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(y) | sign_of(x));
}

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

// x of a sine or cosine, in quarters of a turn, in the low bits; 0 where rounding x takes half a turn
fn quarters(x: f32) -> u32 {
  return bitcast<u32>(fma(x, 0.63661975, 12582912.0));
}

// x less so many quarters of a turn, with pi / 2 in parts so that products are exact
fn within_quarter(x: f32, quarters: u32) -> f32 {
  let n = f32(bitcast<i32>(quarters) - 0x4b400000);
  let r = fma(n, -0.0004837513, fma(n, -1.5703125, x));
  return fma(n, -2.563344e-12, fma(n, -7.5495336e-8, r));
}

// For x at which neighbours are further apart than what is asked of them, 0 is as good as another.
fn reducible(a: f32) -> f32 {
  return select(a, a * 0.0, a > 2000000.0);
}

fn sin_near(r: f32, z: f32) -> f32 {
  return fma(r * z, fma(fma(-0.000195179, z, 0.008332187), z, -0.16666655), r);
}

fn cos_near(z: f32) -> f32 {
  let p = fma(fma(2.4432327e-5, z, -0.001388731), z, 0.041666646);
  return fma(fma(p, z, -0.5), z, 1.0);
}

fn sin(x: f32) -> f32 {
  let a = reducible(abs(x));
  let k = quarters(a);
  let r = within_quarter(a, k);
  let z = r * r;
  let y = select(sin_near(r, z), cos_near(z), (k & 1u) == 1u);
  return bitcast<f32>(bitcast<u32>(y) ^ ((k & 2u) << 30u) ^ sign_of(x));
}

fn cos(x: f32) -> f32 {
  let a = reducible(abs(x));
  let k = quarters(a);
  let r = within_quarter(a, k);
  let z = r * r;
  let y = select(cos_near(z), sin_near(r, z), (k & 1u) == 1u);
  return bitcast<f32>(bitcast<u32>(y) ^ (((k + 1u) & 2u) << 30u));
}

fn tan(x: f32) -> f32 {
  let a = reducible(abs(x));
  let k = quarters(a);
  let r = within_quarter(a, k);
  let z = r * r;
  let s = sin_near(r, z);
  let c = cos_near(z);
  let odd = (k & 1u) == 1u;
  let y = select(s, c, odd) / select(c, s, odd);
  return bitcast<f32>(bitcast<u32>(y) ^ (k << 31u) ^ sign_of(x));
}

// asin(s) for s in [0, 1/2], given s^2
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

// atan(x) for x in [0, 1]
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

// As integers the bits of positive numbers are in order, and NaN the greatest.
fn atan2(y: f32, x: f32) -> f32 {
  let b = bitcast<i32>(abs(y));
  let a = bitcast<i32>(abs(x));
  let least = bitcast<f32>(min(a, b));
  let most = bitcast<f32>(max(a, b));
  let equal = select(0.0, 1.0, most > 0.0);
  let p = atan_near(select(least / most, equal, least == most));
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

fn inverseSqrt(x: f32) -> f32 {
  return 1.0 / sqrt(x);
}
