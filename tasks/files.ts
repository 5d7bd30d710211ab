/**
 * What needs files or the network: published data sets by name, downloads and archives, files of word
 * vectors, and run folders of the command line.
 *
 * @module
 */
export * from "../datasets/files/mod.ts";
export { readRun } from "./answers/read_run.ts";
export type { SavedClassifier } from "./classifier/saved.ts";
