/**
 * What flows from block to block beside the label codes.
 *
 * @module
 */
import { gatherRows } from "../ops/arrange/gather_rows.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";

/**
 * A mini-batch as it leaves a block, or as it enters the first one. The encoders of a net agree on what each
 * name means; everything else treats features as names and tensors.
 */
export interface Features<T extends Tensor = Tensor> {
  /** Features `[batch, ...]`. */
  readonly x: T;
  /** Further tensors with a row for each example `[batch, ...]`, by name: lengths, states, side inputs. */
  readonly rows: Readonly<Record<string, T | Signal>>;
  /** Tensors that belong to the mini-batch as a whole, by name. */
  readonly shared: Readonly<Record<string, Signal>>;
}

/** Sizes of features, as far as they are the same for every mini-batch. */
export interface FeatureShape {
  /**
   * Sizes of x behind the axis of the examples; null where a size differs between mini-batches, as the time
   * of texts.
   */
  readonly x: readonly (number | null)[];
}

/** Applies `change` to x and to each tensor in `rows`. */
function mapped<T extends Tensor, U extends Tensor>(
  { x, rows, shared }: Features<T>,
  change: (values: T | Signal) => U,
): Features<U> {
  const changed = Object.entries(rows).map(([name, values]) => [name, change(values)]);
  return { x: change(x), rows: Object.fromEntries(changed), shared };
}

/** The same features with no history. */
export function detachFeatures(features: Features): Features<Signal> {
  return mapped(features, detach);
}

/**
 * Some examples of a mini-batch.
 *
 * @param examples Their places `[count]` (u32).
 */
export function takeExamples(features: Features<Signal>, examples: Signal): Features<Signal> {
  return mapped(features, (values) => gatherRows(values, examples));
}
