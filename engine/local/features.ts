/**
 * What flows from block to block beside the label codes.
 *
 * @module
 */
import { gatherRows, gatherRowsInto } from "../ops/arrange/gather_rows.ts";
import { view } from "../ops/matmul/product.ts";
import { detach, empty, type Signal, type Tensor } from "../tensor/tensor.ts";

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

/**
 * The same features with no history.
 *
 * @example
 * ```ts
 * import { detachFeatures, openCpu, Parameter, square, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("block 1"), "w", [1], Float32Array.of(2));
 * const { x } = detachFeatures({ x: square(w), rows: {}, shared: {} });
 * console.assert(x.tape === null); // it may enter a block of another tape
 * device.destroy();
 * ```
 */
export function detachFeatures(features: Features): Features<Signal> {
  return mapped(features, detach);
}

/**
 * Some examples of a mini-batch.
 *
 * @param examples Their places `[count]` (u32).
 *
 * @example
 * ```ts
 * import { openCpu, takeExamples, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const features = { x: tensor(device, [[1], [2], [3]]), rows: {}, shared: {} };
 * const { x } = takeExamples(features, tensor(device, Uint32Array.of(2, 0)));
 * console.assert((await x.data()).join() === "3,1");
 * device.destroy();
 * ```
 */
export function takeExamples(features: Features<Signal>, examples: Signal): Features<Signal> {
  return mapped(features, (values) => gatherRows(values, examples));
}

/** Examples side by side that come one after another: room for so many on the device. */
export class ExampleRoom {
  /** The room; its rows have undefined contents until examples are put there. */
  readonly features: Features<Signal>;

  /** Room for as many examples as there are in features like these. */
  constructor(like: Features<Signal>) {
    this.features = mapped(like, ({ device, shape, dtype }) => empty(device, shape, dtype));
  }

  /** Examples that there is room for. */
  get size(): number {
    return this.features.x.shape[0];
  }

  /** What it owns on the device. */
  get own(): unknown {
    const { x, rows } = this.features;
    return [x, rows];
  }

  /** Whether features of other examples can stand beside those in the room. */
  fits(other: Features<Signal>): boolean {
    return [this.features, other].every(({ shared }) => !Object.keys(shared).length) &&
      sizesOf(other) === sizesOf(this.features);
  }

  /** Puts some examples of a mini-batch into the room, from a place on. */
  put(first: number, { x, rows }: Features<Signal>, examples: Signal): void {
    gatherRowsInto(this.features.x, first, x, examples);
    for (const [name, values] of Object.entries(rows)) {
      gatherRowsInto(this.features.rows[name], first, values as Signal, examples);
    }
  }

  /** The first examples, where they are. */
  first(count: number): Features<Signal> {
    return mapped(this.features, (values) => view(values as Signal, values.shape.with(0, count)));
  }
}

/** Sizes of an example. */
function sizesOf({ x, rows }: Features<Signal>): string {
  return Object.entries({ ...rows, x }).map(([name, { shape }]) => `${name} ${shape.slice(1)}`)
    .sort().join();
}
