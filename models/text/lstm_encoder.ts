/**
 * A block of an LSTM.
 *
 * @module
 */
import {
  type Encoder,
  type Features,
  type FeatureShape,
  Lstm,
  type LstmInitialization,
  type LstmLayerOptions,
  maskedMean,
  type Parameter,
  type Place,
  reshape,
  type RowSizes,
  sum,
  type Tensor,
  transpose,
} from "../../engine/mod.ts";
import { lengthsOf } from "./entry.ts";
import type { SideWords } from "./side_words.ts";

/** Options of an LSTM block. */
export interface LstmEncoderOptions extends LstmLayerOptions {
  /** First values. */
  readonly initialization: LstmInitialization;
  /** What the bridge reads: the sum of the last states of both directions, both side by side, or the mean output. */
  readonly readout: "sum" | "both" | "mean";
  /** Whether it starts from the state in which the LSTM below ended. */
  readonly handOver: boolean;
  /** Its side input, if it takes one, which joins the features of the block below. */
  readonly side: SideWords | null;
}

/**
 * Features `[batch, time, inputs]` to the outputs of an LSTM.
 *
 * @example
 * ```ts
 * import {
 *   defaultLstm,
 *   full,
 *   LstmEncoder,
 *   openCpu,
 *   Place,
 *   Random,
 *   Tape,
 *   tensor,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const encoder = new LstmEncoder(place, {
 *   ...defaultLstm, // both directions
 *   inputs: 4,
 *   hidden: 3,
 *   initialization: "default",
 *   side: null,
 * });
 * const rows = { lengths: tensor(device, Uint32Array.of(5, 2)) };
 * const { x } = encoder.forward({ x: full(device, [2, 5, 4], 1), rows, shared: {} });
 * console.assert(x.shape.join() === "2,5,6"); // [batch, time, inputs] to [batch, time, directions * hidden]
 * device.destroy();
 * ```
 */
export class LstmEncoder implements Encoder {
  /** Width of the pooled features. */
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
    return [...this.#lstm.parameters, ...this.#options.side?.parameters ?? []];
  }

  /** Both directions at each word. */
  get out(): FeatureShape {
    return { x: [null, this.outputs] };
  }

  /** Says `table` of the table of side words, and `weight` of all others. */
  learning(parameter: Parameter): "table" | "weight" {
    return this.#options.side?.parameters.includes(parameter) ? "table" : "weight";
  }

  /** Two products a word. */
  multiplyAdds({ steps }: RowSizes): number {
    const { inputWeight, recurrentWeight } = this.#lstm.weights;
    return (inputWeight.size + recurrentWeight.size) * steps;
  }

  /** Reads the real words of each row; hands on h and c, the last states `[batch, directions, hidden]`. */
  forward(input: Features): Features {
    const { side, handOver } = this.#options;
    const read = side?.joined(input) ?? input;
    const { h: h0, c: c0 } = read.rows;
    const initial = handOver && h0 && c0 ? { h: turned(h0), c: turned(c0) } : undefined;
    const { y, h, c } = this.#lstm.forward(read.x, lengthsOf(read), initial);
    return { ...read, x: y, rows: { ...read.rows, h: turned(h), c: turned(c) } };
  }

  /**
   * The last states of both directions: their sum (Peng, 2023), or both side by side (Wu et al., 2022); or
   * the mean of the outputs over the words.
   */
  pool(output: Features): Tensor {
    const { readout } = this.#options;
    if (readout === "mean") return maskedMean(output.x, lengthsOf(output));
    const { h } = output.rows;
    return readout === "sum" ? sum(h, { axes: [1] }) : reshape(h, [-1, this.outputs]);
  }
}

/** Swaps the first two axes of states: in features the examples come first, in the LSTM the directions. */
function turned(state: Tensor): Tensor {
  return transpose(state, [1, 0, 2]);
}
