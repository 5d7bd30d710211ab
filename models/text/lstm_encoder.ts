/**
 * A block of an LSTM.
 *
 * @module
 */
import {
  type Encoder,
  type Features,
  Lstm,
  type LstmInitialization,
  type LstmLayerOptions,
  maskedMean,
  type Parameter,
  type Place,
  reshape,
  sum,
  type Tensor,
  transpose,
} from "../../engine/mod.ts";
import type { SideWords } from "./side_words.ts";
import { lengthsOf } from "./words.ts";

/** What an LSTM block needs to know. */
export interface LstmEncoderOptions extends LstmLayerOptions {
  /** First values. */
  readonly initialization: LstmInitialization;
  /** What the bridge reads: the sum of the directions' last states, both, or the outputs' mean. */
  readonly readout: "sum" | "both" | "mean";
  /** Whether it starts from the state in which the LSTM below ended. */
  readonly handOver: boolean;
  /** Its side input, if it takes one: words behind the features of the block below. */
  readonly side: SideWords | null;
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

  /** Weights and biases, and the table of side words. */
  get parameters(): readonly Parameter[] {
    return [...this.#lstm.parameters, ...this.tables];
  }

  /** The table of side words, if it has one. */
  get tables(): readonly Parameter[] {
    return this.#options.side?.parameters ?? [];
  }

  /** Reads the real words of each row. */
  forward(input: Features): Features {
    const { side, handOver } = this.#options;
    const read = side?.behind(input) ?? input;
    const initial = handOver ? input.state : undefined;
    const { y, h, c } = this.#lstm.forward(read.x, lengthsOf(read), initial);
    return { ...read, x: y, state: { h, c } };
  }

  /**
   * The directions' last states: their sum (Peng, 2023), or side by side (Wu et al., 2022); or the
   * mean of the outputs at each word.
   */
  pool(output: Features): Tensor {
    const { readout } = this.#options;
    if (readout === "mean") return maskedMean(output.x, lengthsOf(output));
    const { h } = output.state!;
    return readout === "sum"
      ? sum(h, { axes: [0] })
      : reshape(transpose(h, [1, 0, 2]), [-1, this.outputs]);
  }
}
