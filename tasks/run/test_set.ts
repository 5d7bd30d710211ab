/**
 * The rows that a run is tested on, the same for every kind of data.
 *
 * @module
 */
import type { BatchSource, Dataset, Labelled, Source } from "../../datasets/mod.ts";
import { renumberLabels } from "../labels.ts";
import type { RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { testOf } from "../parts.ts";
import { checkSources, learnedNotes } from "./sources.ts";

/** All rows of a file or folder. */
export interface TestRows<S extends Labelled> {
  /** The rows, with the classes of the run. */
  readonly rows: S;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** Remarks; none where absent. */
  readonly notes?: readonly string[];
  /** Whether they are the test part of a place that has rows to train on too. */
  readonly isPart?: boolean;
}

/** How rows of a kind are read. */
export interface TestReader<S extends Labelled> {
  /** Whether a data set has this name; others are files or folders. */
  isNamed(name: string): boolean;
  /** Reads all rows of a file or folder, whose classes the run must know. */
  readAll(path: string): Promise<TestRows<S>>;
  /** Reads a data set of which the test part is taken. */
  readSet(name: string, testData: string | undefined): Promise<Dataset<S>>;
  /** Refuses rows of a data set that the model cannot read. */
  check?(rows: S, name: string): void;
  /** The rows as they can be cut into mini-batches. */
  sourceOf(rows: S): BatchSource;
}

/**
 * Labelled rows: those that a run held out, which must be the same still, or others.
 *
 * @param isOther Whether `--dataset` is given.
 * @throws {DataError} when they cannot be read, differ from those held out, or have a class that the run does not know
 */
export async function testSetOf<S extends Labelled>(
  { path, options: own, encoding: { classes } }: RunModel,
  { dataset, testData }: OptionsOf<"eval">,
  isOther: boolean,
  reader: TestReader<S>,
): Promise<TestSet> {
  const place = testData ?? (isOther && !reader.isNamed(dataset) ? dataset : undefined);
  if (place !== undefined) {
    const { rows, sources, notes = [], isPart } = await reader.readAll(place);
    const learned = isPart ? [] : await learnedNotes(path, own.testData, sources);
    return { name: place, notes: [...notes, ...learned], source: reader.sourceOf(rows) };
  }
  const set = isOther
    ? await reader.readSet(dataset, undefined)
    : await reader.readSet(own.dataset, own.testData);
  if (!isOther) await checkSources(path, set.sources, "test");
  const { name, notes } = set;
  const test = testOf(set, "test on");
  reader.check?.(test, name);
  const rows = renumberLabels(test, set, classes, `test ${path} on ${name}`);
  return { name, notes, source: reader.sourceOf(rows) };
}
