import type { Batch, BatchArray, BatchSource, Pass, PassOptions, Shuffle } from "../batch.ts";
import { copyRows, labelsAt } from "../dataset.ts";
import { passOf } from "../pass.ts";
import { type Augmentation, drawChanges, DRAWS } from "./augmentation.ts";
import { imageBytes, type Images } from "./images.ts";

/** How images are read. */
export interface ImageRowsOptions {
  /** Random changes in shuffled passes; none where absent. Other passes give the images as they are. */
  readonly augmentation?: Augmentation;
}

/**
 * Images that can be cut into mini-batches. The inputs of a mini-batch:
 *
 * - `x` `[size, ceil(height * width * channels / 4)]`: the bytes of each image, four in a word, the first in
 *   the lowest bits; what is left of the last word is 0.
 * - `draws` `[size, 8]`, in shuffled passes with an augmentation only: what happens to each image, as
 *   {@linkcode drawChanges} says.
 *
 * With two views the first half of a mini-batch are the weak views and the second half the strong ones, and
 * rows and labels stand twice.
 *
 * @example
 * ```ts
 * import { ImageRows } from "@associated/learning/data";
 *
 * const shape = { height: 2, width: 3, channels: 1 };
 * const images = { pixels: new Uint8Array(12), shape, labels: Uint32Array.of(0, 1) };
 * const [batch] = new ImageRows(images).batches({ batch: 2 });
 * console.assert(batch.inputs.x.shape.join() === "2,2"); // six bytes in two words
 * ```
 */
export class ImageRows implements BatchSource {
  /** The images. */
  readonly set: Images;
  readonly #augmentation: Augmentation | null;

  /** Images, and how they are read. */
  constructor(set: Images, options: ImageRowsOptions = {}) {
    this.set = set;
    this.#augmentation = options.augmentation ?? null;
  }

  /** Class indices `[n]`. */
  get labels(): Uint32Array<ArrayBuffer> {
    return this.set.labels;
  }

  /** The mini-batches of a pass. */
  batches(options: PassOptions): Pass {
    return passOf(this.labels.length, options, (rows) => this.#gather(rows, options.shuffle));
  }

  /** The number of images: there is no time in them. */
  steps(): number {
    return this.labels.length;
  }

  #gather(rows: Uint32Array<ArrayBuffer>, shuffle?: Shuffle): Batch {
    const augmentation = shuffle && this.#augmentation;
    const all = augmentation?.views === 2 ? Uint32Array.of(...rows, ...rows) : rows;
    const inputs: Record<string, BatchArray> = { x: packImages(this.set, all) };
    if (augmentation) {
      const data = drawChanges(augmentation, shuffle, rows);
      inputs.draws = { data, shape: [all.length, DRAWS] };
    }
    return { size: all.length, rows: all, labels: labelsAt(this, all), inputs };
  }
}

/** The bytes of some images `[m, words]`, four in a word. */
function packImages({ pixels, shape }: Images, rows: Uint32Array): BatchArray {
  const bytes = imageBytes(shape);
  const words = Math.ceil(bytes / 4);
  const data = new Uint32Array(rows.length * words);
  copyRows(pixels, rows, bytes, new Uint8Array(data.buffer), words * 4);
  return { data, shape: [rows.length, words] };
}
