/**
 * A table of vectors, one for each word.
 *
 * @module
 */
import { embedding } from "../ops/embedding/embedding.ts";
import { embeddingMean } from "../ops/embedding/mean.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import { fromRows, type Initializer, normal } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a table, its first values, and how it learns. */
export interface EmbeddingLayerOptions {
  /** Number of rows. */
  readonly rows: number;
  /** Width of a row. */
  readonly columns: number;
  /** First values; normal with deviation 1, as PyTorch's, where absent. */
  readonly initializer?: Initializer;
  /** All first values, row-major, as from a file; `initializer` is not used then. */
  readonly vectors?: Float32Array;
  /**
   * A row that stands for no word: its first values are zeros. Leave it out of the `rowIndex` too, and it
   * never learns.
   */
  readonly padding?: number;
  /** Whether the gradient of a step holds only the rows that were used (`sparse`) or the whole table. */
  readonly update?: "sparse" | "dense";
}

/**
 * A table of vectors.
 *
 * @example
 * ```ts
 * import { Embedding, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const table = new Embedding(place, { rows: 10, columns: 4, padding: 0 });
 * const y = table.forward(tensor(device, Uint32Array.of(3, 0, 7, 7), [2, 2]));
 * console.assert(y.shape.join() === "2,2,4"); // [batch, time] to [batch, time, columns]
 * device.destroy();
 * ```
 */
export class Embedding implements Module {
  /** `[rows, columns]`. */
  readonly weight: Parameter;
  readonly #update: "sparse" | "dense";

  /** A table at a place. */
  constructor(place: Place, options: EmbeddingLayerOptions) {
    const { rows, columns, vectors, initializer = normal(), padding } = options;
    const first = vectors ? fromRows(vectors) : padded(initializer, padding);
    this.weight = place.parameter("weight", [rows, columns], first);
    this.#update = options.update ?? "sparse";
  }

  /** The table. */
  get parameters(): readonly Parameter[] {
    return [this.weight];
  }

  /**
   * Row numbers `[...]` (`u32`) to rows `[..., columns]`.
   *
   * @param index `rowIndex` of the same numbers, on the device; only learning needs it.
   * @throws {ShapeError} When the index belongs to another number of row numbers.
   */
  forward(ids: Signal, index?: Signal): Tensor {
    return embedding(this.weight, ids, index, { update: this.#update });
  }

  /**
   * Row numbers `[batch, time]` (`u32`) to the means `[batch, columns]` of each row's first
   * `lengths[i]` (`u32[batch]`) table rows.
   *
   * @param index `rowIndex` of the same numbers, on the device; only learning needs it.
   * @throws {ShapeError} When sizes do not fit.
   */
  mean(ids: Signal, index: Signal | undefined, lengths: Signal): Tensor {
    return embeddingMean(this.weight, ids, index, lengths, { update: this.#update });
  }
}

/** Draws first values, with zeros in one row. */
function padded(initializer: Initializer, row?: number): Initializer {
  return (shape, size, random) => {
    const values = initializer(shape, size, random);
    if (row !== undefined) values.fill(0, row * shape[1], (row + 1) * shape[1]);
    return values;
  };
}
