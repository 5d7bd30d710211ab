/**
 * Images, as the commands know them.
 *
 * @module
 */
import { DataError, ImageRows, type ImageShape } from "../../datasets/mod.ts";
import { loadImages, loadTestImages } from "../../datasets/files/mod.ts";
import { readEncoding, writeEncoding } from "../encoding_file.ts";
import { renumberLabels } from "../labels.ts";
import type { Entering, Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { placesOf } from "../options/places.ts";
import { kindOfSet } from "../options/sets.ts";
import { takesSides } from "../options/models.ts";
import { testOf } from "../parts.ts";
import { checkSources, learnedNotes } from "../run/sources.ts";
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

async function testSet(
  run: RunModel<ImageEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { path, options: own, encoding } = run;
  const { testData, resize = own.resize } = options;
  const places = { ...loadOptions({ ...own, ...placesOf(own, options), resize }), onProgress };
  const folder = testData ?? (isOther && !kindOfSet(options.dataset) ? options.dataset : undefined);
  if (folder !== undefined) {
    const known = { ...encoding, name: path };
    const { images, sources, notes, isPart } = await loadTestImages(folder, known, places);
    const learned = isPart ? [] : await learnedNotes(path, own.testData, sources);
    return { name: folder, notes: [...notes, ...learned], source: new ImageRows(images) };
  }
  const name = isOther ? options.dataset : own.dataset;
  const dataset = await loadImages(name, isOther ? { ...places, testData: undefined } : places);
  if (!isOther) await checkSources(path, dataset.sources, "test");
  const test = testOf(dataset, "test on");
  checkShape(test.shape, run, name);
  const { classes } = encoding;
  const rows = renumberLabels(test, dataset, classes, `test ${path} on ${name}`);
  return { name, notes: dataset.notes, source: new ImageRows(rows) };
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
