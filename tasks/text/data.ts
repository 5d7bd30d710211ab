/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import {
  type Examples,
  selectRows,
  type TextDataset,
  type TextRows,
  type WordVectors,
} from "../../datasets/mod.ts";
import { type LoadOptions, loadText } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { type Parts, partsOf, type PartsOptions } from "../parts.ts";
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
import { buildText, type FirstRows } from "./model.ts";
import { teller, told } from "./telling.ts";
import { countedRows, type CountOptions, loadFirstRows, returnsOf, wordsOf } from "./words.ts";

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
  const parts = splitTold(dataset, { ...options, classes }, onProgress);
  const start = await startOf(options, parts.train, { joined, known, classes, onProgress });
  const encoding = encodingOf(options, start.words);
  const rows = allRowsOf(encoding, parts, onProgress);
  // A saved model has its vectors.
  const counts = known || start.vectors
    ? undefined
    : countedRows(options, encoding, rows.train.set);
  const first = counts ?? start.firstRows;
  const found = foundIn(options, encoding, { parts, rows, vectors: start.vectors });
  const weighed = withClassWeights(options, parts.train, classes);
  return {
    dataset: {
      ...dataset,
      sources: [...dataset.sources, ...(start.vectors?.sources ?? [])],
      notes: [
        ...dataset.notes,
        ...repeatedIn(options, { dataset, joined }, parts.test, onProgress),
        ...found.notes,
      ],
    },
    encoding,
    ...rows,
    size: `${count(encoding.vocabulary.size)} words`,
    isAugmented: options.wordDropout > 0,
    lines: found.lines,
    facts: found.facts,
    build: (device) =>
      buildText(device, weighed, encoding, {
        firstRows: first,
        tableDecay: returnsOf(options, rows.train.set),
      }),
    shown: (row) => wholeText(parts.test, joined, row),
  };
}

/** The words that a net begins with, and the vectors that files or runs give them. */
async function startOf(
  options: OptionsOf<"train">,
  train: Examples,
  { classes, ...how }: CountOptions & { readonly classes: readonly string[] },
): Promise<{ words: Words; vectors: WordVectors | null; firstRows?: FirstRows }> {
  const { known, onProgress } = how;
  const counted = wordsOf(options, train, how);
  const isNew = [...counted.columns.keys()].some((name) => !known?.columns.has(name));
  if (known && !isNew) return { words: { ...counted, classes, dim: known.dim }, vectors: null };
  const { vectors, firstRows, ...own } = await loadFirstRows(options, counted, onProgress);
  const dim = known ? known.dim : vectors?.dim ?? null;
  return { words: { ...own, classes, dim }, vectors, firstRows };
}

/** What is found out about words, and for a model that settles the memory that its training takes. */
function foundIn(
  options: OptionsOf<"train">,
  encoding: TextEncoding,
  { parts, rows, vectors }: {
    readonly parts: Parts<Examples>;
    readonly rows: Parts<TextRows>;
    readonly vectors: WordVectors | null;
  },
): Pick<Prepared, "lines" | "facts"> & { readonly notes: readonly string[] } {
  // Rows of known words alone do not tell how many others there were.
  const whole = (part: "validation" | "test") =>
    encoding.knownOnly ? rowsOf({ ...encoding, knownOnly: false }, parts[part]) : rows[part];
  const unknown = unknownIn(whole("validation").set, whole("test").set);
  const padding = encoding.knownOnly ? null : paddingOf(rows.train.set, options);
  const { lines, facts } = findingsText({ vectors, padding, unknown }, options.bucket);
  const notes = unknownNotes(unknown);
  if (!encoding.knownOnly) return { lines, facts, notes };
  const [train, ...tested] = [rows.train, rows.validation, rows.test]
    .map(({ labels }) => labels.length);
  const memory = memoryText(options, encoding, { train, test: Math.max(...tested) });
  return { lines: [...lines, ["memory", memory]], facts, notes };
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

/** The parts of a data set as rows of word numbers. */
function allRowsOf(
  encoding: TextEncoding,
  { train, validation, test }: Parts<Examples>,
  onProgress: Watcher,
): Parts<TextRows> {
  const total = [train, validation, test].reduce((sum, { texts }) => sum + texts.length, 0);
  const tell = teller("number words", total, onProgress);
  let before = 0;
  const numbered = (examples: Examples) => {
    const rows = rowsOf(encoding, examples, (done) => tell(before + done));
    before += examples.texts.length;
    return rows;
  };
  return { train: numbered(train), validation: numbered(validation), test: numbered(test) };
}
