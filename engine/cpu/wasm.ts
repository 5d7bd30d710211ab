/**
 * WebAssembly modules, byte by byte: functions from instructions by their names in the
 * specification, and the sections around them.
 */

/** Types of WebAssembly values. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

const typeCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** Opcodes without immediates; those above 0xff have the prefix in the upper bytes. */
const opcodes: Readonly<Record<string, number>> = {
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

/** Loads and stores: their opcode and the power of two they are aligned to. */
const accesses: Readonly<Record<string, readonly [opcode: number, align: number]>> = {
  "i32.load": [0x28, 2],
  "f32.load": [0x2a, 2],
  "i32.store": [0x36, 2],
  "f32.store": [0x38, 2],
  "v128.load": [0xfd00, 2],
  "v128.load32_splat": [0xfd09, 2],
  "v128.load64_splat": [0xfd0a, 2],
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

/** Of instructions with the number of a lane. */
const lanes: Readonly<Record<string, number>> = {
  "i32x4.extract_lane": 0xfd1b,
  "i32x4.replace_lane": 0xfd1c,
  "f32x4.extract_lane": 0xfd1f,
  "f32x4.replace_lane": 0xfd20,
};

function row(type: string, first: number, names: string): Record<string, number> {
  const start = type && `${type}.`;
  return Object.fromEntries(names.split(" ").map((name, i) => [`${start}${name}`, first + i]));
}

/** A place that branches lead to: the depth at which its construct was opened. */
export type Target = number;

/** Instructions of one function, in order. */
export class Code {
  readonly #bytes: number[] = [];
  readonly #parameters: number;
  readonly #locals: ValueType[] = [];
  #depth = 0;
  readonly #float = new DataView(new ArrayBuffer(8));

  /** Of a function with so many parameters, which are its first locals. */
  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A new local, 0 at first. */
  local(type: ValueType): number {
    return this.#parameters + this.#locals.push(type) - 1;
  }

  /** An instruction without immediates. */
  op(name: string): this {
    const opcode = opcodes[name];
    if (opcode === undefined) throw new TypeError(`Cannot emit ${name}: no such instruction`);
    return this.#opcode(opcode);
  }

  get(local: number): this {
    return this.#bytesOf(0x20).#unsigned(local);
  }

  set(local: number): this {
    return this.#bytesOf(0x21).#unsigned(local);
  }

  tee(local: number): this {
    return this.#bytesOf(0x22).#unsigned(local);
  }

  i32(value: number): this {
    return this.#bytesOf(0x41).#signed(value | 0);
  }

  i64(value: number): this {
    return this.#bytesOf(0x42).#signed(value);
  }

  f32(value: number): this {
    this.#float.setFloat32(0, value, true);
    return this.#bytesOf(0x43).#view(4);
  }

  f64(value: number): this {
    this.#float.setFloat64(0, value, true);
    return this.#bytesOf(0x44).#view(8);
  }

  /** A vector of four words. */
  words(values: readonly number[]): this {
    this.#opcode(0xfd0c);
    for (const value of values) {
      this.#float.setUint32(0, value >>> 0, true);
      this.#view(4);
    }
    return this;
  }

  /** A choice of 16 bytes out of two vectors; here by words 0 to 7. */
  shuffle(words: readonly number[]): this {
    this.#opcode(0xfd0d);
    for (const word of words) {
      this.#bytesOf(4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3);
    }
    return this;
  }

  /** A load or store of the memory at the address on the stack plus `offset`. */
  access(name: string, offset = 0, lane?: number): this {
    const [opcode, align] = accesses[name];
    this.#opcode(opcode).#bytesOf(align).#unsigned(offset);
    return lane === undefined ? this : this.#bytesOf(lane);
  }

  lane(name: string, lane: number): this {
    return this.#opcode(lanes[name]).#bytesOf(lane);
  }

  /** A choice between two vectors by the i32 on the stack. */
  selectVector(): this {
    return this.#bytesOf(0x1c, 1, typeCodes.v128);
  }

  /** Fills memory: address, byte, count. */
  fill(): this {
    return this.#bytesOf(0xfc, 11, 0);
  }

  call(index: number): this {
    return this.#bytesOf(0x10).#unsigned(index);
  }

  block(): Target {
    this.#bytesOf(0x02, 0x40);
    return this.#depth++;
  }

  loop(): Target {
    this.#bytesOf(0x03, 0x40);
    return this.#depth++;
  }

  if(): Target {
    this.#bytesOf(0x04, 0x40);
    return this.#depth++;
  }

  else(): this {
    return this.#bytesOf(0x05);
  }

  end(): this {
    this.#depth -= 1;
    return this.#bytesOf(0x0b);
  }

  br(target: Target): this {
    return this.#bytesOf(0x0c).#unsigned(this.#depth - 1 - target);
  }

  brIf(target: Target): this {
    return this.#bytesOf(0x0d).#unsigned(this.#depth - 1 - target);
  }

  /** Appends the instructions of another function, whose locals must be of this one. */
  append(other: Code): this {
    for (const byte of other.#bytes) this.#bytes.push(byte);
    return this;
  }

  /** The function's body as a module has it. */
  body(): number[] {
    const locals = this.#locals.flatMap((type) => [1, typeCodes[type]]);
    return [...unsigned(this.#locals.length), ...locals, ...this.#bytes, 0x0b];
  }

  #opcode(opcode: number): this {
    if (opcode < 0x100) return this.#bytesOf(opcode);
    const prefix = opcode >= 0x10000 ? opcode >> 12 : opcode >> 8;
    return this.#bytesOf(prefix).#unsigned(opcode >= 0x10000 ? opcode & 0xfff : opcode & 0xff);
  }

  #bytesOf(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  #view(count: number): this {
    for (let i = 0; i < count; i++) this.#bytes.push(this.#float.getUint8(i));
    return this;
  }

  #unsigned(value: number): this {
    return this.#bytesOf(...unsigned(value));
  }

  #signed(value: number): this {
    for (let rest = BigInt(value);;) {
      const byte = Number(rest & 0x7fn);
      rest >>= 7n;
      const done = (rest === 0n && !(byte & 0x40)) || (rest === -1n && (byte & 0x40) !== 0);
      this.#bytes.push(done ? byte : byte | 0x80);
      if (done) return this;
    }
  }
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push(value % 128 | 0x80);
  return [...bytes, value];
}

/** A function of a module. */
export interface Func {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly code: Code;
}

/** A module that imports `env.memory` and exports its first function as `run`. */
export function moduleOf(functions: readonly Func[], shared: boolean): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, results }) => [
    0x60,
    ...vector(parameters.map((type) => [typeCodes[type]])),
    ...vector(results.map((type) => [typeCodes[type]])),
  ]);
  const limits = shared ? [3, 1, ...unsigned(65536)] : [0, 1];
  const bodies = functions.map(({ code }) => {
    const body = code.body();
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([[...name("env"), ...name("memory"), 2, ...limits]])),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(7, vector([[...name("run"), 0, 0]])),
    ...section(10, vector(bodies)),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
}
