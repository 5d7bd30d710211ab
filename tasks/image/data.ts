/**
 * Brings a data set of images into the form that training takes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { ImageRows, type Images, selectImages } from "../../datasets/mod.ts";
import { type ImageLoadOptions, loadImages } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { readFold } from "../options/fold.ts";
import { withClassWeights } from "../options/class_weight.ts";
import type { OptionsOf } from "../options/options.ts";
import { partsOf } from "../parts.ts";
import { partKeys, repeatedNotes } from "../run/repeated.ts";
import type { Watcher } from "../terminal/loading.ts";
import { type ImageEncoding, shapeText } from "./encoding.ts";
import { buildImage } from "./model.ts";
import { filtersOf } from "./filters.ts";
import { pictureOf } from "./picture.ts";
import { augmentationOf, augmentationText, scalingOf } from "./scaling.ts";

/**
 * Loads and prepares what the options of `train` name.
 *
 * @param known Classes, size and scaling of a saved model, which stay as they are
 * @throws {DataError} when the data cannot be read, or have a class that the saved model does not know
 */
export async function prepareImages(
  options: OptionsOf<"train">,
  onProgress: Watcher,
  known?: ImageEncoding,
): Promise<Prepared<ImageEncoding>> {
  const dataset = await loadImages(options.dataset, {
    ...loadOptions(options),
    valData: options.valData,
    onProgress,
  });
  const classes = known?.classes ?? dataset.classes;
  const { train, validation, test } = partsOf(dataset, selectImages, { ...options, classes });
  const { shape } = train;
  const scaling = known?.scaling ?? scalingOf(options, train);
  const encoding: ImageEncoding = { classes, shape, scaling };
  const augmentation = augmentationOf(options, shape);
  const weighed = withClassWeights(options, train, classes);
  const keys = partKeys(options, { ...dataset, test }, keysOf);
  return {
    dataset: { ...dataset, notes: [...dataset.notes, ...repeatedNotes(keys, "images")] },
    encoding,
    train: new ImageRows(train, augmentation ? { augmentation } : {}),
    validation: new ImageRows(validation),
    test: new ImageRows(test),
    isAugmented: augmentation !== null,
    size: shapeText(shape),
    lines: augmentation ? [["changes", augmentationText(augmentation)]] : [],
    facts: { shape, scaling, augmentation },
    build: (device) => buildImage(device, weighed, encoding),
    shown: (row) => `${test.shape.height} x ${test.shape.width} pixels, test row ${row + 1}`,
    picture: (row) => pictureOf(test, row),
    filters: (learner) => filtersOf(learner, shape),
  };
}

/** A checksum of the pixels of each image. */
function keysOf({ pixels, labels: { length } }: Images): string[] {
  const size = pixels.length / length;
  return Array.from({ length }, (_, i) => {
    const own = pixels.subarray(i * size, (i + 1) * size);
    return createHash("sha1").update(own).digest("base64");
  });
}

/** Where the options of a run say that its images are, and how large they become. */
export function loadOptions(options: OptionsOf<"train">): ImageLoadOptions {
  const { seed, dataDir, cacheDir, offline, testData, resize: side } = options;
  const resize = side === undefined ? undefined : { height: side, width: side };
  const fold = readFold(options.fold);
  return { seed, dataDir, cacheDir, offline, testData, fold, resize };
}
