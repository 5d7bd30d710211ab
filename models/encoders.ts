/**
 * The forward maps f of text models.
 *
 * @module
 */
import {
  Embedding,
  type Encoder,
  type Features,
  fromRows,
  Linear,
  type LinearLayerOptions,
  Lstm,
  type LstmInitialization,
  type LstmLayerOptions,
  maskedMean,
  mean,
  type Parameter,
  type Place,
  reshape,
  ShapeError,
  type Signal,
  sum,
  type Tensor,
  transpose,
} from "../engine/mod.ts";

/** What an embedding block needs to know. */
export interface WordTableOptions {
  /** Rows of the table. */
  readonly rows: number;
  /** Width of a word's vector. */
  readonly columns: number;
  /** First values, row-major. */
  readonly vectors?: Float32Array;
  /** Whether a step touches the batch's rows only. */
  readonly update: "sparse" | "dense";
  /** Whether means are over the real words or over all positions. */
  readonly pool: "words" | "positions";
}

function lengthsOf({ lengths }: Features): Signal {
  if (!lengths) {
    throw new ShapeError("Cannot encode a text: the lengths of its rows are missing, pass lengths");
  }
  return lengths;
}

function indexOf({ index }: Features): Signal {
  if (!index) {
    throw new ShapeError("Cannot look words up: the row index is missing, pass rowIndex(ids)");
  }
  return index;
}

/** Word numbers `[batch, time]` to word vectors `[batch, time, width]`. */
export class WordVectors implements Encoder {
  /** Width of a word's vector. */
  readonly width: number;
  /** The table. */
  readonly table: Embedding;
  /** What means are over. */
  readonly means: "words" | "positions";

  /** A table at a place. */
  constructor(place: Place, { rows, columns, vectors, update, pool }: WordTableOptions) {
    this.width = columns;
    this.means = pool;
    this.table = new Embedding(place, {
      rows,
      columns,
      initializer: vectors && fromRows(vectors),
      padding: 0,
      update,
    });
  }

  /** The table. */
  get parameters(): readonly Parameter[] {
    return this.table.parameters;
  }

  /** Looks the words up. */
  forward(input: Features): Features {
    return { x: this.table.forward(input.x as Signal, indexOf(input)), lengths: input.lengths };
  }

  /** Mean of the word vectors. */
  pool(output: Features): Tensor {
    return this.means === "words"
      ? maskedMean(output.x, lengthsOf(output))
      : mean(output.x, { axes: [1] });
  }
}

/** Word numbers `[batch, time]` to the mean of their vectors `[batch, width]`. */
export class MeanWordVectors extends WordVectors {
  /** Looks the words up and takes their mean, at once where it is over the real words. */
  override forward(input: Features): Features {
    return {
      x: this.means === "words"
        ? this.table.mean(input.x as Signal, indexOf(input), lengthsOf(input))
        : super.pool(super.forward(input)),
    };
  }

  /** The features themselves: they are a mean already. */
  override pool(output: Features): Tensor {
    return output.x;
  }
}

/** Features `[batch, inputs]` to `[batch, width]` by a linear layer and an activation. */
export class LinearEncoder implements Encoder {
  /** Number of outputs. */
  readonly width: number;
  readonly #linear: Linear;

  /** A linear layer at a place. */
  constructor(place: Place, options: LinearLayerOptions) {
    this.width = options.outputs;
    this.#linear = new Linear(place, options);
  }

  /** Weight and bias. */
  get parameters(): readonly Parameter[] {
    return this.#linear.parameters;
  }

  /** Applies the layer. */
  forward({ x }: Features): Features {
    return { x: this.#linear.forward(x) };
  }

  /** The features themselves. */
  pool(output: Features): Tensor {
    return output.x;
  }
}

/** What an LSTM block needs to know. */
export interface LstmEncoderOptions extends LstmLayerOptions {
  /** First values. */
  readonly initialization: LstmInitialization;
  /** What the bridge reads: the sum of the directions' last states, or both. */
  readonly readout: "sum" | "both";
  /** Whether it starts from the state in which the LSTM below ended. */
  readonly handOver: boolean;
}

/** Features `[batch, time, inputs]` to the outputs of an LSTM. */
export class LstmEncoder implements Encoder {
  /** Width of what the bridge reads. */
  readonly width: number;
  /** Features of a time step that it hands on: both directions. */
  readonly outputs: number;
  readonly #lstm: Lstm;
  readonly #options: LstmEncoderOptions;

  /** An LSTM at a place. */
  constructor(place: Place, options: LstmEncoderOptions) {
    const { hidden, bidirectional, readout, initialization } = options;
    this.outputs = bidirectional ? 2 * hidden : hidden;
    this.width = readout === "sum" ? hidden : this.outputs;
    this.#lstm = new Lstm(place, options, initialization);
    this.#options = options;
  }

  /** Weights and biases. */
  get parameters(): readonly Parameter[] {
    return this.#lstm.parameters;
  }

  /** Reads the real words of each row. */
  forward(input: Features): Features {
    const lengths = lengthsOf(input);
    const initial = this.#options.handOver ? input.state : undefined;
    const { y, h, c } = this.#lstm.forward(input.x, lengths, initial);
    return { x: y, lengths, state: { h, c } };
  }

  /** The directions' last states: their sum (Peng, 2023), or side by side (Wu et al., 2022). */
  pool({ state }: Features): Tensor {
    const { h } = state!;
    return this.#options.readout === "sum"
      ? sum(h, { axes: [0] })
      : reshape(transpose(h, [1, 0, 2]), [-1, this.outputs]);
  }
}
