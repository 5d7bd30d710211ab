/**
 * Seeded streams of random numbers: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011). The generator has no hidden state: the n-th number of a
 * stream is a function of the stream's key and n, so a stream is saved as one counter, and the
 * dropout kernel draws the same numbers on the device.
 *
 * @module
 */

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** Two random words from a key and a counter of two words each. */
export function threefry(k0: number, k1: number, c0: number, c1: number): [number, number] {
  const keys = [k0 >>> 0, k1 >>> 0, (k0 ^ k1 ^ 0x1BD11BDA) >>> 0];
  let x = (c0 + keys[0]) >>> 0;
  let y = (c1 + keys[1]) >>> 0;
  for (let round = 0; round < 20; round++) {
    const bits = rotations[round % 8];
    x = (x + y) >>> 0;
    y = (((y << bits) | (y >>> (32 - bits))) ^ x) >>> 0;
    if (round % 4 === 3) {
      const group = (round + 1) / 4;
      x = (x + keys[group % 3]) >>> 0;
      y = (y + keys[(group + 1) % 3] + group) >>> 0;
    }
  }
  return [x, y];
}

/**
 * A stream of random numbers, reproducible from its seed on every machine.
 *
 * @example
 * ```ts
 * import { Random } from "@associated/learning";
 *
 * const random = new Random(7);
 * console.assert(random.uniform() === new Random(7).uniform());
 * console.assert(random.fork("a").uniform() !== random.fork("b").uniform());
 * ```
 */
export class Random {
  /** The two words that name this stream. */
  readonly key: readonly [number, number];
  /** How many numbers have been drawn: write it back to continue a saved stream. */
  drawn: number;

  /** A stream named by a seed, a whole number from 0 to 2^53 - 1. */
  constructor(seed: number | readonly [number, number], drawn = 0) {
    this.key = typeof seed === "number" ? [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0] : seed;
    this.drawn = drawn;
  }

  /** An independent stream for one purpose; it depends on the name, not on what was drawn. */
  fork(name: string): Random {
    let [x, y] = this.key;
    for (const character of name) [x, y] = threefry(x, y, character.codePointAt(0)!, 0x5EED);
    return new Random([x, y]);
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const n = this.drawn++;
    return threefry(this.key[0], this.key[1], n >>> 0, Math.floor(n / 2 ** 32))[0];
  }

  /** A number from `low` up to, but not including, `high`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.word() / 2 ** 32);
  }

  /** A whole number from 0 to `bound` - 1. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** A normally distributed number (Box and Muller, 1958). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log((this.word() + 1) / 2 ** 32));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }
}
