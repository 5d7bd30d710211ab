/**
 * Images, as the commands know them.
 *
 * @module
 */
import { DataError, ImageRows, type ImageShape } from "../../datasets/mod.ts";
import { loadImages, loadTestImages } from "../../datasets/files/mod.ts";
import { readEncoding, writeEncoding } from "../encoding_file.ts";
import type { Entering, Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { placesOf } from "../options/places.ts";
import { kindOfSet } from "../options/sets.ts";
import { takesSides } from "../options/models.ts";
import { testSetOf } from "../run/test_set.ts";
import type { Watcher } from "../terminal/loading.ts";
import { loadOptions, prepareImages } from "./data.ts";
import { type ImageEncoding, isImageEncoding, isSameShape, shapeText } from "./encoding.ts";
import { buildImage, modelOptions } from "./model.ts";
import { ImageQuestions } from "./questions.ts";

/** Images. */
export const image: Modality<ImageEncoding> = {
  kind: "image",
  ask: "give PNG or JPEG files, or folders of them, behind the run",
  unit: "images",
  one: "image",
  files: ["pixels"],
  prepare: prepareImages,
  build: buildImage,
  modelOptions,
  read: (run) => readEncoding(run, "pixels", isImageEncoding),
  write: (run, encoding) => writeEncoding(run, "pixels", encoding),
  size: ({ shape, classes }) => `${shapeText(shape)}, ${classes.length} classes`,
  entering,
  testSet,
  questions: (run, options) => new ImageQuestions(run, options),
};

function entering({ model, numLayer }: OptionsOf<"train">, { shape }: ImageEncoding): Entering {
  const blocks = Array.from({ length: numLayer }, (_, i) => i);
  const sides = takesSides(model);
  return {
    sizes: blocks.map(() => ({ steps: 1 })),
    inputs: blocks.map((i) => ({ block: i + 1, takes: i === 0 || sides ? shape : null })),
    table: "",
    note: `An image of ${shapeText(shape)}` + (sides ? ", which enters at every block." : "."),
  };
}

function testSet(
  run: RunModel<ImageEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { path, options: own, encoding } = run;
  const { resize = own.resize } = options;
  const asked = { ...loadOptions({ ...own, ...placesOf(own, options), resize }), onProgress };
  return testSetOf(run, options, isOther, {
    isNamed: (name) => kindOfSet(name) !== null,
    async readAll(folder) {
      const { images, ...rest } = await loadTestImages(folder, { ...encoding, name: path }, asked);
      return { rows: images, ...rest };
    },
    readSet: (name, testData) => loadImages(name, { ...asked, testData }),
    check: ({ shape }, name) => checkShape(shape, run, name),
    sourceOf: (images) => new ImageRows(images),
  });
}

/** Refuses images of another size than the model reads. */
function checkShape(shape: ImageShape, { path, encoding }: RunModel<ImageEncoding>, name: string) {
  if (isSameShape(shape, encoding.shape)) return;
  throw new DataError(
    `Cannot test ${path} on ${name}: its images have ${shapeText(shape)} and the model reads ` +
      `${shapeText(encoding.shape)}, give images of that size, or --resize where it is their ` +
      "height and width",
  );
}
