/**
 * Images from bytes, augmented and scaled.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Rule } from "../../tensor/op.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { view } from "../matmul/product.ts";
import { RowKernel } from "../kernels/rows.ts";
import { reference, samples } from "./images_reference.ts";
import code from "../../../shaders/image/images.wgsl" with { type: "text" };
import coloursCode from "../../../shaders/image/image_colours.wgsl" with { type: "text" };

/** Pixels of the images that {@linkcode images} makes. */
export interface ImagePixels {
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** Numbers of a pixel: 1 (gray) or 3 (red, green, blue). */
  readonly channels: number;
}

/** Options of the operation of {@linkcode images}. */
export interface ImagesOptions extends ImagePixels {
  /** Whether each image is standardized by its own mean and deviation at last. */
  readonly perImage: boolean;
}

/** Images from bytes. */
export interface ImagesOperation {
  /**
   * `[batch, height, width, channels]`: `(byte / 255 - mean) / deviation`. No gradient flows through it.
   *
   * @param x The bytes, `u32[batch, ceil(height * width * channels / 4)]`: channels side by side, pixels row by
   * row, four bytes a word, the first in the lowest bits.
   * @param draws What is drawn for each image, `f32[batch, 8]`, or nothing for images as they are: row and column
   * from which the first pixel is taken, whole numbers, where outside of the image all bytes are 0 (a crop with
   * padding); 1 for left and right exchanged, or 0; factors of brightness, contrast (about the image's mean gray)
   * and saturation; the turn of the hue, in turns; 1 for gray, or 0. They are applied in this order, by
   * torchvision's formulas, colours held to [0, 1] after each; 0, 0, 0, 1, 1, 1, 0, 0 changes nothing. Images of
   * one channel have brightness and contrast alone.
   * @param mean One number a channel, or one for each pixel and channel, `[height * width * channels]`.
   * @param deviation One number a channel.
   * @param perImage Whether each image then becomes `(y - m) / max(s, 1 / sqrt(n))`, with mean m and deviation s of
   * its n numbers, as TensorFlow's `per_image_standardization`.
   * @throws {ShapeError} When shapes do not fit each other.
   */
  (
    x: Signal,
    draws: Signal | null,
    pixels: ImagePixels,
    mean: Signal,
    deviation: Signal,
    perImage?: boolean,
  ): Signal;
  /** The operation; its inputs are bytes, mean, deviation and, where there are any, draws. */
  readonly rule: Rule<ImagesOptions>;
}

const kernels = new Map<string, RowKernel>();

function kernelOf(constants: Readonly<Record<string, number>>): RowKernel {
  const key = Object.values(constants).join();
  let kernel = kernels.get(key);
  if (!kernel) {
    const uniforms = { height: "u32", width: "u32", words: "u32", step: "u32" } as const;
    const source = { name: "images", code: `${code}\n${coloursCode}`, reads: 4, writes: 1 };
    kernels.set(key, kernel = new RowKernel({ ...source, uniforms, constants }));
  }
  return kernel;
}

/** Whether inputs belong to images of these pixels. */
function fits([x, mean, deviation, draws]: readonly Shape[], pixels: ImagePixels): boolean {
  const { height, width, channels } = pixels;
  const size = height * width * channels;
  const sizes = [height, width, channels];
  return sizes.every((size) => Number.isSafeInteger(size) && size > 0) &&
    (channels === 1 || channels === 3) &&
    x.length === 2 && x[1] === Math.ceil(size / 4) &&
    mean.length === 1 && (mean[0] === channels || mean[0] === size) &&
    deviation.length === 1 && deviation[0] === channels &&
    (!draws || (draws.length === 2 && draws[0] === x[0] && draws[1] === 8));
}

const rule: Rule<ImagesOptions> = {
  name: "images",
  dtypes: ["u32"],
  shapes: (inputs, { height, width, channels }) => {
    if (!fits(inputs, { height, width, channels })) {
      const [x, mean, deviation, draws] = inputs.map(format);
      throw new ShapeError(
        `Cannot make images of ${height} x ${width} pixels and ${channels} channels from bytes ${x}, ` +
          `mean ${mean}, deviation ${deviation} and ${draws ? `draws ${draws}` : "no draws"}: ` +
          "give 1 or 3 channels, four bytes a word as [batch, words], the mean as [channels] or " +
          "[height * width * channels], the deviation as [channels], draws as [batch, 8]",
      );
    }
    return [[inputs[0][0], height, width, channels]];
  },
  forward: ([x, mean, deviation, draws], { height, width, channels, perImage }, [shape]) => {
    const y = empty(x.device, shape);
    const [batch, words] = x.shape;
    const kernel = kernelOf({
      CHANNELS: channels,
      AUGMENT: Number(draws !== undefined),
      PER_IMAGE: Number(perImage),
    });
    kernel.run(view(y, [batch, height * width]), {
      // A kernel without draws binds anything in their place.
      reads: [x.storage, mean.storage, deviation.storage, (draws ?? mean).storage],
      writes: [y.storage],
      uniforms: { height, width, words, step: mean.size === channels ? 0 : channels },
    });
    return { outputs: [y] };
  },
  backward: ({ inputs }) => inputs.map(() => null),
  reference: (inputs, options) => [reference(inputs, options)],
  samples,
  refuses: refusals(),
};

/** One thing wrong each, of images of 2 x 3 pixels and 3 channels. */
function refusals(): Rule<ImagesOptions>["refuses"] {
  const options = { height: 2, width: 3, channels: 3, perImage: false };
  const fill = [(size: number) => new Uint32Array(size)];
  const inputs = [
    [[2, 4], [3], [3]],
    [[2, 5], [6], [3]],
    [[2, 5], [18], [1]],
    [[2, 5], [3], [3], [2, 7]],
    [[2, 5], [3], [3], [1, 8]],
    [[10], [3], [3]],
  ];
  return [
    ...inputs.map((shapes) => ({ shapes, options, fill })),
    { shapes: [[2, 3], [2], [2]], options: { ...options, channels: 2 }, fill },
    { shapes: [[2, 0], [3], [3]], options: { ...options, height: 0 }, fill },
  ];
}

/**
 * Images from bytes, augmented and scaled.
 *
 * @example
 * ```ts
 * import { images, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const pixels = { height: 1, width: 2, channels: 1 };
 * const x = tensor(device, Uint32Array.of(0xff00), [1, 1]); // an image: the bytes 0 and 255
 * const mean = tensor(device, [0.5]), deviation = tensor(device, [0.25]);
 * const y = images(x, null, pixels, mean, deviation);
 * console.assert((await y.data()).join() === "-2,2");
 * const flip = tensor(device, [[0, 0, 1, 1, 1, 1, 0, 0]]); // left and right exchanged
 * console.assert((await images(x, flip, pixels, mean, deviation).data()).join() === "2,-2");
 * device.destroy();
 * ```
 */
export const images: ImagesOperation = Object.assign(
  (
    x: Signal,
    draws: Signal | null,
    { height, width, channels }: ImagePixels,
    mean: Signal,
    deviation: Signal,
    perImage = false,
  ) => {
    const inputs = [x, mean, deviation, ...(draws ? [draws] : [])];
    return apply(rule, inputs, { height, width, channels, perImage })[0] as Signal;
  },
  { rule },
);
