/**
 * Brings a text data set into the form that training takes: split, numbered, with word vectors.
 *
 * @module
 */
import {
  DataError,
  type Encoded,
  type Examples,
  loadText,
  loadVectors,
  type Progress,
  selectRows,
  type Source,
  splitExamples,
  splitRows,
  type TextDataset,
  Vocabulary,
  type WordVectors,
} from "../datasets/mod.ts";
import type { OptionsOf } from "./options.ts";

/** A data set that is ready for training. */
export interface TextData {
  /** Classes, sources and notes. */
  readonly dataset: TextDataset;
  /** Numbers of the words of the training texts. */
  readonly vocabulary: Vocabulary;
  /** What the blocks learn from. */
  readonly train: Encoded;
  /** What epochs are chosen by. */
  readonly validation: Encoded;
  /** What is measured at the end, and by nothing before. */
  readonly test: Encoded;
  /** Word vectors to start from. */
  readonly vectors: WordVectors | null;
}

/** Loads and prepares what the options of `train` name; with `vocabulary`, words keep its numbers. */
export async function prepareText(
  options: OptionsOf<"train">,
  onProgress: (progress: Progress) => void,
  known?: Vocabulary,
): Promise<TextData> {
  const dataset = await loadText(options.dataset, {
    seed: options.seed,
    dataDir: options.dataDir,
    cacheDir: options.cacheDir,
    offline: options.offline,
    testData: options.testData,
    textColumn: options.textColumn?.join(","),
    labelColumn: options.labelColumn,
    onProgress,
  });
  if (!dataset.test?.texts.length) {
    throw new DataError(
      `Cannot train on ${dataset.name}: it has no labelled test rows, give some by --test-data`,
    );
  }
  const { seed, limit, valFraction } = options;
  const { train, validation } = splitExamples(
    sample(dataset.train, seed, limit),
    seed,
    valFraction,
  );
  const vocabulary = known ?? Vocabulary.build(train.texts, {
    size: options.vocabSize,
    minCount: options.minCount,
    cleaning: { deleteTags: options.preset !== "fixed", stopWords: options.stopWords },
  });
  const vectors = options.vectors && !known
    ? await wordVectors(options, options.vectors, vocabulary, onProgress)
    : null;
  const encode = (examples: Examples) => vocabulary.encode(examples, options.maxLen);
  return {
    dataset,
    vocabulary,
    train: encode(train),
    validation: encode(validation),
    test: encode(dataset.test),
    vectors,
  };
}

/**
 * Word vectors from a file, from a file of a zip (`glove.zip/glove.6B.50d.txt`), or by a published name
 * with their width where there are several (`glove.6B.300d`).
 */
function wordVectors(
  options: OptionsOf<"train">,
  name: string,
  vocabulary: Vocabulary,
  onProgress: (progress: Progress) => void,
): Promise<WordVectors> {
  const { seed, dataDir, cacheDir, offline, preset } = options;
  const [, zip, member] = name.match(/^(.+\.zip)\/(.+)$/) ?? [];
  const [, published, dim] = name.match(/^(glove\.6B)\.(\d+)d$/) ?? [];
  return loadVectors(zip ?? published ?? name, vocabulary, {
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
