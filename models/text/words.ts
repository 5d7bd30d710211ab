/**
 * Blocks that turn word numbers into vectors.
 *
 * @module
 */
import {
  detach,
  Embedding,
  embedding,
  type Encoder,
  type Features,
  fromRows,
  type Initializer,
  maskedMean,
  mean,
  normal,
  type Parameter,
  type Place,
  ShapeError,
  type Signal,
  type Tensor,
} from "../../engine/mod.ts";

/**
 * Words of each row.
 *
 * @throws {ShapeError} When the features do not say.
 */
export function lengthsOf({ lengths }: Features): Signal {
  if (!lengths) {
    throw new ShapeError("Cannot encode a text: the lengths of its rows are missing, pass lengths");
  }
  return lengths;
}

/** What an embedding block needs to know. */
export interface WordTableOptions {
  /** Rows of the table. */
  readonly rows: number;
  /** Width of a word's vector. */
  readonly columns: number;
  /** First values, row-major; drawn where absent. */
  readonly vectors?: Float32Array;
  /** Deviation of those that are drawn. */
  readonly deviation: number;
  /** Whether a step touches the batch's rows only. */
  readonly update: "sparse" | "dense";
  /** Whether means are over the real words or over all positions. */
  readonly pool: "words" | "positions";
  /** Whether the words of side inputs are looked up here too, for the blocks above. */
  readonly shared: boolean;
}

/** First values of a word table: given, or drawn from a normal distribution. */
export function firstVectors(
  { vectors, deviation }: Pick<WordTableOptions, "vectors" | "deviation">,
): Initializer {
  return vectors ? fromRows(vectors) : normal(deviation);
}

/** The word table of a model's first block. */
export abstract class WordTable {
  /** Width of a word's vector. */
  readonly width: number;
  /** The table. */
  readonly table: Embedding;
  /** What means are over. */
  readonly means: "words" | "positions";
  readonly #shared: boolean;

  /** A table at a place. */
  constructor(place: Place, options: WordTableOptions) {
    const { rows, columns, update, pool, shared } = options;
    this.width = columns;
    this.means = pool;
    this.#shared = shared;
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

  /** The table, as what learns in a way of its own. */
  get tables(): readonly Parameter[] {
    return this.parameters;
  }

  /** Looks the words of side inputs up where the table is shared; they do not train it. */
  lookUp(sides: Features["sides"]): Features["sides"] {
    if (!this.#shared) return sides;
    const table = detach(this.table.weight);
    return sides?.map((side) => side && { ...side, vectors: embedding(table, side.tokens) });
  }

  /** Mean of the word vectors; where it is over the real words, the vectors are never made. */
  protected meanOf(input: Features): Tensor {
    const { x, index } = input;
    return this.means === "words"
      ? this.table.mean(x as Signal, index, lengthsOf(input))
      : mean(this.table.forward(x as Signal, index), { axes: [1] });
  }
}

/** Word numbers `[batch, time]` to word vectors `[batch, time, width]`. */
export class WordVectors extends WordTable implements Encoder {
  /** Looks the words up. */
  forward(input: Features): Features {
    const { x, index, sides, ...rest } = input;
    return { ...rest, x: this.table.forward(x as Signal, index), sides: this.lookUp(sides) };
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

/** Word numbers `[batch, time]` to the mean of their vectors `[batch, width]`. */
export class MeanWordVectors extends WordTable implements Encoder {
  /** Looks the words up and takes their mean, at once where it is over the real words. */
  forward(input: Features): Features {
    const { lengths: _, index: __, sides, ...rest } = input;
    return { ...rest, x: this.meanOf(input), sides: this.lookUp(sides) };
  }

  /** The features themselves: they are a mean already. */
  pool(output: Features): Tensor {
    return output.x;
  }
}
