/**
 * A layer of long short-term memory.
 *
 * @module
 */
import { lstm, type LstmOutputs, type LstmState, type LstmWeights } from "../ops/lstm/lstm.ts";
import type { Parameter } from "../tensor/parameter.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import { type Initializer, kaimingNormal, orthogonal, uniform, zeros } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of an LSTM layer. */
export interface LstmLayerOptions {
  /** Size of a token's vector. */
  readonly inputs: number;
  /** Units of each direction. */
  readonly hidden: number;
  /** Whether a second direction reads each row from its last token to its first. */
  readonly bidirectional?: boolean;
}

/**
 * First values: `default` draws as PyTorch does: uniform up to 1 / sqrt(hidden), the bias as the sum of two
 * such draws. `faithful` draws as the published systems do: bias 0, input weights normal with variance 2 /
 * inputs, recurrent weights `[hidden, 4 * hidden]` with orthonormal rows in each direction.
 */
export type LstmInitialization = "default" | "faithful";

/**
 * Long short-term memory over padded sequences, in one or both directions.
 *
 * @example
 * ```ts
 * import { full, Lstm, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new Lstm(place, { inputs: 3, hidden: 4, bidirectional: true });
 * const { y } = layer.forward(full(device, [2, 5, 3], 1), tensor(device, Uint32Array.of(5, 2)));
 * console.assert(y.shape.join() === "2,5,8"); // [batch, time, inputs] to [batch, time, directions * hidden]
 * device.destroy();
 * ```
 */
export class Lstm implements Module {
  /** Its weights. */
  readonly weights: LstmWeights<Parameter>;

  /** A layer that lives at a place. */
  constructor(
    place: Place,
    { inputs, hidden, bidirectional = false }: LstmLayerOptions,
    initialization: LstmInitialization = "default",
  ) {
    const directions = bidirectional ? 2 : 1;
    const draw = initializers[initialization](inputs, hidden);
    const shape = (...sizes: number[]) => [directions, ...sizes, 4 * hidden];
    this.weights = {
      inputWeight: place.parameter("inputWeight", shape(inputs), each(draw.inputWeight)),
      recurrentWeight: place.parameter(
        "recurrentWeight",
        shape(hidden),
        each(draw.recurrentWeight),
      ),
      bias: place.parameter("bias", shape(), draw.bias),
    };
  }

  /** Input weight, recurrent weight and bias. */
  get parameters(): readonly Parameter[] {
    const { inputWeight, recurrentWeight, bias } = this.weights;
    return [inputWeight, recurrentWeight, bias];
  }

  /**
   * The state at each token of `x`, `[batch, time, inputs]`, and at the end of each row; see
   * {@linkcode lstm}.
   *
   * @param lengths Tokens of each row, u32 `[batch]`.
   * @param initial State before the first token, `[directions, batch, hidden]` each; 0 where absent.
   * @throws {ShapeError} When sizes do not fit.
   */
  forward(x: Tensor, lengths: Signal, initial?: LstmState): LstmOutputs {
    return lstm(x, this.weights, lengths, initial);
  }
}

type Drawn = Record<keyof LstmWeights, Initializer>;

const initializers: Record<LstmInitialization, (inputs: number, hidden: number) => Drawn> = {
  default: (_, hidden) => {
    const draw = uniform(1 / Math.sqrt(hidden));
    return { inputWeight: draw, recurrentWeight: draw, bias: twice(draw) };
  },
  faithful: (inputs) => ({
    inputWeight: kaimingNormal(inputs),
    recurrentWeight: orthogonal(),
    bias: zeros(),
  }),
};

/** Draws the matrix of each direction on its own. */
function each(draw: Initializer): Initializer {
  return ([directions, ...matrix], size, random) => {
    const values = new Float32Array(size);
    const step = sizeOf(matrix);
    for (let d = 0; d < directions; d++) values.set(draw(matrix, step, random), d * step);
    return values;
  };
}

/** The sum of two draws: PyTorch has two biases, whose sum has the same effect. */
function twice(draw: Initializer): Initializer {
  return (shape, size, random) => {
    const values = draw(shape, size, random);
    return draw(shape, size, random).map((value, i) => value + values[i]);
  };
}
