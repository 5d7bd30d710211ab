/**
 * L2 in the loss.
 *
 * @module
 */
import { scaled } from "../ops/pointwise/scaled.ts";
import { add, square } from "../ops/pointwise/pointwise.ts";
import { sum } from "../ops/reduce/reduce.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Encoder } from "./encoder.ts";

/**
 * A loss with half the squares of the kernels of some forward maps, summed and times a strength (Kao and Chen,
 * 2021). Kernels are weights of two axes or more; biases, normalizations and tables are none.
 *
 * @param strength At least 0; the loss stays as it is where it is 0.
 */
export function penalized(loss: Tensor, encoders: readonly Encoder[], strength: number): Tensor {
  if (!strength) return loss;
  const kernels = encoders.flatMap((f) =>
    f.parameters.filter((own) => own.shape.length > 1 && f.learning(own) === "weight")
  );
  return kernels.reduce(
    (total: Tensor, kernel) => add(total, scaled(sum(square(kernel)), strength / 2)),
    loss,
  );
}
