/**
 * The opcodes of WebAssembly instructions, by the names of the instructions in the specification.
 */

/** Instructions without immediates; a number above 0xff holds the prefix byte in its upper bits. */
export const opcodes: Readonly<Record<string, number>> = {
  unreachable: 0x00,
  "return": 0x0f,
  drop: 0x1a,
  select: 0x1b,
  "i32.eqz": 0x45,
  "i64.le_u": 0x58,
  "i32.clz": 0x67,
  "i32.ctz": 0x68,
  "i32.popcnt": 0x69,
  "i64.add": 0x7c,
  "i64.mul": 0x7e,
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_u": 0xad,
  "f32.convert_i32_s": 0xb2,
  "f32.convert_i32_u": 0xb3,
  "f64.convert_i32_s": 0xb7,
  "f64.convert_i32_u": 0xb8,
  "i32.reinterpret_f32": 0xbc,
  "f32.reinterpret_i32": 0xbe,
  "i32.trunc_sat_f32_s": 0xfc00,
  "i32.trunc_sat_f32_u": 0xfc01,
  ...row("i32", 0x46, "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"),
  ...row("f32", 0x5b, "eq ne lt gt le ge"),
  ...row("i32", 0x6a, "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"),
  ...row("f32", 0x8b, "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"),
  ...row("f64", 0x99, "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"),
  ...row(
    "",
    0xfd0e,
    "i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat",
  ),
  ...row("i32x4", 0xfd37, "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"),
  ...row("f32x4", 0xfd41, "eq ne lt gt le ge"),
  ...row("v128", 0xfd4d, "not and andnot or xor bitselect any_true"),
  "i8x16.popcnt": 0xfd62,
  ...row("f32x4", 0xfd67, "ceil floor trunc nearest"),
  ...row("", 0xfd7c, "i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u"),
  ...row("", 0xfd7e, "i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u"),
  ...row("i32x4", 0xfda0, "abs neg"),
  ...row("i32x4", 0xfda3, "all_true bitmask"),
  ...row("i32x4", 0xfdab, "shl shr_s shr_u add"),
  "i32x4.sub": 0xfdb1,
  ...row("i32x4", 0xfdb5, "mul min_s min_u max_s max_u"),
  ...row("f32x4", 0xfde0, "abs neg"),
  ...row("f32x4", 0xfde3, "sqrt add sub mul div min max pmin pmax"),
  ...row("f64x2", 0xfdec, "abs neg"),
  ...row("f64x2", 0xfdef, "sqrt add sub mul div"),
  "f64x2.floor": 0xfd75,
  "f64x2.trunc": 0xfd7a,
  ...row("i32x4", 0xfdf8, "trunc_sat_f32x4_s trunc_sat_f32x4_u"),
  ...row("f32x4", 0xfdfa, "convert_i32x4_s convert_i32x4_u"),
  ...row("i32x4", 0xfdfc, "trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero"),
  ...row("f64x2", 0xfdfe, "convert_low_i32x4_s convert_low_i32x4_u"),
  ...row("f32x4", 0xfd105, "relaxed_madd relaxed_nmadd"),
};

/** Loads and stores: the opcode, and the binary logarithm of the alignment. */
export const accesses: Readonly<Record<string, readonly [opcode: number, align: number]>> = {
  "i32.load": [0x28, 2],
  "f32.load": [0x2a, 2],
  "i32.store": [0x36, 2],
  "f32.store": [0x38, 2],
  "v128.load": [0xfd00, 2],
  "v128.load32_splat": [0xfd09, 2],
  "v128.store": [0xfd0b, 2],
  "v128.load32_zero": [0xfd5c, 2],
  "v128.load32_lane": [0xfd56, 2],
  "v128.store32_lane": [0xfd5a, 2],
  "i32.atomic.load": [0xfe10, 2],
  "i32.atomic.store": [0xfe17, 2],
  "i32.atomic.rmw.add": [0xfe1e, 2],
  "i32.atomic.rmw.sub": [0xfe25, 2],
  "i32.atomic.rmw.and": [0xfe2c, 2],
  "i32.atomic.rmw.or": [0xfe33, 2],
  "i32.atomic.rmw.xor": [0xfe3a, 2],
  "i32.atomic.rmw.xchg": [0xfe41, 2],
  "i32.atomic.rmw.cmpxchg": [0xfe48, 2],
};

/** Instructions whose immediate is the index of a lane. */
export const lanes: Readonly<Record<string, number>> = {
  "i32x4.extract_lane": 0xfd1b,
  "i32x4.replace_lane": 0xfd1c,
  "f32x4.extract_lane": 0xfd1f,
  "f32x4.replace_lane": 0xfd20,
};

function row(type: string, first: number, names: string): Record<string, number> {
  const start = type && `${type}.`;
  return Object.fromEntries(names.split(" ").map((name, i) => [`${start}${name}`, first + i]));
}
