/**
 * Texts as mini-batches.
 *
 * @module
 */
import type { Batch, BatchArray, BatchSource, Pass, PassOptions } from "../batch.ts";
import { labelsAt } from "../dataset.ts";
import { passOrder } from "../pass.ts";
import { RandomStream } from "../random.ts";
import { type Encoded, PAD, type Tokens, UNKNOWN } from "./vocabulary.ts";

/** How {@linkcode Batches} cuts a set. */
export interface BatchOptions extends Omit<PassOptions, "anyOrder"> {
  /** Words kept of each text, its first ones; default all. Side inputs are taken as they are. */
  readonly maxLen?: number;
  /**
   * The time of a batch is the length of its longest row, rounded up to a multiple of this, `maxLen` at most;
   * default 8.
   */
  readonly multipleOf?: number;
  /** The time of every batch, whatever the length of its rows. */
  readonly fixedTime?: number;
  /**
   * Batches of a window in which rows are sorted by their number of words, side inputs included, for less
   * padding; default 1, no sorting; Infinity sorts all rows, for uses that do not depend on the order.
   */
  readonly bucket?: number;
  /** Share of the words of a shuffled pass that are taken for unknown ones, side inputs included; default 0. */
  readonly dropWords?: number;
}

/**
 * The batches of one pass over texts, each filled up at its right end with 0. Inputs of a batch: `x` are
 * word ids `[size, time]`, `lengths` the words of each row `[size]`, 1 or more; `3/tokens` and
 * `3/lengths`, 0 or more, are the side input of block 3, counted from 0.
 *
 * The order follows from the seed and the epoch alone, so that a run resumes from the epoch's number and
 * the number of batches done.
 *
 * @example
 * ```ts
 * import { Batches, Vocabulary } from "@associated/learning/data";
 *
 * const examples = { texts: ["rates fell", "a late goal won it"], labels: new Uint32Array([0, 1]) };
 * const vocabulary = Vocabulary.build(examples.texts);
 * for (const { size, inputs: { x } } of new Batches(vocabulary.encode(examples), { batch: 2 })) {
 *   console.assert(size === 2 && x.shape[1] === 8);
 * }
 * ```
 */
export class Batches implements Pass {
  /** Number of batches of the whole pass, including the ones that are left out at the start. */
  readonly length: number;
  readonly #set: Encoded;
  readonly #options: BatchOptions;
  /** The number of words of each row's text that are read. */
  readonly #lengths: Uint32Array<ArrayBuffer>;
  /** The number of words of each row, side inputs included. */
  readonly #totals: Uint32Array<ArrayBuffer>;

  /**
   * Prepares a pass.
   *
   * @throws {RangeError} when a number is out of its range.
   */
  constructor(set: Encoded, options: BatchOptions) {
    const { batch, maxLen = 1, multipleOf = 1, fixedTime = 1, bucket = 1 } = options;
    for (const [name, value] of Object.entries({ batch, maxLen, multipleOf, fixedTime, bucket })) {
      if (value === Infinity && (name === "maxLen" || name === "bucket")) continue;
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(
          `Cannot cut batches: ${name} is ${value}, give an integer of 1 or more`,
        );
      }
    }
    this.#set = set;
    this.#options = options;
    this.length = Math.ceil(set.labels.length / batch);
    const most = Math.min(options.maxLen ?? Infinity, options.fixedTime ?? Infinity);
    this.#lengths = set.labels.map((_, row) => Math.min(wordsAt(set, row), most));
    const sides = (set.sides ?? []).filter((side) => side !== undefined);
    this.#totals = sides.reduce(
      (sums, side) => sums.map((sum, row) => sum + wordsAt(side, row)),
      this.#lengths,
    );
  }

  /** Gives the batches one after the other. */
  *[Symbol.iterator](): Generator<Batch> {
    const { batch, start = 0 } = this.#options;
    const order = this.#order();
    for (const index of this.#turns().subarray(start)) {
      const cut = this.#gather(order.subarray(index * batch, (index + 1) * batch));
      this.#dropWords(cut, index);
      yield cut;
    }
  }

  /** Takes words of a batch for unknown ones: others in each epoch, the same where a pass goes on. */
  #dropWords({ inputs }: Batch, index: number): void {
    const { dropWords = 0, shuffle } = this.#options;
    if (!dropWords || !shuffle) return;
    const random = new RandomStream(shuffle.seed, "words", shuffle.epoch, index);
    const texts = Object.keys(inputs).filter((name) => name === "x" || name.endsWith("/tokens"));
    for (const { data } of texts.map((name) => inputs[name])) {
      for (let i = 0; i < data.length; i++) {
        if (data[i] !== PAD && random.uniform() < dropWords) data[i] = UNKNOWN;
      }
    }
  }

  /** The shapes `[batch, time]` of the texts that occur, each once, for recording steps ahead. */
  shapes(): [number, number][] {
    const found = new Map<string, [number, number]>();
    for (const rows of this.#cuts()) {
      const time = this.#time(rows);
      found.set(`${rows.length}x${time}`, [rows.length, time]);
    }
    return [...found.values()];
  }

  /**
   * The share of all positions, side inputs included, that hold no word, in [0, 1]. No batch is made for it.
   */
  padding(): number {
    const { multipleOf = 8 } = this.#options;
    let positions = 0;
    for (const rows of this.#cuts()) {
      let time = this.#time(rows);
      for (const side of this.#set.sides ?? []) if (side) time += sideTime(side, rows, multipleOf);
      positions += time * rows.length;
    }
    const words = this.#totals.reduce((sum, total) => sum + total, 0);
    return positions === 0 ? 0 : 1 - words / positions;
  }

  /** The rows of each batch, in the order of {@linkcode #order}. */
  *#cuts(): Generator<Uint32Array<ArrayBuffer>> {
    const { batch } = this.#options;
    const order = this.#order();
    for (let at = 0; at < order.length; at += batch) yield order.subarray(at, at + batch);
  }

  /** All rows, sorted by length in windows where that is asked for; batch k is the k-th cut of this order. */
  #order(): Uint32Array<ArrayBuffer> {
    const { batch, bucket = 1, shuffle } = this.#options;
    const count = this.#set.labels.length;
    const order = passOrder(count, shuffle);
    if (bucket === 1) return order;
    for (let at = 0; at < count; at += batch * bucket) {
      order.subarray(at, at + batch * bucket).sort((a, b) => this.#totals[a] - this.#totals[b]);
    }
    return order;
  }

  /**
   * The order in which the cuts come. In training it is random, since a net must not see short texts first.
   * Otherwise the longest come first, so that shorter ones fit into the memory that the longest needed.
   */
  #turns(): Uint32Array<ArrayBuffer> {
    const { bucket = 1, shuffle } = this.#options;
    if (bucket > 1 && shuffle) {
      return new RandomStream(shuffle.seed, "turns", shuffle.epoch).permutation(this.length);
    }
    const last = this.length - 1;
    return Uint32Array.from({ length: this.length }, (_, i) => bucket > 1 ? last - i : i);
  }

  #time(rows: Uint32Array): number {
    const { maxLen = Infinity, multipleOf = 8, fixedTime } = this.#options;
    if (fixedTime !== undefined) return fixedTime;
    let longest = 1;
    for (const row of rows) longest = Math.max(longest, this.#lengths[row]);
    return Math.min(Math.ceil(longest / multipleOf) * multipleOf, maxLen);
  }

  #gather(order: Uint32Array): Batch {
    const { multipleOf = 8 } = this.#options;
    const { sides = [], ...text } = this.#set;
    const rows = Uint32Array.from(order);
    const lengths = Uint32Array.from(rows, (row) => this.#lengths[row]);
    const { tokens: x, ...rest } = gatherTokens(text, rows, lengths, this.#time(rows));
    const inputs: Record<string, BatchArray> = { x, ...rest };
    for (const [block, side] of sides.entries()) {
      if (!side) continue;
      const { tokens, lengths } = gatherSide(side, rows, multipleOf);
      inputs[`${block}/tokens`] = tokens;
      inputs[`${block}/lengths`] = lengths;
    }
    return { size: rows.length, rows, labels: labelsAt(this.#set, rows), inputs };
  }
}

/** How texts are read. */
export interface TextRowsOptions {
  /** Words of a text that are read, its first ones; all where absent. Side inputs are taken as they are. */
  readonly maxLen?: number;
  /**
   * Batches of a window in which shuffled rows are sorted by their words; 1, which sorts nothing, where
   * absent.
   */
  readonly window?: number;
  /** Share of the words of shuffled rows that are taken for unknown ones; 0 where absent. */
  readonly dropWords?: number;
}

/**
 * Texts that can be cut into mini-batches.
 *
 * @example
 * ```ts
 * import { TextRows, Vocabulary } from "@associated/learning";
 *
 * const vocabulary = Vocabulary.build(["a good film", "bad"]);
 * const rows = new TextRows(vocabulary.encode({ texts: ["good", "bad film"], labels: Uint32Array.of(1, 0) }));
 * const [batch] = rows.batches({ batch: 2 });
 * console.assert(batch.inputs.x.shape[0] === 2); // [batch, time]
 * ```
 */
export class TextRows implements BatchSource {
  /** The texts. */
  readonly set: Encoded;
  readonly #options: TextRowsOptions;

  /** Texts, and how they are read. */
  constructor(set: Encoded, options: TextRowsOptions = {}) {
    this.set = set;
    this.#options = options;
  }

  /** Class indices `[n]`. */
  get labels(): Uint32Array<ArrayBuffer> {
    return this.set.labels;
  }

  /** The mini-batches of a pass; in any order, texts of like length come together, the longest first. */
  batches({ anyOrder, ...pass }: PassOptions): Batches {
    const { maxLen, window = 1, dropWords } = this.#options;
    const bucket = pass.shuffle ? window : anyOrder ? Infinity : 1;
    return new Batches(this.set, { ...pass, maxLen, bucket, dropWords });
  }

  /** The number of words of all texts that have entered at a block and the blocks below it. */
  steps(block: number): number {
    const { offsets, sides = [] } = this.set;
    const sum = (ends: Uint32Array, most: number) =>
      ends.reduce((sum, end, i) => sum + (i ? Math.min(end - ends[i - 1], most) : 0), 0);
    return sides.slice(1, block + 1).reduce(
      (words, side) => words + (side ? sum(side.offsets, Infinity) : 0),
      sum(offsets, this.#options.maxLen ?? Infinity),
    );
  }
}

function wordsAt({ offsets }: Tokens, row: number): number {
  return offsets[row + 1] - offsets[row];
}

/** The length of the longest row, rounded up; at least 1, since arrays without a time step are not read. */
function sideTime(side: Tokens, rows: Uint32Array, multipleOf: number): number {
  let longest = 1;
  for (const row of rows) longest = Math.max(longest, wordsAt(side, row));
  return Math.ceil(longest / multipleOf) * multipleOf;
}

/** Rows of words as a padded array, and the number of words of each row. */
interface TokenBlock {
  readonly tokens: BatchArray;
  readonly lengths: BatchArray;
}

function gatherSide(side: Tokens, rows: Uint32Array, multipleOf: number): TokenBlock {
  const lengths = Uint32Array.from(rows, (row) => wordsAt(side, row));
  return gatherTokens(side, rows, lengths, sideTime(side, rows, multipleOf));
}

/** The first `lengths[i]` words of each row, filled up with 0. */
function gatherTokens(
  { tokens, offsets }: Tokens,
  rows: Uint32Array,
  lengths: Uint32Array<ArrayBuffer>,
  time: number,
): TokenBlock {
  const block = new Uint32Array(rows.length * time);
  rows.forEach((row, i) => {
    block.set(tokens.subarray(offsets[row], offsets[row] + lengths[i]), i * time);
  });
  return {
    tokens: { data: block, shape: [rows.length, time] },
    lengths: { data: lengths, shape: [rows.length] },
  };
}
