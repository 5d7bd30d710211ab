/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import { type Examples, selectRows, type TextDataset, type TextRows } from "../../datasets/mod.ts";
import { type LoadOptions, loadText } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { partsOf, type PartsOptions } from "../parts.ts";
import { withClassWeights } from "../options/class_weight.ts";
import type { OptionsOf } from "../options/options.ts";
import { readFold } from "../options/fold.ts";
import { layoutOf } from "../options/layout.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import { columnsIn, inputsOf } from "../options/sides.ts";
import { partKeys, repeatedNotes } from "../run/repeated.ts";
import { count } from "../terminal/figures.ts";
import type { Watcher } from "../terminal/loading.ts";
import { rowsOf, type TextEncoding, type Words } from "./encoding.ts";
import { memoryText } from "./equilibrium.ts";
import { findingsText, paddingOf, unknownIn, unknownNotes } from "./findings.ts";
import { buildText } from "./model.ts";
import { teller, told } from "./telling.ts";
import { countedRows, loadFirstRows, wordsOf } from "./words.ts";

/** A data set of texts, and whose words are numbered. */
export interface TextSource {
  /** The data set. */
  readonly dataset: TextDataset;
  /** Columns whose words are numbered together with the words of the texts; other columns have their own. */
  readonly joined: readonly string[];
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
  onProgress: Watcher,
  known?: Words,
): Promise<Prepared<TextEncoding>> {
  const dataset = await loadText(options.dataset, {
    ...loadOptions(options, columnsIn(inputsOf(options))),
    valData: options.valData,
    onProgress,
  });
  return await prepareRows(options, { dataset, joined: [] }, onProgress, known);
}

/**
 * Prepares the texts of a data set for training.
 *
 * @throws {DataError} when they have a class that the saved model does not know, or word vectors cannot be read
 */
export async function prepareRows(
  options: OptionsOf<"train">,
  { dataset, joined }: TextSource,
  onProgress: Watcher,
  known?: Words,
): Promise<Prepared<TextEncoding>> {
  const classes = known?.classes ?? dataset.classes;
  const { train, validation, test } = splitTold(dataset, { ...options, classes }, onProgress);
  const counted = wordsOf(options, train, { joined, known, onProgress });
  const isNew = !known || [...counted.columns.keys()].some((name) => !known.columns.has(name));
  const { vocabulary, columns, vectors, firstRows } = isNew
    ? await loadFirstRows(options, counted, onProgress)
    : { ...counted, vectors: null, firstRows: undefined };
  const dim = known ? known.dim : vectors?.dim ?? null;
  const encoding = encodingOf(options, { vocabulary, columns, classes, dim });
  const [trainRows, validationRows, testRows] = allRowsOf(
    encoding,
    [train, validation, test],
    onProgress,
  );
  // A saved model has its vectors.
  const counts = known || vectors ? undefined : countedRows(options, encoding, trainRows.set);
  const first = counts ?? firstRows;
  const padding = encoding.knownOnly ? null : paddingOf(trainRows.set, options);
  const whole = { ...encoding, knownOnly: false };
  const unknown = encoding.knownOnly
    ? unknownIn(rowsOf(whole, validation).set, rowsOf(whole, test).set)
    : unknownIn(validationRows.set, testRows.set);
  const found = findingsText({ vectors, padding, unknown }, options.bucket);
  const [learned, ...tested] = [train, validation, test].map(({ labels }) => labels.length);
  const rows = { train: learned, test: Math.max(...tested) };
  const memory = encoding.knownOnly
    ? [["memory", memoryText(options, encoding, rows)] as const]
    : [];
  const weighed = withClassWeights(options, train, classes);
  return {
    dataset: {
      ...dataset,
      sources: [...dataset.sources, ...(vectors?.sources ?? [])],
      notes: [
        ...dataset.notes,
        ...repeatedIn(options, { dataset, joined }, test, onProgress),
        ...unknownNotes(unknown),
      ],
    },
    encoding,
    train: trainRows,
    validation: validationRows,
    test: testRows,
    isAugmented: options.wordDropout > 0,
    size: `${count(vocabulary.size)} words`,
    lines: [...found.lines, ...memory],
    facts: found.facts,
    build: (device) => buildText(device, weighed, encoding, first),
    shown: (row) => wholeText(test, joined, row),
  };
}

/** The parts of a data set; of millions of rows it is told that they are being split. */
function splitTold(dataset: TextDataset, options: PartsOptions, onProgress: Watcher) {
  const total = dataset.train.labels.length;
  const tell = teller("split rows", total, onProgress);
  tell(0);
  const parts = partsOf(dataset, selectRows, options);
  tell(total);
  return parts;
}

/** Remarks where test texts, or texts of their own to validate by, stand among others too. */
function repeatedIn(
  options: OptionsOf<"train">,
  { dataset, joined }: TextSource,
  test: Examples,
  onProgress: Watcher,
): string[] {
  const keysOf = (examples: Examples) => wholeTexts(examples, joined);
  const keys = partKeys(options, { ...dataset, test }, keysOf);
  const train = told(keys.train, "compare texts", onProgress);
  return repeatedNotes({ ...keys, train }, "texts");
}

/** A text with the columns that belong to it, in the form that a person reads. */
function wholeText({ texts, columns }: Examples, joined: readonly string[], row: number): string {
  return [texts[row], ...joined.map((name) => columns!.get(name)![row])].join(" | ");
}

function wholeTexts(examples: Examples, joined: readonly string[]): readonly string[] {
  if (!joined.length) return examples.texts;
  return examples.texts.map((_, row) => wholeText(examples, joined, row));
}

/** How texts become what a run of these options reads. */
export function encodingOf(options: OptionsOf<"train">, words: Words): TextEncoding {
  const inputs = inputsOf(options);
  const { maxLen, bucket, model, wordDropout } = options;
  // Vectors that do not learn say nothing of a word that has none.
  const knownOnly = isEquilibrium(baseModel(model));
  return {
    ...words,
    inputs,
    sideColumns: columnsIn(inputs),
    maxLen,
    bucket,
    knownOnly,
    ...(wordDropout > 0 && { dropWords: wordDropout }),
  };
}

/** Where the options of a run say that its data are, which have these side columns. */
export function loadOptions(
  options: OptionsOf<"train">,
  sideColumns: readonly string[],
): LoadOptions {
  const { seed, dataDir, cacheDir, offline, testData, textColumn, labelColumn, groupColumn } =
    options;
  return {
    seed,
    dataDir,
    cacheDir,
    offline,
    testData,
    textColumn: textColumn?.join(","),
    labelColumn,
    groupColumn,
    fold: readFold(options.fold),
    sideColumns,
    ...layoutOf(options),
  };
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
