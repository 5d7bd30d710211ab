/**
 * Long short-term memory over padded sequences (Hochreiter and Schmidhuber, 1997; with forget gate,
 * Gers et al., 2000), in one or both directions.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { format, sameShape, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { full } from "../pointwise/full.ts";
import { beginLstm, endLstm, runLstm, runLstmGradient } from "./kernels.ts";
import type { LstmSizes } from "./steps.ts";
import { matmul } from "../matmul/matmul.ts";
import { view } from "../matmul/product.ts";
import { sum, sumMiddle } from "../reduce/reduce.ts";

/** Weights of an LSTM layer; the columns are four blocks of `hidden` gates: input, forget, cell, output. */
export interface LstmWeights<T extends Tensor = Tensor> {
  /** `[directions, inputs, 4 * hidden]`. */
  readonly inputWeight: T;
  /** `[directions, hidden, 4 * hidden]`. */
  readonly recurrentWeight: T;
  /** `[directions, 4 * hidden]`. */
  readonly bias: T;
}

/** State of an LSTM layer: `[directions, batch, hidden]` each. */
export interface LstmState<T extends Tensor = Tensor> {
  /** Hidden state. */
  readonly h: T;
  /** Cell state. */
  readonly c: T;
}

/** Results of an LSTM layer. */
export interface LstmOutputs<T extends Tensor = Tensor> extends LstmState<T> {
  /** Hidden state at each token, 0 at padding: `[batch, time, directions * hidden]`. */
  readonly y: T;
}

/** An LSTM layer over whole sequences. */
export interface LstmOperation {
  /** Of signals, signals. */
  (
    x: Signal,
    weights: LstmWeights<Signal>,
    lengths: Signal,
    initial?: LstmState<Signal>,
  ): LstmOutputs<Signal>;
  /**
   * Runs over the first `lengths[n]` (u32 `[batch]`, at most `time`) tokens of each row of `x`, `[batch,
   * time, inputs]`; the second direction begins at the last of these tokens. `h` and `c` of the result are
   * the states at the end of each row; initial states are 0 where absent.
   */
  (x: Tensor, weights: LstmWeights, lengths: Signal, initial?: LstmState): LstmOutputs;
  /** The operation. */
  readonly rule: Rule<null>;
}

function sizesOf([x, inputWeight, recurrentWeight, bias, lengths, ...states]: readonly Shape[]) {
  const [batch, time, inputs] = x;
  const [directions, hidden] = recurrentWeight;
  const expected: [string, Shape, Shape][] = [
    ["x", x, [batch, time, inputs]],
    ["recurrent weight", recurrentWeight, [directions, hidden, 4 * hidden]],
    ["input weight", inputWeight, [directions, inputs, 4 * hidden]],
    ["bias", bias, [directions, 4 * hidden]],
    ["lengths", lengths, [batch]],
    ...states.map((state): [string, Shape, Shape] => [
      "initial state",
      state,
      [directions, batch, hidden],
    ]),
  ];
  for (const [name, shape, wanted] of expected) {
    if (!sameShape(shape, wanted)) {
      throw new ShapeError(
        `Cannot lstm ${format(x)} by ${format(recurrentWeight)}: ${name} is ${format(shape)} ` +
          `and must be ${format(wanted)}`,
      );
    }
  }
  if (directions !== 1 && directions !== 2) {
    throw new ShapeError(
      `Cannot lstm ${format(x)} by ${format(recurrentWeight)}: there must be 1 or 2 directions`,
    );
  }
  return { batch, time, inputs, hidden, directions } satisfies LstmSizes;
}

const rule: Rule<null> = {
  name: "lstm",
  dtypes: ["f32", "f32", "f32", "f32", "u32", "f32", "f32"],
  shapes: (shapes) => {
    const { batch, time, hidden, directions } = sizesOf(shapes);
    const state = [directions, batch, hidden];
    return [[batch, time, directions * hidden], state, state];
  },
  forward: (signals, _, [, stateShape]) => {
    const [x, inputWeight, weight, bias, lengths] = signals;
    const sizes = sizesOf(signals.map(({ shape }) => shape));
    const { batch, time, inputs, hidden, directions } = sizes;
    const { device } = x;
    const gates = matmul(view(x, [batch * time, inputs]), inputWeight);
    const previous = empty(device, [directions, batch * time, hidden]);
    const cells = empty(device, previous.shape);
    const [h, c] = signals.length > 5
      ? signals.slice(5)
      : new Array<Signal>(2).fill(full(device, stateShape, 0));
    const last = empty(device, stateShape);
    const steps = { weight, bias, lengths, h, c, gates, previous, cells, last };
    beginLstm(sizes, steps);
    runLstm(sizes, steps);
    const [y, after] = endLstm(sizes, steps);
    return { outputs: [y, last, after], saved: [gates, previous, cells, c] };
  },
  backward: ({ gradients: [dy, dh, dc], inputs: signals, saved, needs }) => {
    const [x, inputWeight, weight, , lengths] = signals;
    const [gates, previous, cells, c] = saved;
    const sizes = sizesOf(signals.map(({ shape }) => shape));
    const { batch, time, inputs, hidden, directions } = sizes;
    const steps = { weight, lengths, c, gates, cells, dy, dh, dc };
    const first = runLstmGradient(sizes, steps, needs[5]);
    const rows = batch * time;
    const dx = () => {
      const each = matmul(gates, inputWeight, { transposeB: true });
      return view(directions === 1 ? each : sum(each, { axes: [0] }), x.shape);
    };
    const turned = { transposeA: true };
    return [
      needs[0] ? dx() : null,
      needs[1] ? matmul(view(x, [rows, inputs]), gates, turned) : null,
      needs[2] ? matmul(previous, gates, turned) : null,
      needs[3]
        ? view(sumMiddle(gates, [directions, rows, 4 * hidden]), [directions, 4 * hidden])
        : null,
      null,
      ...(signals.length > 5 ? [needs[5] ? first.dh : null, needs[6] ? first.dc : null] : []),
    ];
  },
  reference,
  samples: [
    sample(1, 1, 1, 1, [1]),
    sample(3, 5, 4, 3, [5, 2, 1]),
    sample(3, 5, 4, 3, [5, 2, 1], { initial: true }),
    sample(3, 5, 4, 3, [5, 2, 1], { directions: 2 }),
    sample(3, 5, 4, 3, [0, 5, 3], { directions: 2, initial: true }),
    sample(9, 3, 5, 70, [3, 1, 2, 0, 3, 3, 1, 2, 2], { directions: 2, initial: true }),
    sample(2, 4, 3, 17, [0, 0], { initial: true }),
    sample(2, 3, 2, 130, [3, 2]),
    sample(2, 0, 3, 4, [0, 0], { initial: true }),
    sample(0, 2, 3, 4, []),
  ],
  refuses: [
    { shapes: [[2, 3, 4], [3, 4, 8], [3, 2, 8], [3, 8], [2]], fill: lengthsOf([3, 3]) },
    { shapes: [[2, 3, 4], [1, 5, 8], [1, 2, 8], [1, 8], [2]], fill: lengthsOf([3, 3]) },
    { shapes: [[2, 3, 4], [1, 4, 6], [1, 2, 6], [1, 6], [2]], fill: lengthsOf([3, 3]) },
    { shapes: [[2, 3, 4], [1, 4, 8], [1, 2, 8], [1, 8], [3]], fill: lengthsOf([3, 3, 3]) },
    { shapes: [[6, 4], [1, 4, 8], [1, 2, 8], [1, 8], [6]], fill: lengthsOf([1, 1, 1, 1, 1, 1]) },
  ],
};

function lengthsOf(lengths: readonly number[]): Sample<null>["fill"] {
  return [null, null, null, null, () => Uint32Array.from(lengths)];
}

function sample(
  batch: number,
  time: number,
  inputs: number,
  hidden: number,
  lengths: readonly number[],
  { directions = 1, initial = false } = {},
): Sample<null> {
  const gates = 4 * hidden, state = [directions, batch, hidden];
  const weights = [[directions, inputs, gates], [directions, hidden, gates], [directions, gates]];
  const shapes = [[batch, time, inputs], ...weights, [batch], ...(initial ? [state, state] : [])];
  return { shapes, options: null, fill: lengthsOf(lengths) };
}

/** Takes all directions and rows one after another, token by token. */
function reference(arrays: readonly HostArray[]): HostArray[] {
  const [yShape, stateShape] = rule.shapes(arrays.map(({ shape }) => shape), null);
  const sizes = sizesOf(arrays.map(({ shape }) => shape));
  const { batch, time, hidden, directions } = sizes;
  const y = hostArray(yShape, () => 0);
  const [h, c] = [5, 6].map((i) => hostArray(stateShape, (at) => arrays[i]?.data[at] ?? 0));
  for (let d = 0; d < directions; d++) {
    for (let n = 0; n < batch; n++) {
      const at = (d * batch + n) * hidden;
      const state = { h: h.data.subarray(at, at + hidden), c: c.data.subarray(at, at + hidden) };
      const length = arrays[4].data[n];
      for (let step = 0; step < length; step++) {
        const t = d === 1 ? length - 1 - step : step;
        advance(arrays, sizes, d, n * time + t, state);
        y.data.set(state.h, ((n * time + t) * directions + d) * hidden);
      }
    }
  }
  return [y, h, c];
}

/** Moves the state of one row and direction over one token. */
function advance(
  [x, inputWeight, recurrentWeight, bias]: readonly HostArray[],
  { inputs, hidden }: LstmSizes,
  d: number,
  token: number,
  { h, c }: { h: Float64Array; c: Float64Array },
): void {
  const columns = 4 * hidden;
  const p = Float64Array.from({ length: columns }, (_, j) => {
    let total = bias.data[d * columns + j];
    for (let k = 0; k < inputs; k++) {
      total += x.data[token * inputs + k] * inputWeight.data[(d * inputs + k) * columns + j];
    }
    for (let k = 0; k < hidden; k++) {
      total += h[k] * recurrentWeight.data[(d * hidden + k) * columns + j];
    }
    return total;
  });
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  for (let unit = 0; unit < hidden; unit++) {
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) => p[gate * hidden + unit]);
    c[unit] = sigmoid(f) * c[unit] + sigmoid(i) * Math.tanh(g);
    h[unit] = sigmoid(o) * Math.tanh(c[unit]);
  }
}

/**
 * Long short-term memory over padded sequences, as PyTorch's LSTM over packed sequences.
 *
 * @example
 * ```ts
 * import { full, lstm, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const zeros = (...shape: number[]) => full(device, shape, 0);
 * const weights = {
 *   inputWeight: zeros(1, 2, 12), // directions, inputs, 4 * hidden
 *   recurrentWeight: zeros(1, 3, 12),
 *   bias: zeros(1, 12),
 * };
 * const { y } = lstm(zeros(5, 7, 2), weights, tensor(device, new Uint32Array(5).fill(7)));
 * console.assert(y.shape.join() === "5,7,3"); // batch, time, hidden
 * device.destroy();
 * ```
 */
export const lstm: LstmOperation = Object.assign(
  ((x: Tensor, weights: LstmWeights, lengths: Signal, initial?: LstmState) => {
    const { inputWeight, recurrentWeight, bias } = weights;
    const states = initial ? [initial.h, initial.c] : [];
    const inputs = [x, inputWeight, recurrentWeight, bias, lengths, ...states];
    const [y, h, c] = apply(rule, inputs, null);
    return { y, h, c };
  }) as LstmOperation,
  { rule },
);
