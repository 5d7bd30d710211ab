/**
 * The image that enters at a block above the first, and how it meets the features of the block below.
 *
 * @module
 */
import {
  add,
  Conv2d,
  type Features,
  type Parameter,
  type Place,
  ShapeError,
  type Signal,
  type Tensor,
} from "../../engine/mod.ts";
import { format, type Shape } from "../../engine/tensor/shape.ts";
import { windowsOf } from "../../engine/ops/conv/windows.ts";
import type { FirstValues } from "../first_values.ts";

/** Where features hold the images of a mini-batch, for the blocks that read them beside their input. */
export const IMAGE = "image";

/** A convolution of 3 x 3 of the image, without a bias, and relu, which is added to the features (Peng, 2023). */
export class SideImage {
  /** Multiply-adds of an example. */
  readonly multiplyAdds: number;
  readonly #conv: Conv2d;

  /**
   * A side input at a place.
   *
   * @param image `[height, width, channels]` of the images.
   * @param features The same of the features that it is added to.
   * @throws {ShapeError} When no stride gives as many pixels as the features have.
   */
  constructor(place: Place, image: Shape, features: Shape, first: FirstValues) {
    const windows = matching(image, features);
    const [inputs, outputs] = [image[2], features[2]];
    const options = { ...first, inputs, outputs, size: 3, ...windows };
    this.#conv = new Conv2d(place, { ...options, bias: false, activation: "relu" });
    this.multiplyAdds = features[0] * features[1] * 9 * inputs * outputs;
  }

  /** The weight. */
  get parameters(): readonly Parameter[] {
    return this.#conv.parameters;
  }

  /**
   * The features with what the image adds to them.
   *
   * @throws {ShapeError} When the features hold no images.
   */
  joined({ x, rows: { [IMAGE]: image } }: Features): Tensor {
    if (image) return add(x, this.#conv.forward(image as Signal));
    throw new ShapeError(
      `Cannot encode features beside their images: there are none, pass them as rows.${IMAGE}`,
    );
  }
}

/** The windows of 3 x 3 over an image of which there are as many as the features have pixels. */
function matching(image: Shape, features: Shape): { stride: number; padding: number } {
  const [height, width] = image;
  const ratio = Math.ceil(Math.max(height / features[0], width / features[1]));
  for (let stride = ratio; stride > 0; stride--) {
    for (const padding of [1, 0]) {
      if (Math.min(height, width) + 2 * padding < 3) continue;
      const windows = { stride, padding };
      const { down, across } = windowsOf("read an image", [height, width], [3, 3], windows);
      if (down === features[0] && across === features[1]) return windows;
    }
  }
  throw new ShapeError(
    `Cannot add an image of ${format(image)} to features of ${
      format(features)
    }: no stride of its ` +
      "windows gives as many pixels, give images of another size",
  );
}
