/**
 * Images, as the commands know them.
 *
 * @module
 */
import { ImageRows } from "../../datasets/mod.ts";
import { loadImages } from "../../datasets/files/mod.ts";
import { readEncoding, writeEncoding } from "../encoding_file.ts";
import { renumberLabels } from "../labels.ts";
import type { Entering, Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { placesOf } from "../options/places.ts";
import { takesSides } from "../options/models.ts";
import { testOf } from "../parts.ts";
import { loadOptions, prepareImages } from "./data.ts";
import { type ImageEncoding, isImageEncoding, shapeText } from "./encoding.ts";
import { buildImage } from "./model.ts";
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
  read: (run) => readEncoding(run, "pixels", isImageEncoding),
  check: () => {},
  write: (run, encoding) => writeEncoding(run, "pixels", encoding),
  size: ({ shape, classes }) => `${shapeText(shape)}, ${classes.length} classes`,
  entering,
  testSet,
  questions: (run, options) => new ImageQuestions(run, options),
  unlabelled: () => Promise.resolve(null),
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

async function testSet(
  { path, options: own, encoding }: RunModel<ImageEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Parameters<Modality["testSet"]>[3],
): Promise<TestSet> {
  const asked = {
    ...own,
    ...placesOf(own, options),
    // A folder by itself is its own test.
    testData: options.testData ?? (isOther ? undefined : own.testData),
    resize: encoding.shape.height,
  };
  const dataset = await loadImages(isOther ? options.dataset : own.dataset, {
    ...loadOptions(asked),
    onProgress,
  });
  const { name, notes } = dataset;
  const test = renumberLabels(
    testOf(dataset, "test on"),
    dataset,
    encoding.classes,
    `test ${path} on ${name}`,
  );
  return { name, notes, source: new ImageRows(test) };
}
