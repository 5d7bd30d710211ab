/**
 * Words that enter at a block above the first, and how they meet the features of the block below.
 *
 * @module
 */
import {
  add,
  concatenate,
  Embedding,
  type Features,
  joinMax,
  joinRows,
  maskedMean,
  type Module,
  type Parameter,
  type Place,
  type Rows,
  ShapeError,
  SinusoidalPositions,
  type Tensor,
} from "../../engine/mod.ts";
import { lengthsOf, type Segment, segmentOf } from "./entry.ts";
import { readInputName } from "./names.ts";
import type { SideTable, WordOptions } from "./options.ts";
import { firstVectors } from "./words.ts";

/** Options of a block's side words. */
export interface SideWordsOptions {
  /** The block that they enter at, counted from 0. */
  readonly block: number;
  /** Width of a word's vector. */
  readonly width: number;
  /** Rows of the block's own table; with 0 the vectors come from the table of the first block. */
  readonly rows: number;
  /** First values of that table, row-major; drawn where absent. */
  readonly vectors?: Float32Array;
  /** Deviation of first values that are drawn. */
  readonly deviation: number;
  /** First values of the row of unknown words: drawn as the others, or zeros. */
  readonly unknown: "drawn" | "zero";
  /** Whether a step changes only the rows of the words in its mini-batch (`sparse`), or the whole table. */
  readonly update: "sparse" | "dense";
  /** Words at most that sinusoidal positions are added for, from each row's first; 0 adds none. */
  readonly positions: number;
  /**
   * How words join features that are a row a word: `behind` them in time; or, where the words are those of the
   * text, `beside` the features of each word, or `added` to them.
   */
  readonly joins: "behind" | "beside" | "added";
}

/**
 * The side input of a block; its rows may be empty.
 *
 * @example
 * ```ts
 * import { full, openCpu, Place, Random, SideWords, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const side = new SideWords(place, { block: 1, rows: 9, width: 4, deviation: 0.1, unknown: "drawn", update: "sparse", positions: 0, joins: "behind" });
 * const tokens = tensor(device, Uint32Array.of(3, 1, 4, 0), [2, 2]);
 * const rows = { "1/tokens": tokens, "1/lengths": tensor(device, Uint32Array.of(2, 1)) };
 * const y = side.beside({ x: full(device, [2, 3], 1), rows, shared: {} });
 * console.assert(y.shape.join() === "2,7"); // [batch, columns] beside the mean of the words
 * device.destroy();
 * ```
 */
export class SideWords implements Module {
  /** Width of a word's vector. */
  readonly width: number;
  readonly #block: number;
  readonly #table: Embedding | null;
  readonly #positions: SinusoidalPositions | null;
  readonly #joins: "behind" | "beside" | "added";

  /** Side words at a place, with or without a table of their own. */
  constructor(place: Place, options: SideWordsOptions) {
    const { block, width, rows, update, positions, joins } = options;
    this.width = width;
    this.#joins = joins;
    this.#block = block;
    const initializer = firstVectors(options);
    this.#table = rows
      ? new Embedding(place, { rows, columns: width, initializer, padding: 0, update })
      : null;
    this.#positions = positions ? new SinusoidalPositions(place.device, positions, width) : null;
  }

  /** The table, if it has one. */
  get parameters(): readonly Parameter[] {
    return this.#table?.parameters ?? [];
  }

  /**
   * Vectors of the words, with their positions.
   *
   * @throws {ShapeError} When the features have no words for this block.
   */
  rows(input: Features): Rows {
    const { tokens, lengths, index, vectors } = this.#segment(input);
    const x = this.#table ? this.#table.forward(tokens, index) : vectors!;
    return { x: this.#positions?.forward(x) ?? x, lengths };
  }

  /** Columns that a row a word gains where these words join it. */
  get columns(): number {
    return this.#joins === "beside" ? this.width : 0;
  }

  /**
   * Features `[batch, time, width]` with the words: longer in time, with more columns, or with the vectors added
   * to them, by how they join.
   */
  joined(input: Features): Features {
    const words = this.rows(input), rest = this.without(input);
    if (this.#joins === "added") return { ...rest, x: add(input.x, words.x) };
    if (this.#joins === "beside") return { ...rest, x: concatenate([input.x, words.x], 2) };
    const { x, lengths } = joinRows({ x: input.x, lengths: lengthsOf(input) }, words);
    return { x, rows: { ...rest.rows, lengths }, shared: rest.shared };
  }

  /** The features `[batch, columns]` beside the mean of the words' vectors, 0 where there are none. */
  beside(input: Features): Tensor {
    const { tokens, lengths, index } = this.#segment(input);
    const mean = this.#table
      ? this.#table.mean(tokens, index, lengths)
      : maskedMean(this.rows(input).x, lengths);
    return concatenate([input.x, mean], 1);
  }

  /** The greatest of each feature `[batch, width]` and the same column of all words' vectors. */
  greatest(input: Features): Tensor {
    const { x, lengths } = this.rows(input);
    return joinMax(input.x, x, lengths);
  }

  /** The features without these words, which the blocks above do not need. */
  without({ x, rows, shared }: Features): Features {
    const rest = <T>(named: Readonly<Record<string, T>>) =>
      Object.fromEntries(
        Object.entries(named).filter(([name]) => readInputName(name).block !== this.#block),
      );
    return { x, rows: rest(rows), shared: rest(shared) };
  }

  #segment(input: Features): Segment {
    const segment = segmentOf(input, this.#block);
    const missing = !segment ? "words" : this.#table || segment.vectors ? null : "vectors";
    if (!missing) return segment!;
    throw new ShapeError(
      `Cannot encode the side input of block ${this.#block + 1}: its ${missing} are missing, ` +
        `pass ${this.#block}/${segment ? "vectors" : "tokens and lengths"} with the features`,
    );
  }
}

/** How a kind of block takes words. */
export interface Joining {
  /** Width of the features that side inputs join; null where any width will do. */
  readonly width: number | null;
  /** Words at most that positions are added for in side inputs; 0 adds none. */
  readonly positions?: number;
  /** How the words of the text itself join the features of each word. */
  readonly again: "beside" | "added";
}

/**
 * Makes the words that enter at block `i` (from 0): its side input, or the words of the text once more where it
 * has a table of its own for them; null where none do.
 *
 * @throws {ShapeError} When the vectors of a side input have another width.
 *
 * @example
 * ```ts
 * import { defaultWords, openCpu, Place, Random, sideWords, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const joining = { width: null, again: "beside" } as const;
 * const words = { ...defaultWords, vocabulary: 9, sides: [undefined, { rows: 9 }] };
 * console.assert(sideWords(place, words, 1, joining)?.width === words.width);
 * console.assert(sideWords(place, words, 2, joining) === null); // nothing enters there
 * device.destroy();
 * ```
 */
export function sideWords(
  place: Place,
  words: WordOptions,
  i: number,
  { width, positions = 0, again }: Joining,
): SideWords | null {
  const { deviation, unknown, update } = words;
  const common = { block: i, deviation, unknown, update };
  const side = words.sides?.[i];
  if (side) {
    const table = sideTable(words, side, i, width);
    return new SideWords(place.at("side"), { ...common, ...table, positions, joins: "behind" });
  }
  if (i === 0 || i >= words.tables) return null;
  const { vocabulary: rows, vectors, width: columns } = words;
  const table = { rows, vectors, width: columns, positions: 0, joins: again };
  return new SideWords(place.at("words"), { ...common, ...table });
}

/** The table of a side input, which has no rows where the vectors come from the first block's table. */
function sideTable(
  words: WordOptions,
  side: SideTable,
  i: number,
  width: number | null,
): Pick<SideWordsOptions, "rows" | "vectors" | "width"> {
  const { rows, vectors } = words.shared ? { rows: 0 } : side;
  const fixed = words.shared ? words.width : vectors && vectors.length / rows;
  const columns = fixed ?? width ?? words.width;
  if (width === null || columns === width) return { rows, vectors, width: columns };
  throw new ShapeError(
    `Cannot join words of ${columns} columns to features of ${width} in block ${i + 1}: make ` +
      "both equally wide, or give each block a table of its own without vectors (neither " +
      "shared nor vectors)",
  );
}

/**
 * Refuses words that no block can take.
 *
 * @throws {ShapeError} When a side input is given to the first block, to a block above the last, or to one that
 *   reads the text's words again; when the shared table has too few rows; or when more blocks than there are have
 *   tables.
 */
export function checkSides(
  { sides = [], shared, vocabulary, tables }: WordOptions,
  blocks: number,
): void {
  if (tables > blocks) {
    throw new ShapeError(
      `Cannot give ${tables} blocks a word table: the model has ${blocks}, give it more blocks or fewer tables`,
    );
  }
  for (const [i, side] of sides.entries()) {
    if (!side) continue;
    const why = i === 0
      ? "the text itself enters there, give it to a block from 2 on"
      : i >= blocks
      ? `the model has ${blocks} blocks, give it more`
      : i < tables
      ? "the text's words enter there again, give it to a block without a table of its own"
      : shared && side.rows > vocabulary
      ? `its words have ${side.rows} rows and the first block's table ${vocabulary}, number them ` +
        "by the same vocabulary or share no table"
      : null;
    if (why) throw new ShapeError(`Cannot give block ${i + 1} a side input: ${why}`);
  }
}
