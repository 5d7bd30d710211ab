/**
 * A stream of pseudo-random numbers fixed by a seed and a purpose: sfc32 (Doty-Humphrey, PractRand),
 * seeded by a 32-bit FNV-1a hash of the parts.
 *
 * The same parts give the same stream on every machine; different purposes give unrelated streams.
 *
 * @example
 * ```ts
 * import { RandomStream } from "@associated/learning/data";
 *
 * const random = new RandomStream(1, "flips", 3);
 * const heads = Array.from({ length: 10 }, () => random.uniform() < 0.5);
 * console.assert(heads[0] === (new RandomStream(1, "flips", 3).uniform() < 0.5));
 * ```
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * Starts a stream.
   *
   * @param seed Seed of the run, any number.
   * @param purpose Words and numbers that name the purpose of the stream, such as `"epoch", 3`.
   */
  constructor(seed: number, ...purpose: readonly (string | number)[]) {
    const text = [seed, ...purpose].join("\u0000");
    this.#a = hash(text, 0x811c9dc5);
    this.#b = hash(text, 0x9e3779b9);
    this.#c = hash(text, 0x85ebca6b);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The next integer in [0, 2^32). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** The next number in [0, 1), a multiple of 2^-32. */
  uniform(): number {
    return this.next() / 0x1_0000_0000;
  }

  /**
   * The next integer in [0, end), each equally likely.
   *
   * @param end One more than the largest result, 1 to 2^32.
   */
  below(end: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % end);
    let value = this.next();
    while (value >= limit) value = this.next();
    return value % end;
  }

  /** The next draw of a normal distribution of mean 0 and deviation 1 (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One of the items, each equally likely; there must be one. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** Puts the items in a random order, in place (Fisher and Yates). */
  shuffle<T extends Uint32Array | unknown[]>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }

  /** The numbers 0 to `length - 1` in a random order. */
  permutation(length: number): Uint32Array<ArrayBuffer> {
    return this.shuffle(Uint32Array.from({ length }, (_, index) => index));
  }
}

function hash(text: string, start: number): number {
  let state = start;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  return (state ^ (state >>> 16)) | 0;
}
