/**
 * The forward maps f of text models.
 *
 * @module
 */
import {
  type ActivationName,
  Embedding,
  type Encoder,
  type Features,
  fromRows,
  Linear,
  Lstm,
  maskedMean,
  type Parameter,
  type Place,
  ShapeError,
  type Signal,
  sum,
  type Tensor,
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
}

function lengthsOf({ lengths }: Features): Signal {
  if (!lengths) {
    throw new ShapeError("Cannot encode a text: the lengths of its rows are missing, pass lengths");
  }
  return lengths;
}

/** Word numbers `[batch, time]` to word vectors `[batch, time, width]`. */
export class WordVectors implements Encoder {
  /** Width of a word's vector. */
  readonly width: number;
  /** The table. */
  readonly table: Embedding;

  /** A table at a place. */
  constructor(place: Place, { rows, columns, vectors, update }: WordTableOptions) {
    this.width = columns;
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
    const { x, lengths, index } = input;
    if (!index) {
      throw new ShapeError("Cannot look words up: the row index is missing, pass rowIndex(ids)");
    }
    return { x: this.table.forward(x as Signal, index), lengths };
  }

  /** Mean of the vectors of the real words. */
  pool(output: Features): Tensor {
    return maskedMean(output.x, lengthsOf(output));
  }
}

/** Word numbers `[batch, time]` to the mean of their vectors `[batch, width]`. */
export class MeanWordVectors extends WordVectors {
  /** Looks the words up and takes their mean. */
  override forward(input: Features): Features {
    return { x: super.pool(super.forward(input)) };
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
  constructor(place: Place, inputs: number, outputs: number, activation: ActivationName) {
    this.width = outputs;
    this.#linear = new Linear(place, { inputs, outputs, activation });
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

/** Features `[batch, time, inputs]` to the outputs of an LSTM, which starts where the one below ended. */
export class LstmEncoder implements Encoder {
  /** Width of the state of one direction, which the bridge reads. */
  readonly width: number;
  /** Features of a time step that it hands on: both directions. */
  readonly outputs: number;
  readonly #lstm: Lstm;

  /** An LSTM at a place. */
  constructor(place: Place, inputs: number, hidden: number, bidirectional: boolean) {
    this.width = hidden;
    this.outputs = bidirectional ? 2 * hidden : hidden;
    this.#lstm = new Lstm(place, { inputs, hidden, bidirectional });
  }

  /** Weights and biases. */
  get parameters(): readonly Parameter[] {
    return this.#lstm.parameters;
  }

  /** Reads the real words of each row. */
  forward(input: Features): Features {
    const lengths = lengthsOf(input);
    const { y, h, c } = this.#lstm.forward(input.x, lengths, input.state);
    return { x: y, lengths, state: { h, c } };
  }

  /** Sum of the directions' final states (Peng, 2023). */
  pool({ state }: Features): Tensor {
    return sum(state!.h, { axes: [0] });
  }
}
