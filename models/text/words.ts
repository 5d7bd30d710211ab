/**
 * Blocks that turn word numbers into vectors.
 *
 * @module
 */
import {
  Embedding,
  type Encoder,
  type Features,
  type FeatureShape,
  fromRows,
  type Initializer,
  maskedMean,
  mean,
  normal,
  type Parameter,
  type Place,
  type Signal,
  type Tensor,
} from "../../engine/mod.ts";
import { lengthsOf } from "./entry.ts";
import type { WordOptions } from "./options.ts";

/** First values of a word table: given, or drawn from a normal distribution. */
export function firstVectors(
  { vectors, deviation, unknown }: Pick<WordOptions, "vectors" | "deviation" | "unknown">,
): Initializer {
  const first = vectors ? fromRows(vectors) : normal(deviation);
  if (unknown !== "zero") return first;
  return (shape, size, random) => {
    // Given rows may be shared with others, and stay as they are.
    const values = first(shape, size, random).slice();
    values.fill(0, UNKNOWN * shape[1], (UNKNOWN + 1) * shape[1]);
    return values;
  };
}

/** The row of unknown words, behind that of the padding. */
const UNKNOWN = 1;

/** The word table of a model's first block. */
export abstract class WordTable {
  /** Width of a word's vector. */
  readonly width: number;
  /** The table. */
  readonly table: Embedding;
  /** Whether means are taken over the real words, or over all positions, padding included. */
  readonly means: "words" | "positions";

  /** A table at a place. */
  constructor(place: Place, options: WordOptions) {
    const { vocabulary: rows, width: columns, update, pool } = options;
    this.width = columns;
    this.means = pool;
    this.table = new Embedding(place, {
      rows,
      columns,
      initializer: firstVectors(options),
      padding: 0,
      update,
    });
  }

  /** The table. */
  get parameters(): readonly Parameter[] {
    return this.table.parameters;
  }

  /** Its only parameter is the table. */
  learning(): "table" {
    return "table";
  }

  /** A lookup multiplies nothing. */
  multiplyAdds(): number {
    return 0;
  }

  /** Mean of the word vectors; a mean over the real words is made without making the vectors. */
  protected meanOf(input: Features): Tensor {
    const { x, shared: { index } } = input;
    return this.means === "words"
      ? this.table.mean(x as Signal, index, lengthsOf(input))
      : mean(this.table.forward(x as Signal, index), { axes: [1] });
  }
}

/**
 * Word numbers `[batch, time]` to word vectors `[batch, time, width]`.
 *
 * @example
 * ```ts
 * import {
 *   defaultWords,
 *   openCpu,
 *   Place,
 *   Random,
 *   Tape,
 *   tensor,
 *   WordEncoder,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const words = new WordEncoder(place, { ...defaultWords, vocabulary: 9, width: 4 });
 * const text = {
 *   x: tensor(device, Uint32Array.of(3, 1, 4, 0), [2, 2]), // word numbers [batch, time], 0 for none
 *   rows: { lengths: tensor(device, Uint32Array.of(2, 1)) },
 *   shared: {},
 * };
 * console.assert(words.forward(text).x.shape.join() === "2,2,4"); // [batch, time, width]
 * device.destroy();
 * ```
 */
export class WordEncoder extends WordTable implements Encoder {
  /** Its features are read from the table. */
  readonly isLookup = true;

  /** A vector a word. */
  get out(): FeatureShape {
    return { x: [null, this.width] };
  }

  /** Looks the words up. */
  forward({ x, rows, shared: { index, ...shared } }: Features): Features {
    return { x: this.table.forward(x as Signal, index), rows, shared };
  }

  /** Mean of the word vectors. */
  pool(output: Features): Tensor {
    return this.means === "words"
      ? maskedMean(output.x, lengthsOf(output))
      : mean(output.x, { axes: [1] });
  }

  /** Mean of the word vectors, which need not be made for it. */
  summarize(input: Features): Tensor {
    return this.meanOf(input);
  }
}

/**
 * Word numbers `[batch, time]` to the mean of their vectors `[batch, width]`.
 *
 * @example
 * ```ts
 * import {
 *   defaultWords,
 *   MeanWordEncoder,
 *   openCpu,
 *   Place,
 *   Random,
 *   Tape,
 *   tensor,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const words = new MeanWordEncoder(place, { ...defaultWords, vocabulary: 9, width: 4 });
 * const text = {
 *   x: tensor(device, Uint32Array.of(3, 1, 4, 0), [2, 2]), // word numbers [batch, time], 0 for none
 *   rows: { lengths: tensor(device, Uint32Array.of(2, 1)) },
 *   shared: {},
 * };
 * console.assert(words.forward(text).x.shape.join() === "2,4"); // [batch, width]
 * device.destroy();
 * ```
 */
export class MeanWordEncoder extends WordTable implements Encoder {
  /** A vector a text. */
  get out(): FeatureShape {
    return { x: [this.width] };
  }

  /** Takes the mean of the words' vectors. */
  forward(input: Features): Features {
    const { rows: { lengths: _, ...rows }, shared: { index: __, ...shared } } = input;
    return { x: this.meanOf(input), rows, shared };
  }

  /** The features themselves: they are a mean already. */
  pool(output: Features): Tensor {
    return output.x;
  }
}
