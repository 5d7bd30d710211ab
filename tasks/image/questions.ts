/**
 * Images to predict: files, and folders of files.
 *
 * @module
 */
import {
  type Batch,
  DataError,
  fitPicture,
  ImageRows,
  type ImageShape,
} from "../../datasets/mod.ts";
import { readImageFile } from "../../datasets/files/mod.ts";
import { isImageName } from "../../datasets/files/image/decode.ts";
import { filesIn, isLitter, kindOf } from "../../datasets/files/place.ts";
import type { Question, Questions, RunModel } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import type { ImageEncoding } from "./encoding.ts";

/** An image, as its file names it. */
export interface ImageQuestion extends Question {
  /** Its bytes `[height, width, channels]`, in the size that the model reads. */
  readonly pixels: Uint8Array;
}

/** Images to predict, resized to the size that the model reads. */
export class ImageQuestions implements Questions<ImageQuestion> {
  readonly #shape: ImageShape;
  readonly #places: readonly string[];

  /** The images that the options of `predict` name, for the model of a run. */
  constructor({ encoding }: RunModel<ImageEncoding>, { images }: OptionsOf<"predict">) {
    this.#shape = encoding.shape;
    this.#places = images ?? [];
  }

  /** Reads the images one after another, those of a folder in the order of their names. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ImageQuestion> {
    for (const place of this.#places) {
      for (const file of await imageFiles(place)) {
        const { pixels } = fitPicture(await readImageFile(file), this.#shape);
        yield { shown: file, pixels };
      }
    }
  }

  /** Some images as one mini-batch, in their order. */
  batch(some: readonly ImageQuestion[]): Batch {
    const [first] = some;
    const pixels = new Uint8Array(some.length * first.pixels.length);
    some.forEach((one, i) => pixels.set(one.pixels, i * first.pixels.length));
    const set = { pixels, shape: this.#shape, labels: new Uint32Array(some.length) };
    const [batch] = new ImageRows(set).batches({ batch: some.length });
    return batch;
  }
}

/**
 * The image files of a place: itself, or the PNG and JPEG files of a folder and its folders, by name.
 *
 * @throws {DataError} when there is no such place, or no image in it
 */
async function imageFiles(place: string): Promise<readonly string[]> {
  const kind = await kindOf(place);
  if (kind === null) {
    throw new DataError(`Cannot read ${place}: no such file or folder, check the path`);
  }
  if (kind === "file") return [place];
  const folder = place.replace(/(?<=.)\/+$/, "");
  const names = await filesIn(folder, (name) => isImageName(name) && !isLitter(name));
  if (names.length) return names.map((name) => `${folder}/${name}`);
  throw new DataError(`Cannot read ${place}: it holds no PNG or JPEG file, give another folder`);
}
