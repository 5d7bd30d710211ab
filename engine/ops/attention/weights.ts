/**
 * The weights of attention as a matrix, to look at.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { format } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { full } from "../pointwise/full.ts";
import { joinRows } from "../arrange/join_rows.ts";
import { matmul } from "../matmul/matmul.ts";
import { add, multiply, subtract } from "../pointwise/pointwise.ts";
import { scaled } from "../pointwise/scaled.ts";
import { reshape } from "../arrange/reshape.ts";
import { softmax } from "../reduce/softmax.ts";
import { transpose } from "../arrange/transpose.ts";

/** Taken off the scores of keys that do not count, so that their weights are 0. */
const penalty = 1e30;

/** `[batch, time, heads * size]` to `[batch, heads, time, size]`. */
function byHeads(x: Tensor, heads: number): Tensor {
  const [batch, time, width] = x.shape;
  return transpose(reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
}

/** The rows of `x` that count, with zeros behind them. */
function real(x: Tensor, lengths: Signal): Tensor {
  const none = full(x.device, [x.shape[0], 0, x.shape[2]], 0);
  return joinRows({ x, lengths }, { x: none, lengths }).x;
}

/** Weights of attention. */
export interface AttentionWeights {
  /** Of signals, a signal. */
  (q: Signal, k: Signal, lengths: Signal, heads?: number, scale?: number): Signal;
  /**
   * The weights `[batch, heads, queries, keys]` that `attention` gives to its values when it drops nothing,
   * for the same queries `[batch, queries, heads * size]`, keys `[batch, keys, heads * size]`, lengths,
   * heads (1 where absent) and scale (above 0, `1 / sqrt(size)` where absent). The weights of a query add up
   * to 1, or are 0 in a row of length 0. All weights are in memory at once.
   */
  (q: Tensor, k: Tensor, lengths: Signal, heads?: number, scale?: number): Tensor;
}

/**
 * Weights of attention.
 *
 * @example
 * ```ts
 * import { attentionWeights, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x = tensor(device, [[[1, 0], [0, 1]]]); // one row of two words
 * const weights = attentionWeights(x, x, tensor(device, Uint32Array.of(1)));
 * console.assert((await weights.data()).join() === "1,0,1,0"); // only the first word counts
 * device.destroy();
 * ```
 */
export const attentionWeights =
  ((q: Tensor, k: Tensor, lengths: Signal, heads = 1, scale?: number) => {
    const [batch, , width] = q.shape, keys = k.shape[1], { device } = q;
    if ([q, k].some(({ shape }) => shape.length !== 3) || !(width > 0 && width % heads === 0)) {
      throw new ShapeError(
        `Cannot weigh ${format(k.shape)} by ${format(q.shape)} with ${heads} heads: ` +
          "give queries and keys [batch, time, width] and a number of heads that divides the width",
      );
    }
    const factor = scale ?? 1 / Math.sqrt(width / heads);
    if (!(factor > 0 && factor < Infinity)) {
      throw new ShapeError(`Cannot weigh with a scale of ${factor}: give a number above 0`);
    }
    const products = matmul(byHeads(q, heads), byHeads(real(k, lengths), heads), {
      transposeB: true,
    });
    const counts = reshape(real(full(device, [batch, keys, 1], 1), lengths), [batch, 1, 1, keys]);
    const barred = scaled(subtract(counts, full(device, [], 1)), penalty);
    return multiply(softmax(add(scaled(products, factor), barred)), counts);
  }) as AttentionWeights;
