/**
 * Images to predict: files, and folders of files.
 *
 * @module
 */
import { type Batch, DataError, ImageRows, type ImageShape } from "../../datasets/mod.ts";
import { imageFiles, readImageFile } from "../../datasets/files/mod.ts";
import type { Question, Questions, RunModel } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import type { ImageEncoding } from "./encoding.ts";

/** An image, as its file names it. */
export interface ImageQuestion extends Question {
  /** Its bytes `[height, width, channels]`, in the size that the model reads. */
  readonly pixels: Uint8Array;
}

/** Images to predict, resized to the size that the model reads. */
export class ImageQuestions implements Questions<ImageQuestion, never> {
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
        const { pixels } = await readImageFile(file, this.#shape);
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

  /** There are no words in an image; `predict` refuses to explain it before it asks. */
  explain(): Promise<never> {
    throw new DataError("Cannot explain an image: only words of texts are weighed, leave it out");
  }

  /** Never called. */
  explanationText(explanation: never): string {
    return explanation;
  }
}
