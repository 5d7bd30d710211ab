/**
 * Images that a caller has in memory as rows that a net reads.
 *
 * @module
 */
import {
  type Augmentation,
  type BatchSource,
  DataError,
  imageBytes,
  ImageRows,
  type Images,
  type ImageShape,
  measureScaling,
  type PixelScaling,
  selectImages,
} from "../../datasets/mod.ts";
import { type Label, numberedLabels } from "../labels.ts";
import { type HoldOut, holdOut, type PreparedData } from "../parts.ts";
import { type ImageEncoding, isSameShape, shapeText } from "./encoding.ts";

/** The bytes of some images of one size. */
export interface PixelImages {
  /** The bytes of all pixels `[n, height, width, channels]`, row-major; 0 is black. */
  readonly pixels: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>;
  /** Size of each image; 1 channel for gray, 3 for red, green and blue. */
  readonly shape: ImageShape;
}

/** Labelled images. */
export interface LabelledImages {
  /** The images. */
  readonly images: PixelImages;
  /** The class of each. */
  readonly labels: ArrayLike<Label>;
}

/** An image to classify: its bytes `[height, width, channels]`, row-major. */
export type ImageInput = Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>;

/** How labelled images are prepared; all of it has a default. */
export interface ImageChoices extends HoldOut<LabelledImages> {
  /** Names of the classes, in their order; where absent those of the labels. */
  readonly classes?: readonly string[];
  /** Mean and deviation of the pixels; measured on the training images where absent. */
  readonly scaling?: PixelScaling;
  /** Random changes of training images; none where absent. */
  readonly augmentation?: Augmentation;
}

/**
 * Prepares labelled images for training.
 *
 * @throws {DataError} When images, labels and classes do not match, or too few images are there to hold some out.
 */
export function prepareLabelled(
  data: LabelledImages,
  choices: ImageChoices,
): PreparedData<ImageEncoding> {
  const { classes, images } = imagesOf(data, choices.classes);
  const { shape } = images;
  const { train, held } = holdOut(images, choices, {
    unit: "images",
    select: selectImages,
    read: (own: LabelledImages) => imagesOf(own, classes, shape).images,
  });
  const { scaling = measureScaling(train), augmentation } = choices;
  return {
    encoding: { classes, shape, scaling },
    train: new ImageRows(train, { augmentation }),
    held: held && new ImageRows(held),
  };
}

/**
 * Labelled images as rows of a net that exists.
 *
 * @throws {DataError} When a label is none of the classes, or the images have another size.
 */
export function labelledImages(
  { classes, shape }: ImageEncoding,
  data: LabelledImages,
): BatchSource {
  return new ImageRows(imagesOf(data, classes, shape).images);
}

/**
 * Images to answer as rows of a net that exists.
 *
 * @throws {DataError} When something is no image of the net's size.
 */
export function imageInputs({ shape }: ImageEncoding, inputs: readonly ImageInput[]): BatchSource {
  const bytes = imageBytes(shape);
  const pixels = new Uint8Array(inputs.length * bytes);
  inputs.forEach((input, row) => {
    if (!isBytes(input) || input.length !== bytes) {
      throw new DataError(
        `Cannot answer image ${row}: it is no array of ${bytes} bytes, give a Uint8Array of ` +
          shapeText(shape),
      );
    }
    pixels.set(input, row * bytes);
  });
  return new ImageRows({ pixels, shape, labels: new Uint32Array(inputs.length) });
}

function imagesOf(
  { images, labels }: LabelledImages,
  known?: readonly string[],
  wanted?: ImageShape,
): { readonly classes: readonly string[]; readonly images: Images } {
  const { pixels, shape } = images ?? {};
  checkShape(shape, wanted);
  const count = isBytes(pixels) ? pixels.length / imageBytes(shape) : NaN;
  if (!Number.isInteger(count)) {
    throw new DataError(
      `Cannot use images: their pixels are no array of ${
        imageBytes(shape)
      } bytes for each, give a ` +
        `Uint8Array [n, ${shape.height}, ${shape.width}, ${shape.channels}]`,
    );
  }
  const found = numberedLabels({ count, unit: "images", one: "image" }, labels, known);
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
  return { classes: found.classes, images: { pixels: bytes, shape, labels: found.labels } };
}

function checkShape(shape: ImageShape, wanted: ImageShape | undefined): void {
  const { height, width, channels } = shape ?? {};
  const isSize = (size: number) => Number.isSafeInteger(size) && size > 0;
  if (!isSize(height) || !isSize(width) || (channels !== 1 && channels !== 3)) {
    throw new DataError(
      `Cannot use images of the shape ${JSON.stringify(shape)}: give { height, width, channels } ` +
        "with 1 or 3 channels",
    );
  }
  if (!wanted || isSameShape(shape, wanted)) return;
  throw new DataError(
    `Cannot use images of ${shapeText(shape)}: the net reads ${shapeText(wanted)}, resize them`,
  );
}

function isBytes(value: unknown): value is ImageInput {
  return value instanceof Uint8Array || value instanceof Uint8ClampedArray;
}
