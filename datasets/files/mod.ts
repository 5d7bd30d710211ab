/**
 * Data that need files and the network: found, fetched, verified, unpacked and read.
 *
 * - {@linkcode loadText} brings a named set (`news`, `ag_news`, `dbpedia_14`, `imdb`, `sst2`) or a CSV, TSV
 *   or JSON-lines file. Downloads resume and are verified; archives are read as streams and never unpacked to
 *   disk.
 * - {@linkcode loadPairs} brings a named set of pairs of texts (`snli`) or such a file with two text columns.
 * - {@linkcode readTexts} reads texts without labels from a file.
 * - {@linkcode loadImages} brings a named set of images (`digits`, `mnist`, `fashion_mnist`, `cifar10`,
 *   `cifar100`, `tiny_imagenet`), a folder of idx files, or PNG and JPEG files in folders by class. {@linkcode
 *   readImageFile} reads one image.
 * - {@linkcode loadNumbers} reads a table of numbers with a column of classes.
 * - {@linkcode loadVectors} reads GloVe, fastText and word2vec files into rows that match the ids.
 * - {@linkcode download} brings a file into a folder.
 *
 * Vocabularies, batches and all else that works in memory is in `@associated/learning/data`, which needs no
 * permission.
 *
 * @example From a named set to batches
 * ```ts
 * import { Batches, splitExamples, Vocabulary } from "@associated/learning/data";
 * import { loadText } from "@associated/learning/files";
 *
 * const { train: all } = await loadText("news", { seed: 1 });
 * const { train, validation } = splitExamples(all, 1);
 * const vocabulary = Vocabulary.build(train.texts);
 * const set = vocabulary.encode(train, 40);
 * for (const batch of new Batches(set, { batch: 64, maxLen: 40 })) {
 *   console.assert(batch.labels.length === 64);
 *   break;
 * }
 * console.assert(validation.texts.length === 800);
 * ```
 *
 * @module
 */
export { defaultCacheDir, type FindOptions } from "./cache.ts";
export { download, type DownloadOptions, type Remote } from "./download.ts";
export type { KnownClasses } from "./image/class_folders.ts";
export { readImageFile } from "./image/decode.ts";
export {
  IMAGE_SETS,
  type ImageLoadOptions,
  type KnownImages,
  loadImages,
  loadTestImages,
  type TestImages,
} from "./image/load.ts";
export type { ImageFindOptions } from "./image/kept.ts";
export type { HoldOutOptions } from "./hold_out.ts";
export type { Progress } from "./ledger.ts";
export {
  loadNumbers,
  loadTestNumbers,
  type NumberLoadOptions,
  type TestNumbers,
} from "./numbers/load.ts";
export {
  loadPairRows,
  loadPairs,
  loadTestPairs,
  PAIR_SETS,
  type PairLoadOptions,
  type TestPairs,
} from "./pair/load.ts";
export type { NamedSet } from "./published.ts";
export { type LoadOptions, loadTestRows, readTexts } from "./text/file_set.ts";
export { loadText, TEXT_SETS } from "./text/load.ts";
export type { ValidationOptions } from "./validation.ts";
export { loadVectors, type VectorFileOptions } from "./text/vectors.ts";
