/**
 * When which block of a pipeline works on which mini-batch.
 *
 * @module
 */

/**
 * The ticks of a pipeline: at tick k block l works on mini-batch k - l + 1, all counted from 1, so that each
 * block takes what the block before it handed on one tick earlier.
 *
 * @example
 * ```ts
 * import { Ticks } from "@associated/learning";
 *
 * const ticks = new Ticks<string>(2);
 * console.assert(ticks.next("a").join() === "a,"); // block 1 works on a, block 2 waits
 * console.assert(ticks.next("b").join() === "b,a");
 * console.assert(ticks.next(null).join() === ",b" && ticks.inside === 0);
 * ```
 */
export class Ticks<B> {
  #work: readonly (B | null)[];

  /** An empty pipeline of some blocks, at least one. */
  constructor(blocks: number) {
    this.#work = new Array(blocks).fill(null);
  }

  /** How many mini-batches wait for a block after the last tick. */
  get inside(): number {
    return this.#work.slice(0, -1).filter((batch) => batch !== null).length;
  }

  /** The mini-batch of each block in the next tick; null for a block that has none. */
  next(entering: B | null): readonly (B | null)[] {
    this.#work = [entering, ...this.#work.slice(0, -1)];
    return this.#work;
  }
}
