/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import {
  alignVectors,
  Batches,
  DataError,
  type Encoded,
  type Examples,
  selectRows,
  sliceTokens,
  type Source,
  splitExamples,
  splitRows,
  type TextDataset,
  type TextRow,
  Vocabulary,
  type WordVectors,
} from "../../datasets/mod.ts";
import {
  type LoadOptions,
  loadText,
  loadVectors,
  type Progress,
} from "../../datasets/files/mod.ts";
import { type ModelSizes, modelSizes } from "./model.ts";
import type { OptionsOf } from "../options/options.ts";
import { blockInputs, sideColumns, type SideOptions } from "../options/sides.ts";
import type { Words } from "../run/vocabulary.ts";

/** A data set that is ready for training, with its words. */
export interface TextData extends Words {
  /** Classes, sources and notes. */
  readonly dataset: TextDataset;
  /** What a model of it depends on besides its options. */
  readonly sizes: ModelSizes;
  /** What the blocks learn from. */
  readonly train: Encoded;
  /** What epochs are chosen by. */
  readonly validation: Encoded;
  /** What is measured at the end, and by nothing before. */
  readonly test: Encoded;
  /** Word vectors to start from, of the text and of columns. */
  readonly vectors: WordVectors | null;
  /** Shares of a training pass's positions that are padding, in [0, 1]. */
  readonly padding: {
    /** With texts in any order. */
    readonly plain: number;
    /** With texts of like length in a batch. */
    readonly bucketed: number;
  };
}

/** Batches of a window in which training puts texts of like length together. */
export const BUCKET_WINDOW = 16;

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
): Promise<TextData> {
  const dataset = await loadText(options.dataset, { ...loadOptions(options), onProgress });
  if (!dataset.test?.texts.length) {
    throw new DataError(
      `Cannot train on ${dataset.name}: it has no labelled test rows, give some by --test-data`,
    );
  }
  const { seed, limit, valFraction } = options;
  const classes = known?.classes ?? dataset.classes;
  const own = (examples: Examples) =>
    renumberLabels(examples, dataset, classes, `train on ${dataset.name}`);
  const rows = sample(own(dataset.train), seed, limit);
  const { train, validation } = splitExamples(rows, seed, valFraction);
  const { vocabulary, columns } = wordsOf(options, train, known);
  const isNew = !known || columns.keys().some((name) => !known.columns.has(name));
  // The words of all tables, so that the file is read once.
  const all = columns.size ? Vocabulary.union([vocabulary, ...columns.values()]) : vocabulary;
  const vectors = isNew ? await wordVectors(options, all, onProgress) : null;
  const rowsOf = (own: Vocabulary) =>
    vectors && own !== all ? alignVectors(vectors, all, own) : vectors?.rows;
  const words = { vocabulary, columns, classes, dim: known ? known.dim : vectors?.dim ?? null };
  const encode = (examples: Examples) => encodeExamples({ options, ...words }, examples);
  const encoded = encode(train);
  return {
    dataset,
    ...words,
    sizes: modelSizes(options, words, rowsOf),
    train: encoded,
    validation: encode(validation),
    test: encode(own(dataset.test)),
    vectors,
    padding: paddingOf(encoded, options),
  };
}

/** The padding of the first epoch. */
function paddingOf(
  train: Encoded,
  { batchTrain: batch, maxLen, seed }: OptionsOf<"train">,
): TextData["padding"] {
  const options = { batch, maxLen, shuffle: { seed, epoch: 1 } };
  return {
    plain: new Batches(train, options).padding(),
    bucketed: new Batches(train, { ...options, bucket: BUCKET_WINDOW }).padding(),
  };
}

/** Texts to predict as examples, whose labels are all 0 and mean nothing. */
export function unlabelled(rows: readonly TextRow[], columns: readonly string[]): Examples {
  const texts = rows.map(({ text }) => text);
  const labels = new Uint32Array(rows.length);
  if (rows.some(({ sides }) => sides.length < columns.length)) return { texts, labels };
  const cells = columns.map((name, k) => [name, rows.map(({ sides }) => sides[k])] as const);
  return { texts, labels, columns: new Map(cells) };
}

/** Where data lie, and whether the network may be asked. */
type Places = Pick<OptionsOf<"train">, "dataDir" | "cacheDir" | "offline">;

/** Where the data of a run lie now: the places that a command is given, else the run's own. */
export function placesOf(own: Places, given: Places): Places {
  return {
    dataDir: given.dataDir ?? own.dataDir,
    cacheDir: given.cacheDir ?? own.cacheDir,
    offline: given.offline || own.offline,
  };
}

/** Where the options of a run say that its data are. */
export function loadOptions(options: OptionsOf<"train">): LoadOptions {
  const { seed, dataDir, cacheDir, offline, testData, textColumn, labelColumn } = options;
  return {
    seed,
    dataDir,
    cacheDir,
    offline,
    testData,
    textColumn: textColumn?.join(","),
    labelColumn,
    sideColumns: sideColumns(options),
  };
}

/**
 * The examples with labels as indices into the classes of a saved model.
 *
 * @param action What cannot be done where a class is none of them, as "train on FILE"
 * @throws {DataError} when an example has a class that the model does not know
 */
export function renumberLabels(
  examples: Examples,
  dataset: TextDataset,
  classes: readonly string[],
  action: string,
): Examples {
  const numbers = dataset.classes.map((name) => classes.indexOf(name));
  const unknown = numbers.findIndex((number, k) => number < 0 && examples.labels.includes(k));
  if (unknown < 0) return { ...examples, labels: examples.labels.map((k) => numbers[k]) };
  throw new DataError(
    `Cannot ${action}: its class ${JSON.stringify(dataset.classes[unknown])} is none of the ` +
      `run's (${classes.join(", ")}), give data with the same classes`,
  );
}

/** Words of the training texts and of the columns that have words of their own. */
function wordsOf(
  options: OptionsOf<"train">,
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
  const names = options.sameEmb ? [] : sideColumns(options);
  return {
    vocabulary: known?.vocabulary ?? build(train.texts),
    columns: new Map(names.map((name) => [name, own(name)])),
  };
}

/** A run as far as it says how its texts become word numbers. */
export interface Encoding extends Pick<Words, "vocabulary" | "columns"> {
  /** Its options. */
  readonly options: SideOptions;
}

/**
 * Turns texts and columns into the word numbers that a run takes at each block, for training and
 * prediction alike.
 *
 * @throws {DataError} when the examples lack a column that the run takes
 */
export function encodeExamples(
  { options, vocabulary, columns }: Encoding,
  examples: Examples,
): Encoded {
  const whole = vocabulary.encode(examples, options.maxLen);
  const [first, ...above] = blockInputs(options);
  if (above.every((input) => input === undefined)) return whole;
  const sides = above.map((input) => {
    if (!input) return undefined;
    if ("from" in input) return sliceTokens(whole, input.from, input.to);
    const texts = examples.columns?.get(input.column);
    if (!texts) {
      throw new DataError(
        `Cannot encode texts: the model also takes the column ${input.column} and they have none, ` +
          `give a CSV, TSV or JSON-lines file that has it`,
      );
    }
    return (columns.get(input.column) ?? vocabulary).encodeSide(texts, options.maxLen);
  });
  const { from, to } = first as { from: number; to: number };
  return { ...sliceTokens(whole, from, to), labels: whole.labels, sides: [undefined, ...sides] };
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
  const [, published, dim] = name.match(/^(glove\.6B)\.(\d+)d$/) ?? [];
  return await loadVectors(zip ?? published ?? name, vocabulary, {
    seed,
    dataDir,
    cacheDir,
    offline,
    onProgress,
    member,
    dim: dim === undefined ? undefined : Number(dim),
    // As the authors have it, or as it works better.
    missing: preset === "fixed" ? "matched" : "uniform",
    foldCase: preset === "fixed",
  });
}

/** So many examples, drawn by seed with the share that each class has: files may be sorted by class. */
function sample(examples: Examples, seed: number, limit = Infinity): Examples {
  const total = examples.texts.length;
  if (total <= limit) return examples;
  return selectRows(examples, splitRows(examples.labels, limit / total, seed, "limit").held);
}

/** The files that a run stands on. */
export function sourcesOf(data: TextData): Source[] {
  return [...data.dataset.sources, ...(data.vectors?.sources ?? [])];
}
