/**
 * Data in memory: reads tables, cleans texts, numbers their words, and cuts them into batches of typed
 * arrays. It needs no files, no network and no permission, and runs in a browser.
 *
 * - {@linkcode readTable} reads labelled texts from CSV, TSV or JSON lines: a text, a `File` of a page, the
 *   body of a response. {@linkcode newsDataset} makes up a data set.
 * - {@linkcode readNumbers} reads labelled rows of numbers in the same forms.
 * - {@linkcode ImageRows} and {@linkcode NumberRows} are images and rows of numbers as mini-batches;
 *   {@linkcode digitsDataset} draws images.
 * - {@linkcode readPairs} reads labelled pairs of texts in the same way.
 * - {@linkcode splitExamples} cuts the validation part from the training examples.
 * - {@linkcode Vocabulary} numbers the words of the training texts and encodes texts.
 * - {@linkcode Batches} gives right-padded batches, in an order that follows from seed and epoch alone.
 * - {@linkcode readVectors} reads word vectors into rows that match the ids.
 *
 * Everything that depends on chance takes a seed. Data that cannot be read are refused by a {@linkcode
 * DataError} that names the data, the place and the way out. Published data sets, downloads and archives are
 * in `@associated/learning/files`.
 *
 * @example From a table to batches
 * ```ts
 * import { Batches, readTable, Vocabulary } from "@associated/learning/data";
 *
 * const table = "text,label\ngood film,pos\nbad film,neg\n";
 * const { classes, examples } = await readTable(table);
 * const vocabulary = Vocabulary.build(examples.texts);
 * for (const { labels } of new Batches(vocabulary.encode(examples), { batch: 2 })) {
 *   console.assert(labels.length === 2 && classes[labels[0]] === "pos");
 * }
 * ```
 *
 * @module
 */
export type { Batch, BatchArray, BatchSource, Pass, PassOptions, Shuffle } from "./batch.ts";
export type { Content } from "./bytes.ts";
export type { Dataset, Labelled, Source } from "./dataset.ts";
export { DataError } from "./error.ts";
export {
  type Augmentation,
  AUGMENTATIONS,
  drawChanges,
  type Jitter,
} from "./image/augmentation.ts";
export { digitsDataset } from "./image/digits.ts";
export { ImageRows, type ImageRowsOptions } from "./image/batches.ts";
export {
  imageBytes,
  type ImageDataset,
  type Images,
  type ImageShape,
  selectImages,
  splitImages,
} from "./image/images.ts";
export { fitPicture, type Picture, type PixelSize, resizeImages } from "./image/picture.ts";
export {
  measureScaling,
  type PixelScaling,
  PUBLISHED_SCALING,
  type ScalingOptions,
} from "./image/scaling.ts";
export { NumberRows } from "./numbers/batches.ts";
export {
  type NumberDataset,
  type Numbers,
  selectNumbers,
  splitNumbers,
} from "./numbers/numbers.ts";
export {
  type KnownNumbers,
  type NumberOptions,
  type NumberTable,
  readNumberRows,
  readNumbers,
} from "./numbers/read_numbers.ts";
export { measureColumns, type Standardization } from "./numbers/standardization.ts";
export {
  encodePairs,
  type PairDataset,
  type Pairs,
  selectPairs,
  splitPairs,
} from "./pair/pairs.ts";
export {
  type PairColumns,
  type PairRow,
  type PairTable,
  type PairTableOptions,
  readPairRows,
  readPairs,
} from "./pair/read_pairs.ts";
export { RandomStream } from "./random.ts";
export { balancedWeights } from "./balance.ts";
export { type Fold, foldRows } from "./folds.ts";
export { splitGroups, splitRows } from "./split.ts";
export type { Classed } from "./table/labels.ts";
export type { TableForm, TableFormat, TableLayout } from "./table/table.ts";
export { Batches, type BatchOptions, TextRows, type TextRowsOptions } from "./text/batches.ts";
export { type Cleaning, type CleaningRules, tokenize } from "./text/clean.ts";
export { type ClassVectorOptions, classVectors } from "./text/class_vectors.ts";
export type { TextColumns } from "./text/columns.ts";
export { type Examples, selectRows, splitExamples, type TextDataset } from "./text/examples.ts";
export { newsDataset } from "./text/news.ts";
export { sourcesOf } from "./text/phrases.ts";
export {
  readTable,
  readTextRows,
  type TableOptions,
  type TextRow,
  type TextRowOptions,
  type TextTable,
} from "./text/read_table.ts";
export type { VectorFormat } from "./text/vector_files.ts";
export { keptTokens, type KeptWords, sliceTokens } from "./text/tokens.ts";
export { alignVectors, readVectors, type VectorOptions, type WordVectors } from "./text/vectors.ts";
export {
  type Encoded,
  PAD,
  type Tokens,
  UNKNOWN,
  Vocabulary,
  type VocabularyOptions,
} from "./text/vocabulary.ts";
