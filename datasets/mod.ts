/**
 * Text data sets: found, fetched, verified, read, cleaned, numbered and cut into batches of typed arrays.
 *
 * - {@linkcode loadText} brings a named set (`news`, `ag_news`, `dbpedia_14`, `imdb`, `sst2`) or a CSV,
 *   TSV or JSON-lines file. Downloads resume and are verified; archives are read as streams and never
 *   unpacked to disk.
 * - {@linkcode splitExamples} cuts the validation part from the training examples.
 * - {@linkcode Vocabulary} numbers the words of the training texts and encodes texts.
 * - {@linkcode Batches} gives right-padded batches, in an order that follows from seed and epoch alone.
 * - {@linkcode loadVectors} reads GloVe, fastText and word2vec files into rows that match the ids.
 *
 * Everything that depends on chance takes a seed. What cannot be read is refused by a
 * {@linkcode DataError} that names file, place and way out.
 *
 * @example From a named set to batches
 * ```ts
 * import { Batches, loadText, splitExamples, Vocabulary } from "@associated/learning/datasets";
 *
 * const { train: all } = await loadText("news", { seed: 1 });
 * const { train, validation } = splitExamples(all, 1);
 * const vocabulary = Vocabulary.build(train.texts);
 * const set = vocabulary.encode(train, 40);
 * for (const { size, inputs: { x } } of new Batches(set, { batch: 64, maxLen: 40 })) {
 *   console.assert(x.shape[0] === size);
 *   break;
 * }
 * console.assert(validation.texts.length === 800);
 * ```
 *
 * @module
 */
export * from "./batch.ts";
export * from "./text/batches.ts";
export * from "./files/cache.ts";
export * from "./text/clean.ts";
export { download, type DownloadOptions } from "./files/download.ts";
export * from "./error.ts";
export { readTexts, type TextRow } from "./text/file_set.ts";
export * from "./text/load.ts";
export * from "./random.ts";
export type { TextSet } from "./text/set.ts";
export { makeNews, NEWS_CLASSES } from "./text/sets/news.ts";
export * from "./split.ts";
export * from "./text/stop_words.ts";
export * from "./text/types.ts";
export * from "./text/vectors.ts";
export * from "./text/vocabulary.ts";
