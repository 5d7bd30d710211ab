/**
 * How texts enter a net: word numbers, their lengths, and side inputs under the number of their block.
 *
 * @module
 */
import {
  detach,
  embedding,
  type Entry,
  type EntryUse,
  type Features,
  type HostInput,
  type Named,
  type Parameter,
  rowIndex,
  ShapeError,
  type Signal,
} from "../../engine/mod.ts";
import { inputName, readInputName } from "./names.ts";

/** Number of the row that stands for no word. */
const PADDING = 0;

/** Words that enter at a block above the first. */
export interface Segment {
  /** Word numbers `[batch, time]`. */
  readonly tokens: Signal;
  /** Words of each row `[batch]`, from 0 up to `time`. */
  readonly lengths: Signal;
  /** The rows of the table that the word numbers name; see `rowIndex`. Only learning needs it. */
  readonly index?: Signal;
  /** Vectors of the words `[batch, time, width]`, where they come from the table of the first block. */
  readonly vectors?: Signal;
}

/**
 * The side input that features hold for a block, counted from 0, if any.
 *
 * @example
 * ```ts
 * import { openCpu, segmentOf, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const tokens = tensor(device, Uint32Array.of(3, 1), [1, 2]), lengths = tensor(device, Uint32Array.of(2));
 * const features = { x: tokens, rows: { "2/tokens": tokens, "2/lengths": lengths }, shared: {} };
 * console.assert(segmentOf(features, 2)?.tokens === tokens && !segmentOf(features, 1));
 * device.destroy();
 * ```
 */
export function segmentOf({ rows, shared }: Features, block: number): Segment | undefined {
  const own = (kind: string) => rows[inputName(block, kind)] as Signal | undefined;
  const [tokens, lengths] = [own("tokens"), own("lengths")];
  if (!tokens || !lengths) return undefined;
  return { tokens, lengths, index: shared[inputName(block, "index")], vectors: own("vectors") };
}

/**
 * The number of words of each row.
 *
 * @throws {ShapeError} When the features have no lengths.
 *
 * @example
 * ```ts
 * import { full, lengthsOf, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const lengths = tensor(device, Uint32Array.of(2));
 * console.assert(lengthsOf({ x: full(device, [1, 2], 0), rows: { lengths }, shared: {} }) === lengths);
 * device.destroy();
 * ```
 */
export function lengthsOf({ rows: { lengths } }: Features): Signal {
  if (lengths) return lengths as Signal;
  throw new ShapeError("Cannot encode a text: the lengths of its rows are missing, pass lengths");
}

/** Options of how texts enter. */
export interface TextEntryOptions {
  /** Blocks, counted from the first, that read the words of the text by a table of their own. Defaults to 1. */
  readonly tables?: number;
  /**
   * The table of the first block, if side inputs take their vectors from it without training it. Defaults to
   * null.
   */
  readonly shared?: Parameter | null;
}

/**
 * Texts: `x` are word numbers `[batch, time]`, `lengths` the words of each row, `3/tokens` and `3/lengths`
 * the words that enter at block 3 (from 0). Where a block learns, the device also gets the table rows that
 * its words name, as `index` and `3/index`.
 *
 * @example
 * ```ts
 * import { forTraining, TextEntry } from "@associated/learning";
 *
 * const entry = new TextEntry([9]); // a table of 9 rows at the first block
 * const inputs = {
 *   x: { data: Uint32Array.of(3, 1, 4, 0), shape: [2, 2] }, // word numbers [batch, time], 0 for none
 *   lengths: { data: Uint32Array.of(2, 1), shape: [2] },
 * };
 * console.assert("index" in entry.host(inputs, forTraining)); // which rows learn goes with the words
 * ```
 */
export class TextEntry implements Entry {
  readonly #rows: readonly (number | undefined)[];
  readonly #tables: number;
  readonly #shared: Parameter | null;

  /**
   * The entry of a text model.
   *
   * @param rows The number of rows of the word table of each block at which words enter.
   */
  constructor(
    rows: readonly (number | undefined)[],
    { tables = 1, shared = null }: TextEntryOptions = {},
  ) {
    this.#rows = rows;
    this.#tables = tables;
    this.#shared = shared;
  }

  /**
   * The words of the blocks that run, and an index for each block that learns.
   *
   * @throws {ShapeError} When a word has no row.
   */
  host(inputs: Named<HostInput>, { first, end, learns }: EntryUse): Record<string, HostInput> {
    const sent: Record<string, HostInput> = {};
    for (const [name, input] of [...Object.entries(inputs), ...this.#again(inputs)]) {
      const { block, kind } = readInputName(name);
      if (block < first || block >= end) continue;
      sent[name] = input;
      if (kind !== "x" && kind !== "tokens") continue;
      const words = input.data as Uint32Array;
      this.#check(words, block);
      if (learns(block)) {
        const index = rowIndex(words, PADDING);
        sent[inputName(block, "index")] = { data: index, shape: [index.length] };
      }
    }
    return sent;
  }

  /** The words of the text under the numbers of the blocks above the first that read them again. */
  #again({ x, lengths }: Named<HostInput>): [string, HostInput][] {
    const blocks = Array.from({ length: this.#tables - 1 }, (_, i) => i + 1);
    return blocks.flatMap((block): [string, HostInput][] => [
      [inputName(block, "tokens"), x],
      [inputName(block, "lengths"), lengths],
    ]);
  }

  #check(words: Uint32Array, block: number): void {
    const rows = this.#rows[block < this.#tables ? 0 : block] ?? 0;
    const wrong = words.findIndex((word) => word >= rows);
    if (wrong < 0) return;
    throw new ShapeError(
      `Cannot read word ${words[wrong]} at place ${wrong} of block ${block + 1}: its table has ` +
        `${rows} rows, number the words by the vocabulary of the model`,
    );
  }

  /** The words of the text as x, or the features from below; side inputs beside them. */
  features({ x, ...inputs }: Named<Signal>, below?: Features<Signal>): Features<Signal> {
    const rows: Record<string, Signal> = { ...below?.rows };
    const shared: Record<string, Signal> = { ...below?.shared };
    for (const [name, signal] of Object.entries(inputs)) {
      const { block, kind } = readInputName(name);
      (kind === "index" ? shared : rows)[name] = signal;
      if (kind === "tokens" && this.#shared) {
        rows[inputName(block, "vectors")] = embedding(detach(this.#shared), signal);
      }
    }
    return { x: below?.x ?? x, rows, shared };
  }
}
