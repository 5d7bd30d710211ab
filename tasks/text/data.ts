/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import {
  alignVectors,
  Batches,
  type Encoded,
  type Examples,
  selectRows,
  Vocabulary,
  type WordVectors,
} from "../../datasets/mod.ts";
import {
  type LoadOptions,
  loadText,
  loadVectors,
  type Progress,
} from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { partsOf } from "../parts.ts";
import type { OptionsOf } from "../options/options.ts";
import type { BlockInput } from "../encoding.ts";
import { blockInputs, columnsIn } from "../options/sides.ts";
import { PUBLISHED_VECTORS } from "../options/vectors.ts";
import { count, percent } from "../terminal/figures.ts";
import { BUCKET_WINDOW, rowsOf, type TextEncoding, type Words } from "./encoding.ts";
import { buildText, type FirstRows } from "./model.ts";

/** Shares of a training pass's positions that are padding, in [0, 1]. */
interface Padding {
  /** With texts in any order. */
  readonly plain: number;
  /** With texts of like length in a batch. */
  readonly bucketed: number;
}

/**
 * Loads and prepares what the options of `train` name.
 *
 * @param known Words and classes of a saved model, which keep their numbers; columns that it does not
 * know get words of their own
 * @throws {DataError} when the data cannot be read or have a class that the saved model does not know
 */
export async function prepareText(
  options: OptionsOf<"train">,
  onProgress: (progress: Progress) => void,
  known?: Words,
): Promise<Prepared<TextEncoding>> {
  const inputs = blockInputs(options);
  const dataset = await loadText(options.dataset, {
    ...loadOptions(options, columnsIn(inputs)),
    onProgress,
  });
  const classes = known?.classes ?? dataset.classes;
  const { train, validation, test } = partsOf(dataset, selectRows, { ...options, classes });
  const { vocabulary, columns } = wordsOf(options, inputs, train, known);
  const isNew = !known || [...columns.keys()].some((name) => !known.columns.has(name));
  const { vectors, firstRows } = isNew
    ? await loadFirstRows(options, [vocabulary, ...columns.values()], onProgress)
    : { vectors: null, firstRows: undefined };
  const dim = known ? known.dim : vectors?.dim ?? null;
  const encoding = encodingOf(options, { vocabulary, columns, classes, dim });
  const trainRows = rowsOf(encoding, train);
  return {
    dataset: {
      ...dataset,
      sources: [...dataset.sources, ...(vectors?.sources ?? [])],
    },
    encoding,
    train: trainRows,
    validation: rowsOf(encoding, validation),
    test: rowsOf(encoding, test),
    isAugmented: false,
    size: `${count(vocabulary.size)} words`,
    ...told(vectors, paddingOf(trainRows.set, options), options.bucket),
    build: (device) => buildText(device, options, encoding, firstRows),
    shown: (row) => test.texts[row],
  };
}

/** What is said of vectors and padding, in words for people and in numbers for the run folder. */
function told(
  vectors: WordVectors | null,
  padding: Padding,
  bucket: boolean,
): Pick<Prepared<TextEncoding>, "lines" | "facts"> {
  return {
    lines: [
      ...(vectors ? [["vectors", coverage(vectors)] as const] : []),
      ["padding", paddingText(padding, bucket)],
    ],
    facts: {
      padding,
      vectors: vectors && { dim: vectors.dim, found: vectors.found, coverage: vectors.coverage },
    },
  };
}

/** How texts become what a run of these options reads. */
export function encodingOf(options: OptionsOf<"train">, words: Words): TextEncoding {
  const inputs = blockInputs(options);
  const { maxLen, bucket } = options;
  return { ...words, inputs, sideColumns: columnsIn(inputs), maxLen, bucket };
}

function coverage({ dim, found, coverage }: WordVectors): string {
  return `${dim} numbers a word, ${count(found)} words found: ${percent(coverage.types)} of the ` +
    `vocabulary, ${percent(coverage.tokens)} of the training words`;
}

function paddingText({ plain, bucketed }: Padding, bucket: boolean): string {
  return `${percent(plain)} of the positions of training batches` +
    (bucket ? `, ${percent(bucketed)} with texts of like length together` : "");
}

/** The padding of the first epoch. */
function paddingOf(
  train: Encoded,
  { batchTrain: batch, maxLen, seed }: OptionsOf<"train">,
): Padding {
  const options = { batch, maxLen, shuffle: { seed, epoch: 1 } };
  return {
    plain: new Batches(train, options).padding(),
    bucketed: new Batches(train, { ...options, bucket: BUCKET_WINDOW }).padding(),
  };
}

/** Where the options of a run say that its data are, which have these side columns. */
export function loadOptions(
  options: OptionsOf<"train">,
  sideColumns: readonly string[],
): LoadOptions {
  const { seed, dataDir, cacheDir, offline, testData, textColumn, labelColumn } = options;
  return {
    seed,
    dataDir,
    cacheDir,
    offline,
    testData,
    textColumn: textColumn?.join(","),
    labelColumn,
    sideColumns,
  };
}

/** Words of the training texts and of the columns that have words of their own. */
function wordsOf(
  options: OptionsOf<"train">,
  inputs: readonly (BlockInput | undefined)[],
  train: Examples,
  known?: Words,
): Pick<Words, "vocabulary" | "columns"> {
  const build = (texts: Iterable<string>, column?: string) =>
    Vocabulary.build(texts, {
      column,
      size: options.vocabSize,
      minCount: options.minCount,
      cleaning: { deleteTags: options.preset !== "fixed", stopWords: options.stopWords },
    });
  const own = (name: string) => known?.columns.get(name) ?? build(train.columns!.get(name)!, name);
  const names = options.sameEmb ? [] : columnsIn(inputs);
  return {
    vocabulary: known?.vocabulary ?? build(train.texts),
    columns: new Map(names.map((name) => [name, own(name)])),
  };
}

/** The word vectors of a file, and the first rows that they give the table of each vocabulary. */
async function loadFirstRows(
  options: OptionsOf<"train">,
  vocabularies: readonly Vocabulary[],
  onProgress: (progress: Progress) => void,
): Promise<{ vectors: WordVectors | null; firstRows: FirstRows }> {
  // The words of all tables, so that the file is read once.
  const all = vocabularies.length > 1 ? Vocabulary.union(vocabularies) : vocabularies[0];
  const vectors = await wordVectors(options, all, onProgress);
  const firstRows = (own: Vocabulary) =>
    vectors && own !== all ? alignVectors(vectors, all, own) : vectors?.rows;
  return { vectors, firstRows };
}

/**
 * Word vectors from a file, from a file of a zip (`glove.zip/glove.6B.50d.txt`), or by a published name
 * with their width where there are several (`glove.6B.300d`); none where the options name none.
 */
async function wordVectors(
  options: OptionsOf<"train">,
  vocabulary: Vocabulary,
  onProgress: (progress: Progress) => void,
): Promise<WordVectors | null> {
  const { vectors: name, seed, dataDir, cacheDir, offline, preset } = options;
  if (name === undefined) return null;
  const [, zip, member] = name.match(/^(.+\.zip)\/(.+)$/) ?? [];
  const published = PUBLISHED_VECTORS.get(name);
  return await loadVectors(zip ?? published?.set ?? name, vocabulary, {
    seed,
    dataDir,
    cacheDir,
    offline,
    onProgress,
    member,
    dim: published?.width,
    // As the authors have it, or as it works better.
    missing: preset === "fixed" ? "matched" : "uniform",
    foldCase: preset === "fixed",
  });
}
