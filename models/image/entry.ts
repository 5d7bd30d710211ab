/**
 * How images enter a net: as bytes, which become numbers on the device.
 *
 * @module
 */
import {
  type Device,
  type Entry,
  type EntryUse,
  type Features,
  type HostInput,
  images,
  type Named,
  ShapeError,
  type Signal,
  tensor,
} from "../../engine/mod.ts";
import type { Pixels } from "./options.ts";
import { IMAGE } from "./side_image.ts";

/**
 * Images: `x` are their bytes `[batch, words]`, four in a word; `draws` `[batch, 8]`, which may be absent,
 * say how each image is changed. See the operation `images`.
 *
 * @example
 * ```ts
 * import { ImageEntry, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const scaling = { mean: [0], deviation: [1], perImage: false };
 * const entry = new ImageEntry(device, { height: 2, width: 2, channels: 1, ...scaling });
 * const { x } = entry.features({ x: tensor(device, Uint32Array.of(0xff00), [1, 1]) });
 * console.assert((await x.data()).join() === "0,1,0,0"); // [batch, height, width, channels]
 * device.destroy();
 * ```
 */
export class ImageEntry implements Entry {
  readonly #pixels: Pixels;
  readonly #scaling: { readonly mean: Signal; readonly deviation: Signal };
  readonly #sides: boolean;

  /**
   * The entry of a net.
   *
   * @param sides Whether blocks above the first read the images too.
   */
  constructor(device: Device, pixels: Pixels, sides = false) {
    const { mean, deviation } = pixels;
    this.#pixels = pixels;
    this.#sides = sides;
    this.#scaling = device.keep({
      mean: tensor(device, Float32Array.from(mean)),
      deviation: tensor(device, Float32Array.from(deviation)),
    });
  }

  /** The bytes, and what is drawn; nothing where features of a block come in their place. */
  host(inputs: Named<HostInput>, { first }: EntryUse): Record<string, HostInput> {
    return first ? {} : { ...inputs };
  }

  /**
   * The images as x, or the features from below.
   *
   * @throws {ShapeError} When there are neither, or the bytes are those of other images.
   */
  features({ x, draws }: Named<Signal>, below?: Features<Signal>): Features<Signal> {
    if (below) return below;
    if (!x) throw new ShapeError("Cannot read images: their bytes are missing, pass x");
    const { mean, deviation } = this.#scaling;
    const { perImage, ...pixels } = this.#pixels;
    const image = images(x, draws ?? null, pixels, mean, deviation, perImage);
    return { x: image, rows: this.#sides ? { [IMAGE]: image } : {}, shared: {} };
  }
}
