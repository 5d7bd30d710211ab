/** Types of generated programs, their layouts, and seeded choices. */

/** Numbers that depend on a seed alone. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1);
  }

  /** The next word. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return (x ^ (x >>> 14)) >>> 0;
  }

  /** A whole number of `from` to `to`, both included. */
  range(from: number, to: number): number {
    return from + this.word() % (to - from + 1);
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.word() < probability * 2 ** 32;
  }

  /** One of several. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.word() % choices.length];
  }

  /** The same things in another order. */
  shuffle<T>(things: readonly T[]): T[] {
    return things.map((thing) => [this.word(), thing] as const)
      .sort(([a], [b]) => a - b).map(([, thing]) => thing);
  }
}

/** Elements of scalars and vectors. */
export type Element = "f32" | "i32" | "u32" | "bool";

/** A scalar, or a vector of `size` components. */
export interface Type {
  readonly element: Element;
  readonly size: number;
}

/** A type of `size` components. */
export function type(element: Element, size = 1): Type {
  return { element, size };
}

/** Its shortest name in WGSL. */
export function nameOf({ element, size }: Type): string {
  if (size === 1) return element;
  return element === "bool" ? `vec${size}<bool>` : `vec${size}${element[0]}`;
}

/** A type of any kind; scalars more often than vectors. */
export function anyType(random: Random, elements: readonly Element[]): Type {
  return type(random.pick(elements), random.pick([1, 1, 1, 1, 2, 3, 4]));
}

/** A structure. */
export interface Struct {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly type: Type }[];
}

/** What an array has as elements. */
export type Cell = Type | Struct;

/** Its name in WGSL. */
export function cellName(cell: Cell): string {
  return "members" in cell ? cell.name : nameOf(cell);
}

const roundUp = (words: number, step: number) => Math.ceil(words / step) * step;
const alignment = ({ size }: Type) => size === 3 ? 4 : size;

/** The elements of a cell's words in memory; `null` where there is a gap. */
export function layout(cell: Cell): (Element | null)[] {
  const members = "members" in cell ? cell.members : [{ type: cell }];
  const words: (Element | null)[] = [];
  const fill = (step: number) => {
    while (words.length !== roundUp(words.length, step)) words.push(null);
  };
  for (const { type } of members) {
    fill(alignment(type));
    words.push(...new Array<Element>(type.size).fill(type.element));
  }
  fill(Math.max(...members.map(({ type }) => alignment(type))));
  return words;
}

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** The word of a number. */
export function wordOf(element: Element, value: number): number {
  if (element !== "f32") return value >>> 0;
  floats[0] = value;
  return bits[0];
}

/** The number in a word. */
export function numberOf(element: Element, word: number): number {
  bits[0] = word;
  return element === "f32" ? floats[0] : element === "i32" ? word | 0 : word >>> 0;
}

/** Floats that are kept in variables and buffers are quarters up to this. */
export const greatest = 2 ** 8;

/** A number as buffers, uniforms and literals have them. */
export function anyNumber(random: Random, element: Element): number {
  if (element === "bool") return random.range(0, 1);
  if (element === "f32") return random.range(-100, 100) / random.pick([1, 2, 4]);
  const small = random.range(0, random.pick([3, 40, 1000]));
  if (random.chance(0.6)) return element === "i32" && random.chance(0.4) ? -small : small;
  const word = random.pick([random.word(), 0xffff_ffff, 0x7fff_ffff, 0x8000_0001, 0xffff]);
  return element === "i32" ? word | 0 : word;
}

/** Words for an array of `count` cells. */
export function anyWords(random: Random, cell: Cell, count: number): Uint32Array<ArrayBuffer> {
  const one = layout(cell);
  return Uint32Array.from({ length: count * one.length }, (_, i) => {
    const element = one[i % one.length];
    return element ? wordOf(element, anyNumber(random, element)) : random.word();
  });
}

/** A literal of a number. */
export function literal(random: Random, element: Element, value: number): string {
  if (element === "bool") return String(Boolean(value));
  const size = Math.abs(value);
  let digits = element !== "f32" && random.chance(0.2) ? `0x${size.toString(16)}` : `${size}`;
  if (element === "f32") {
    if (random.chance(0.3)) digits += "f";
    else if (!digits.includes(".")) digits += ".0";
    else if (random.chance(0.2)) digits = digits.replace(/^0\./, ".");
  } else digits += element[0];
  return value < 0 ? `-${digits}` : digits;
}

/** Invocations of a workgroup and workgroups of a grid, along each axis. */
export function anyGrid(random: Random): [[number, number, number], [number, number, number]] {
  const range = (from: number, to: number) => random.range(from, to);
  const pick = <T>(choices: readonly T[]) => random.pick(choices);
  const axes = pick([1, 1, 1, 2, 3]);
  const size: [number, number, number] = axes === 1
    ? [pick([1, 2, 3, 4, 5, 7, 8, 8, 12, 16, 16, 17, 31, 32, 33, 64, 64, 100, 128, 200]), 1, 1]
    : axes === 2
    ? [pick([range(1, 9), 8, 16]), range(1, 9), 1]
    : [range(1, 5), range(1, 5), range(1, 5)];
  const most = size[0] * size[1] * size[2] > 64 ? 2 : 4;
  const groups: [number, number, number] = pick([1, 1, 2, 3]) > 1 && most > 2
    ? [range(1, 3), range(1, 3), range(1, 2)]
    : [range(1, most), 1, 1];
  return [size, groups];
}
