/**
 * Encodes WebAssembly modules: functions, whose instructions have their names from the
 * specification, and the sections of a module.
 */

import { Bytes } from "./bytes.ts";
import { accesses, lanes, opcodes } from "./instructions.ts";

/** Types of WebAssembly values. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

const typeCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** A target of branches: the nesting depth at which its construct was opened. */
export type Target = number;

/** The instructions of one function, in order. */
export class Code {
  readonly #bytes = new Bytes();
  readonly #parameters: number;
  readonly #locals: ValueType[] = [];
  readonly #constants = new Map<string, { local: number; values: readonly number[] }>();
  #depth = 0;
  #hole = -1;
  readonly #float = new DataView(new ArrayBuffer(8));

  /** The empty code of a function; its parameters are its first locals. */
  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** Number of locals, parameters included, and number of bytes so far. */
  get size(): { readonly locals: number; readonly bytes: number } {
    return { locals: this.#parameters + this.#locals.length, bytes: this.#bytes.length };
  }

  /** The index of a new local, which is 0 at first. */
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
    this.#bytes.byte(0x20).unsigned(local);
    return this;
  }

  set(local: number): this {
    this.#bytes.byte(0x21).unsigned(local);
    return this;
  }

  tee(local: number): this {
    this.#bytes.byte(0x22).unsigned(local);
    return this;
  }

  i32(value: number): this {
    this.#bytes.byte(0x41).signed(value | 0);
    return this;
  }

  /** A constant that can be replaced in the finished module: see {@linkcode moduleOf}. */
  hole(value: number): this {
    this.#bytes.byte(0x41);
    this.#hole = this.#bytes.length;
    for (const shift of [0, 7, 14, 21]) this.#bytes.byte(value >>> shift & 0x7f | 0x80);
    this.#bytes.byte(value >>> 28);
    return this;
  }

  i64(value: number): this {
    this.#bytes.byte(0x42).signed(value);
    return this;
  }

  f32(value: number): this {
    this.#float.setFloat32(0, value, true);
    return this.#bytesOf(0x43).#view(4);
  }

  f64(value: number): this {
    this.#float.setFloat64(0, value, true);
    return this.#bytesOf(0x44).#view(8);
  }

  /**
   * A constant vector of four words. All zeros and all ones take one machine instruction. Any other
   * constant is kept in a local, which is set at the start of the function: engines would build the
   * constant again at each use, by four instructions.
   */
  words(values: readonly number[]): this {
    if (values.every((value) => (value | 0) === 0) || values.every((value) => (value | 0) === -1)) {
      return this.#vector(values);
    }
    const key = values.map((value) => value >>> 0).join();
    let constant = this.#constants.get(key);
    if (!constant) this.#constants.set(key, constant = { local: this.local("v128"), values });
    return this.get(constant.local);
  }

  #vector(values: readonly number[]): this {
    this.#opcode(0xfd0c);
    for (const value of values) {
      this.#float.setUint32(0, value >>> 0, true);
      this.#view(4);
    }
    return this;
  }

  /** Shuffles two vectors; `words` are the indices, 0 to 7, of the words to take from both. */
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
    this.#opcode(opcode);
    this.#bytes.byte(align).unsigned(offset);
    return lane === undefined ? this : this.#bytesOf(lane);
  }

  lane(name: string, lane: number): this {
    return this.#opcode(lanes[name]).#bytesOf(lane);
  }

  /** Selects one of two vectors by the i32 on the stack. */
  selectVector(): this {
    return this.#bytesOf(0x1c, 1, typeCodes.v128);
  }

  /** Fills memory; takes an address, a byte and a number of bytes from the stack. */
  fill(): this {
    return this.#bytesOf(0xfc, 11, 0);
  }

  call(index: number): this {
    this.#bytes.byte(0x10).unsigned(index);
    return this;
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
    this.#bytes.byte(0x0c).unsigned(this.#depth - 1 - target);
    return this;
  }

  brIf(target: Target): this {
    this.#bytes.byte(0x0d).unsigned(this.#depth - 1 - target);
    return this;
  }

  /** Bytes from the hole to the end of the body; 0 if there is no hole. */
  get fromHole(): number {
    return this.#hole < 0 ? 0 : this.#bytes.length - this.#hole + 1;
  }

  /** The function's body as it is encoded in a module, without its size. */
  body(): Bytes {
    const start = new Code(0);
    for (const { local, values } of this.#constants.values()) start.#vector(values).set(local);
    const body = new Bytes().unsigned(this.#locals.length);
    for (const type of this.#locals) body.byte(1).byte(typeCodes[type]);
    return body.all(start.#bytes.view).all(this.#bytes.view).byte(0x0b);
  }

  #opcode(opcode: number): this {
    if (opcode < 0x100) return this.#bytesOf(opcode);
    const prefix = opcode >= 0x10000 ? opcode >> 12 : opcode >> 8;
    this.#bytes.byte(prefix).unsigned(opcode >= 0x10000 ? opcode & 0xfff : opcode & 0xff);
    return this;
  }

  #bytesOf(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.byte(byte);
    return this;
  }

  #view(count: number): this {
    for (let i = 0; i < count; i++) this.#bytes.byte(this.#float.getUint8(i));
    return this;
  }
}

/** A function of a module. */
export interface Func {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly code: Code;
}

/** The memory that a module imports: whether threads share it, and its least number of pages. */
export interface Imported {
  readonly shared: boolean;
  readonly pages: number;
}

/**
 * A module, and the offset of the five bytes of the hole in its first function; 0 without a hole.
 */
export interface Module {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hole: number;
}

/**
 * Encodes a module that imports `env.memory` and exports its first function as `run`. The runtime
 * does not check accesses at constant addresses within the least number of pages of the memory.
 */
export function moduleOf(functions: readonly Func[], { shared, pages }: Imported): Module {
  const types = functions.map(({ parameters, results }) =>
    [parameters, results].reduce(
      (bytes, list) => bytes.unsigned(list.length).all(list.map((type) => typeCodes[type])),
      new Bytes().byte(0x60),
    )
  );
  const memory = new Bytes().all(name("env")).all(name("memory")).byte(2);
  memory.byte(shared ? 3 : 0).unsigned(pages);
  if (shared) memory.unsigned(65536);
  const bodies = functions.map(({ code }) => {
    const body = code.body();
    return new Bytes().unsigned(body.length).all(body.view);
  });
  const module = new Bytes().all([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  section(module, 1, types);
  section(module, 2, [memory]);
  section(module, 3, functions.map((_, i) => new Bytes().unsigned(i)));
  section(module, 7, [new Bytes().all(name("run")).byte(0).byte(0)]);
  section(module, 10, bodies);
  const bytes = Uint8Array.from(module.view);
  // The bodies are at the end of the module, so the first body ends where the other bodies begin.
  const behind = bodies.slice(1).reduce((sum, { length }) => sum + length, 0);
  const { fromHole } = functions[0].code;
  return { bytes, hole: fromHole && bytes.length - behind - fromHole };
}

/** Adds a section that consists of a vector of items. */
function section(module: Bytes, id: number, items: readonly Bytes[]): void {
  const content = new Bytes().unsigned(items.length);
  for (const item of items) content.all(item.view);
  module.byte(id).unsigned(content.length).all(content.view);
}

function name(text: string): Uint8Array {
  return new Bytes().unsigned(text.length).all(new TextEncoder().encode(text)).view;
}
