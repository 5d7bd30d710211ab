/**
 * The words of a data set, and the vectors that they begin with.
 *
 * @module
 */
import {
  alignVectors,
  classVectors,
  type Encoded,
  type Examples,
  Vocabulary,
  type WordVectors,
} from "../../datasets/mod.ts";
import { loadVectors } from "../../datasets/files/mod.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import { ownTableDecay, tableDecay } from "../loop/own_data.ts";
import type { OptionsOf } from "../options/options.ts";
import { columnsIn, inputsOf } from "../options/sides.ts";
import { PUBLISHED_VECTORS } from "../options/vectors.ts";
import type { Watcher } from "../terminal/loading.ts";
import type { Words } from "./encoding.ts";
import type { FirstRows } from "./model.ts";
import { told } from "./telling.ts";
import { vectorsOfRun } from "./run_vectors.ts";

/** Vocabularies of the texts and of columns. */
export type Counted = Pick<Words, "vocabulary" | "columns">;

/** How words are counted. */
export interface CountOptions {
  /** Columns whose words are numbered together with the words of the texts. */
  readonly joined: readonly string[];
  /** Vocabularies that are there already. */
  readonly known?: Words;
  /** Told how far it is where texts are many. */
  readonly onProgress: Watcher;
}

/** Words of the training texts and of the columns that have words of their own. */
export function wordsOf(
  options: OptionsOf<"train">,
  train: Examples,
  { joined, known, onProgress }: CountOptions,
): Counted {
  const build = (texts: Iterable<string>, column?: string) =>
    Vocabulary.build(texts, {
      column,
      size: options.vocabSize,
      minCount: options.minCount,
      cleaning: known?.vocabulary.cleaning ?? {
        rules: options.preset === "fixed" ? "unicode" : "authors",
        stopWords: options.stopWords,
        ...(options.ngrams === 2 && { ngrams: 2 as const }),
      },
    });
  const cells = (name: string) => train.columns!.get(name)!;
  const own = (name: string) => known?.columns.get(name) ?? build(cells(name), name);
  const names = options.sameEmb ? [] : columnsIn(inputsOf(options));
  return {
    vocabulary: known?.vocabulary ??
      build(told([...train.texts, ...joined.flatMap(cells)], "count words", onProgress)),
    columns: new Map(
      names.filter((name) => !joined.includes(name)).map((name) => [name, own(name)]),
    ),
  };
}

/** Vocabularies with the vectors that the options name, if they name some. */
export interface VectorWords extends Counted {
  /** The vectors of the words of all vocabularies; null where the options name none. */
  readonly vectors: WordVectors | null;
  /** The first rows that they give the table of each vocabulary. */
  readonly firstRows: FirstRows;
}

/**
 * Reads the word vectors that the options name. Where vectors do not learn, the vocabulary is left with the
 * words that have one.
 *
 * @throws {DataError} when the vectors cannot be read, or are of none of the words
 */
export async function loadFirstRows(
  options: OptionsOf<"train">,
  { vocabulary, columns }: Counted,
  onProgress: Watcher,
): Promise<VectorWords> {
  const vocabularies = [vocabulary, ...columns.values()];
  // The words of all tables, so that the file is read once.
  const all = vocabularies.length > 1 ? Vocabulary.union(vocabularies) : vocabularies[0];
  const vectors = await wordVectors(options, all, onProgress);
  const firstRows = (own: Vocabulary) =>
    vectors && own !== all ? alignVectors(vectors, all, own) : vectors?.rows;
  const isFixed = isEquilibrium(baseModel(options.model));
  const kept = vectors && isFixed ? vocabulary.only((id) => hasVector(vectors, id)) : vocabulary;
  return { vocabulary: kept, columns, vectors, firstRows };
}

/** First rows of the table of the texts' words that counts in training texts give, where options ask for them. */
export function countedRows(
  { firstVectors, embDim, embStd, seed }: OptionsOf<"train">,
  { vocabulary, classes }: Words,
  train: Encoded,
): FirstRows | undefined {
  if (firstVectors !== "counts") return undefined;
  const sizes = { vocabulary: vocabulary.size, classes: classes.length, width: embDim };
  const rows = () => classVectors(train, { ...sizes, deviation: embStd, seed });
  return (own) => own === vocabulary ? rows() : undefined;
}

/**
 * How far word tables return to their first values at a step of training on texts. Where nobody says how far, only
 * counts of all words are worth a return: draws tell nothing, and vectors of a file nothing of the classes.
 */
export function returnsOf(options: OptionsOf<"train">, texts: Encoded): number {
  const { firstVectors, vectors, wordVec, embDecay, embLr, lr, batchTrain: batch } = options;
  const areGiven = vectors !== undefined || wordVec !== undefined;
  const areCounts = firstVectors === "counts" && !areGiven && !texts.sides?.some((side) => side);
  const decay = embDecay ?? (areCounts ? ownTableDecay(texts) : 0);
  return tableDecay({ decay, rate: embLr ?? lr, rows: texts.labels.length, batch });
}

/** Whether a word's row is no row of zeros. */
function hasVector({ rows, dim }: WordVectors, id: number): boolean {
  return rows.subarray(id * dim, (id + 1) * dim).some((x) => x !== 0);
}

/**
 * Word vectors from a saved run, from a file, from a file of a zip (`glove.zip/glove.6B.50d.txt`), or by a
 * published name with their width where there are several (`glove.6B.300d`); none where the options name none.
 */
async function wordVectors(
  options: OptionsOf<"train">,
  vocabulary: Vocabulary,
  onProgress: Watcher,
): Promise<WordVectors | null> {
  const { vectors: name, wordVec, seed, dataDir, cacheDir, offline, preset } = options;
  const isFixed = isEquilibrium(baseModel(options.model));
  // As the authors have it, or as it works better.
  const missing = isFixed ? "zero" : preset === "fixed" ? "matched" : "uniform";
  if (wordVec !== undefined) return await vectorsOfRun(wordVec, vocabulary, { seed, missing });
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
    missing,
    foldCase: preset === "fixed",
  });
}
