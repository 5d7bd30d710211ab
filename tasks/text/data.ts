/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import {
  alignVectors,
  type Examples,
  selectRows,
  type TextRows,
  Vocabulary,
  type WordVectors,
} from "../../datasets/mod.ts";
import { type LoadOptions, loadText, loadVectors } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { partsOf } from "../parts.ts";
import type { OptionsOf } from "../options/options.ts";
import type { BlockInput } from "../encoding.ts";
import { layoutOf } from "../options/layout.ts";
import { blockInputs, columnsIn } from "../options/sides.ts";
import { PUBLISHED_VECTORS } from "../options/vectors.ts";
import { count } from "../terminal/figures.ts";
import type { Watcher } from "../terminal/loading.ts";
import { rowsOf, type TextEncoding, type Words } from "./encoding.ts";
import { findingsText, paddingOf, repeatedNotes, unknownIn, unknownNotes } from "./findings.ts";
import { buildText, type FirstRows } from "./model.ts";

/**
 * Loads and prepares what the options of `train` name.
 *
 * @param known Words and classes of a saved model, which keep their numbers; columns that it does not
 * know get words of their own
 * @throws {DataError} when the data cannot be read or have a class that the saved model does not know
 */
export async function prepareText(
  options: OptionsOf<"train">,
  onProgress: Watcher,
  known?: Words,
): Promise<Prepared<TextEncoding>> {
  const inputs = blockInputs(options);
  const dataset = await loadText(options.dataset, {
    ...loadOptions(options, columnsIn(inputs)),
    onProgress,
  });
  const classes = known?.classes ?? dataset.classes;
  const { train, validation, test } = partsOf(dataset, selectRows, { ...options, classes });
  const { vocabulary, columns } = wordsOf(options, inputs, train, onProgress, known);
  const isNew = !known || [...columns.keys()].some((name) => !known.columns.has(name));
  const { vectors, firstRows } = isNew
    ? await loadFirstRows(options, [vocabulary, ...columns.values()], onProgress)
    : { vectors: null, firstRows: undefined };
  const dim = known ? known.dim : vectors?.dim ?? null;
  const encoding = encodingOf(options, { vocabulary, columns, classes, dim });
  const [trainRows, validationRows, testRows] = allRowsOf(
    encoding,
    [train, validation, test],
    onProgress,
  );
  const padding = paddingOf(trainRows.set, options);
  const unknown = unknownIn(validationRows.set, testRows.set);
  return {
    dataset: {
      ...dataset,
      sources: [...dataset.sources, ...(vectors?.sources ?? [])],
      notes: [
        ...dataset.notes,
        ...repeatedNotes(
          told(dataset.train.texts, "compare texts", onProgress),
          test.texts,
        ),
        ...unknownNotes(unknown),
      ],
    },
    encoding,
    train: trainRows,
    validation: validationRows,
    test: testRows,
    isAugmented: false,
    size: `${count(vocabulary.size)} words`,
    ...findingsText({ vectors, padding, unknown }, options.bucket),
    build: (device) => buildText(device, options, encoding, firstRows),
    shown: (row) => test.texts[row],
  };
}

/** How texts become what a run of these options reads. */
export function encodingOf(options: OptionsOf<"train">, words: Words): TextEncoding {
  const inputs = blockInputs(options);
  const { maxLen, bucket } = options;
  return { ...words, inputs, sideColumns: columnsIn(inputs), maxLen, bucket };
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
    ...layoutOf(options),
  };
}

/** Texts at least of which a step tells how far it has come. */
const MANY = 100_000;
/** Texts between two of its tellings. */
const OFTEN = 4096;

/** A function that tells how far a step over texts has come, where they are many. */
function teller(step: string, total: number, onProgress: Watcher): (done: number) => void {
  if (total < MANY) return () => {};
  return (done) => {
    if (done % OFTEN === 0 || done === total) onProgress({ step, unit: "texts", done, total });
  };
}

/** The same texts; as they are taken, it is told how far the step has come. */
function* told(texts: readonly string[], step: string, onProgress: Watcher): Generator<string> {
  const tell = teller(step, texts.length, onProgress);
  let done = 0;
  for (const text of texts) {
    yield text;
    tell(++done);
  }
}

/** The rows of several sets. */
function allRowsOf(
  encoding: TextEncoding,
  sets: readonly Examples[],
  onProgress: Watcher,
): TextRows[] {
  const total = sets.reduce((sum, { texts }) => sum + texts.length, 0);
  const tell = teller("number words", total, onProgress);
  let before = 0;
  return sets.map((examples) => {
    const rows = rowsOf(encoding, examples, (done) => tell(before + done));
    before += examples.texts.length;
    return rows;
  });
}

/** Words of the training texts and of the columns that have words of their own. */
function wordsOf(
  options: OptionsOf<"train">,
  inputs: readonly (BlockInput | undefined)[],
  train: Examples,
  onProgress: Watcher,
  known?: Words,
): Pick<Words, "vocabulary" | "columns"> {
  const build = (texts: Iterable<string>, column?: string) =>
    Vocabulary.build(texts, {
      column,
      size: options.vocabSize,
      minCount: options.minCount,
      cleaning: known?.vocabulary.cleaning ?? {
        rules: options.preset === "fixed" ? "unicode" : "authors",
        stopWords: options.stopWords,
      },
    });
  const own = (name: string) => known?.columns.get(name) ?? build(train.columns!.get(name)!, name);
  const names = options.sameEmb ? [] : columnsIn(inputs);
  return {
    vocabulary: known?.vocabulary ?? build(told(train.texts, "count words", onProgress)),
    columns: new Map(names.map((name) => [name, own(name)])),
  };
}

/** The word vectors of a file, and the first rows that they give the table of each vocabulary. */
async function loadFirstRows(
  options: OptionsOf<"train">,
  vocabularies: readonly Vocabulary[],
  onProgress: Watcher,
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
  onProgress: Watcher,
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
