/**
 * Scaled dot-product attention of several heads (Vaswani et al., 2017), with only the weights of a few rows
 * in memory at a time (Dao et al., 2022).
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { threefry } from "../../random.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import type { AttentionInputs, AttentionSizes } from "./inputs.ts";
import { runAttention, runAttentionGradient } from "./kernels.ts";
import { type DropoutStream, thresholdOf } from "../pointwise/dropout.ts";

/** Options of {@linkcode attention}. */
export interface AttentionOptions {
  /** Heads, which share the columns evenly; 1 where absent. */
  readonly heads?: number;
  /** Probability with which a weight is dropped, and the stream of masks; nothing is dropped where absent. */
  readonly dropout?: { readonly rate: number; readonly stream: DropoutStream };
  /** Factor of the products of queries and keys, above 0; `1 / sqrt(size)` where absent. */
  readonly scale?: number;
}

/** Options of the operation; its fifth input is a ticket of the stream where `rate` is not 0. */
export interface AttentionRuleOptions {
  /** Heads, which share the columns evenly. */
  readonly heads: number;
  /** Probability with which a weight is dropped. */
  readonly rate: number;
  /** Factor of the products of queries and keys, above 0; `1 / sqrt(size)` where absent. */
  readonly scale?: number;
}

/** Scaled dot-product attention. */
export interface AttentionOperation {
  /** Of signals, a signal. */
  (q: Signal, k: Signal, v: Signal, lengths: Signal, options?: AttentionOptions): Signal;
  /**
   * Each query of `q` `[batch, queries, heads * size]` becomes a mean of the values `v`
   * `[batch, keys, heads * size]`, head by head, with the weights `softmax(scale q k)` over the first
   * `lengths[n]` (u32 `[batch]`) keys of `k`, which has the shape of `v`. Weights are dropped in the way of
   * `dropout`. A row of length 0 gives zeros.
   */
  (q: Tensor, k: Tensor, v: Tensor, lengths: Signal, options?: AttentionOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<AttentionRuleOptions>;
}

function sizesOf(
  [q, k, v, lengths]: readonly Shape[],
  heads: number,
  scale?: number,
): AttentionSizes {
  const [batch, queries, width] = q;
  const [, keys] = k;
  const fits = q.length === 3 && lengths.length === 1 && lengths[0] === batch &&
    [k, v].every((shape) =>
      shape.length === 3 && shape[0] === batch && shape[1] === keys && shape[2] === width
    );
  if (!fits) {
    throw new ShapeError(
      `Cannot attend with ${format(q)} to ${format(k)} and ${format(v)} with lengths ` +
        `${format(lengths)}: give queries [batch, queries, width], keys and values ` +
        "[batch, keys, width] and lengths [batch]",
    );
  }
  if (!(Number.isInteger(heads) && heads > 0 && width > 0 && width % heads === 0)) {
    throw new ShapeError(
      `Cannot attend with ${heads} heads to ${width} columns: ` +
        "give a number of heads that divides the columns",
    );
  }
  const size = width / heads;
  return { batch, heads, size, queries, keys, scale: scale ?? 1 / Math.sqrt(size) };
}

function inputsOf([q, k, v, lengths, ticket]: readonly Signal[], rate: number): AttentionInputs {
  return { q, k, v, lengths, ticket, threshold: thresholdOf(rate), boost: 1 / (1 - rate) };
}

const shapesOf = (arrays: readonly { readonly shape: Shape }[]) => arrays.map(({ shape }) => shape);

const rule: Rule<AttentionRuleOptions> = {
  name: "attention",
  dtypes: ["f32", "f32", "f32", "u32", "u32"],
  shapes: (shapes, { heads, rate, scale = 1 }) => {
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError(
        `Cannot drop weights at rate ${rate}: give a number from 0 up to, not including, 1`,
      );
    }
    if (!(scale > 0 && scale < Infinity)) {
      throw new ShapeError(`Cannot attend with a scale of ${scale}: give a number above 0`);
    }
    sizesOf(shapes, heads);
    return [shapes[0]];
  },
  forward: (signals, { heads, rate, scale }, [shape]) => {
    const sizes = sizesOf(shapesOf(signals), heads, scale);
    const { device } = signals[0];
    const y = empty(device, shape);
    const statistics = empty(device, [sizes.batch, heads, sizes.queries]);
    runAttention(sizes, inputsOf(signals, rate), { y, statistics });
    return { outputs: [y], saved: [statistics] };
  },
  backward: (context) => {
    const { inputs, options: { heads, rate, scale }, needs } = context;
    const { gradients: [dy], outputs: [y], saved: [statistics] } = context;
    const sizes = sizesOf(shapesOf(inputs), heads, scale);
    const results = { y, statistics }, needsKeys = needs[1] || needs[2];
    const each = runAttentionGradient(sizes, inputsOf(inputs, rate), results, dy!, needsKeys);
    return [...each, ...inputs.slice(3).map(() => null)];
  },
  reference,
  samples: [
    sample([1, 1, 1], 1, 1, [1]),
    sample([2, 3, 4], 3, 1, [3, 2]),
    sample([2, 5, 6], 7, 2, [0, 4]),
    sample([2, 1, 15], 9, 3, [9, 1]),
    sample([2, 13, 18], 11, 2, [11, 5], 0.3),
    sample([1, 4, 5], 6, 1, [0]),
    sample([1, 70, 20], 70, 2, [70]),
    sample([2, 7, 12], 9, 1, [9, 4], 0, 0.16),
    sample([2, 17, 10], 130, 1, [130, 65], 0.5),
    sample([2, 130, 6], 3, 2, [3, 0], 0.1),
    sample([1, 7, 70], 300, 1, [290]),
    sample([1, 270, 4], 66, 1, [66]),
    sample([0, 2, 4], 3, 2, []),
    sample([2, 0, 4], 3, 2, [3, 3]),
    sample([2, 3, 4], 0, 2, [0, 0]),
  ],
  refuses: [
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 5, 4], [2]], options: { heads: 3, rate: 0 } },
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 5, 4], [2]], options: { heads: 0, rate: 0 } },
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 5, 4], [2]], options: { heads: 2, rate: 1 } },
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 5, 4], [2]], options: { heads: 2, rate: 0, scale: 0 } },
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 4, 4], [2]], options: { heads: 2, rate: 0 } },
    { shapes: [[2, 3, 4], [2, 5, 6], [2, 5, 6], [2]], options: { heads: 2, rate: 0 } },
    { shapes: [[2, 3, 4], [1, 5, 4], [1, 5, 4], [2]], options: { heads: 2, rate: 0 } },
    { shapes: [[2, 3, 4], [2, 5, 4], [2, 5, 4], [3]], options: { heads: 2, rate: 0 } },
    { shapes: [[6, 4], [5, 4], [5, 4], [6]], options: { heads: 2, rate: 0 } },
  ].map((refused) => ({
    ...refused,
    fill: [null, null, null, (size) => new Uint32Array(size).fill(1)],
  })),
};

function sample(
  q: readonly [batch: number, queries: number, width: number],
  keys: number,
  heads: number,
  lengths: readonly number[],
  rate = 0,
  scale?: number,
): Sample<AttentionRuleOptions> {
  const [batch, , width] = q;
  const others = [batch, keys, width];
  return {
    shapes: [q, others, others, [batch], ...(rate ? [[3]] : [])],
    options: { heads, rate, ...(scale !== undefined && { scale }) },
    fill: [null, null, null, () => Uint32Array.from(lengths), () => Uint32Array.of(7, 11, 13)],
  };
}

/** Attention, one query of one head after another. */
function reference(
  arrays: readonly HostArray[],
  { heads, rate, scale }: AttentionRuleOptions,
): HostArray[] {
  const [q, , v, lengths] = arrays;
  const sizes = sizesOf(shapesOf(arrays), heads, scale);
  const { batch, size, queries, keys } = sizes;
  const y = hostArray(q.shape, () => 0);
  for (let n = 0; n < batch; n++) {
    const length = Math.min(lengths.data[n], keys);
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < queries; i++) {
        const weights = weightsOf(arrays, sizes, rate, { n, head, i, length });
        const to = ((n * queries + i) * heads + head) * size;
        weights.forEach((weight, j) => {
          const at = ((n * keys + j) * heads + head) * size;
          for (let c = 0; c < size; c++) y.data[to + c] += weight * v.data[at + c];
        });
      }
    }
  }
  return [y];
}

/** The weights that a query gives to each key. */
function weightsOf(
  [q, k, , , ticket]: readonly HostArray[],
  { heads, size, queries, keys, scale }: AttentionSizes,
  rate: number,
  { n, head, i, length }: { n: number; head: number; i: number; length: number },
): Float64Array {
  const own = ((n * queries + i) * heads + head) * size;
  const scores = Float64Array.from({ length }, (_, j) => {
    const other = ((n * keys + j) * heads + head) * size;
    let product = 0;
    for (let c = 0; c < size; c++) product += q.data[own + c] * k.data[other + c];
    return product * scale;
  });
  const greatest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power, j) => {
    if (!rate) return power / total;
    const place = ((n * heads + head) * queries + i) * keys + j;
    const [word] = threefry(ticket.data[0], ticket.data[1], place, ticket.data[2]);
    return word >= thresholdOf(rate) ? power / total / (1 - rate) : 0;
  });
}

/**
 * Scaled dot-product attention.
 *
 * @example
 * ```ts
 * import { attention, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x = tensor(device, [[[1, 0], [0, 1]]]); // one row of two words
 * const y = attention(x, x, x, tensor(device, Uint32Array.of(1)));
 * console.assert((await y.data()).join() === "1,0,1,0"); // only the first word counts
 * device.destroy();
 * ```
 */
export const attention: AttentionOperation = Object.assign(
  ((q: Tensor, k: Tensor, v: Tensor, lengths: Signal, options: AttentionOptions = {}) => {
    const { heads = 1, dropout, scale } = options;
    const rate = dropout?.rate ?? 0;
    const inputs = [q, k, v, lengths, ...(dropout && rate ? [dropout.stream.ticket()] : [])];
    return apply(rule, inputs, { heads, rate, scale })[0];
  }) as AttentionOperation,
  { rule },
);
