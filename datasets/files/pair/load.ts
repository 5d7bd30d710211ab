import type { Source } from "../../dataset.ts";
import { DataError } from "../../error.ts";
import { nearest } from "../../nearest.ts";
import { type PairDataset, type Pairs, selectPairs } from "../../pair/pairs.ts";
import {
  type PairColumns,
  type PairRow,
  type PairTable,
  readPairRows,
  readPairs,
} from "../../pair/read_pairs.ts";
import { formatOfName, type TableLayout } from "../../table/table.ts";
import { noColumns } from "../../text/columns.ts";
import type { FindOptions } from "../cache.ts";
import { type HoldOutOptions, holdOutTest } from "../hold_out.ts";
import { Ledger } from "../ledger.ts";
import { readPlain } from "../place.ts";
import { type NamedSet, namedSet } from "../published.ts";
import { type ValidationOptions, withValidation } from "../validation.ts";
import { snli } from "./sets/snli.ts";

/** How `loadPairs` finds and reads a data set; the columns are for data sets given by path. */
export interface PairLoadOptions
  extends FindOptions, HoldOutOptions, PairColumns, TableLayout, ValidationOptions {
  /** Path of a test file, for data sets given by path. */
  readonly testData?: string;
}

/** The data sets of pairs that have a name; a new one is a file in `sets/` and an entry here. */
export const PAIR_SETS: readonly NamedSet<Pairs>[] = [snli];

/**
 * Loads a data set of pairs of texts by its name, or from a CSV, TSV or JSON-lines file by its path.
 *
 * @param name One of the names of {@linkcode PAIR_SETS}, or a path.
 * @throws {DataError} when it cannot be found, fetched or read.
 *
 * @example
 * ```ts
 * import { loadPairs } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * const rows = ["a dog runs,it moves,1", "it rains,it is dry,0"];
 * await Deno.writeTextFile(path, ["premise,hypothesis,label", ...rows, ...rows].join("\n"));
 * const { train, test } = await loadPairs(path, { seed: 1, holdOut: 0.5 });
 * console.assert(train.first.length === 2 && test!.second.length === 2);
 * await Deno.remove(path);
 * ```
 */
export async function loadPairs(name: string, options: PairLoadOptions): Promise<PairDataset> {
  const set = await loadSet(name, options);
  return await withValidation(set, options, async (path) => {
    const { pairs, ...rest } = await loadTestPairs(path, set, options);
    return { rows: pairs, ...rest };
  });
}

async function loadSet(name: string, options: PairLoadOptions): Promise<PairDataset> {
  const named = namedSet(PAIR_SETS, name, options);
  if (named && options.groupColumn !== undefined) throw noColumns(name, [options.groupColumn]);
  if (named) return await named.load(options);
  if (formatOfName(name)) return await loadFile(name, options);
  const names = PAIR_SETS.map((set) => set.name);
  const near = nearest(name, names);
  const hint = near ? `did you mean ${near}` : `choose ${names.join(", ")} or a file`;
  throw new DataError(
    `Cannot load ${name}: no data set of pairs has that name and it ends in none of ` +
      `.csv .tsv .jsonl, ${hint}`,
  );
}

/** Pairs to test on. */
export interface TestPairs {
  /** The pairs. */
  readonly pairs: Pairs;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** Remarks. */
  readonly notes: readonly string[];
}

/**
 * Reads all pairs of a file to test on.
 *
 * @param classesOf The classes that pairs may have, and what knows them.
 * @throws {DataError} with file and line for everything that is wrong in it, a class that is none of them too.
 *
 * @example
 * ```ts
 * import { loadTestPairs } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "premise,hypothesis,label\na dog runs,it moves,yes\n");
 * const { pairs } = await loadTestPairs(path, { name: "the model", classes: ["no", "yes"] });
 * console.assert(pairs.labels.join() === "1");
 * await Deno.remove(path);
 * ```
 */
export async function loadTestPairs(
  path: string,
  classesOf: Pick<PairTable, "name" | "classes">,
  options: PairColumns & TableLayout & Pick<FindOptions, "onProgress"> = {},
): Promise<TestPairs> {
  const ledger = new Ledger(options.onProgress);
  const plain = { ...options, groupColumn: undefined };
  const { pairs, dropped } = await open(path, plain, ledger, classesOf);
  return { pairs, sources: ledger.sources, notes: droppedNotes(dropped) };
}

/**
 * Reads pairs of texts without labels from a CSV, TSV or JSON-lines file, packed by gzip or not.
 *
 * @throws {DataError} with file and line for all that is wrong in it, such as a text that is empty.
 *
 * @example
 * ```ts
 * import { loadPairRows } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "premise,hypothesis\na dog runs,it moves\n");
 * for await (const { second } of loadPairRows(path)) console.assert(second === "it moves");
 * await Deno.remove(path);
 * ```
 */
export function loadPairRows(
  path: string,
  options: Omit<PairColumns, "labelColumn" | "groupColumn"> & TableLayout = {},
): AsyncGenerator<PairRow> {
  const form = { name: path, format: formatOfName(path) };
  return readPairRows(readPlain(path, new Ledger()), { ...options, ...form });
}

function open(
  path: string,
  options: PairColumns & TableLayout,
  ledger: Ledger,
  classesOf?: Pick<PairTable, "name" | "classes">,
): Promise<PairTable> {
  const form = { name: path, format: formatOfName(path) };
  return readPairs(readPlain(path, ledger), { ...options, ...form, classesOf });
}

function droppedNotes(dropped: number): string[] {
  return dropped ? [`${dropped} pairs have no gold label and are dropped`] : [];
}

async function loadFile(path: string, options: PairLoadOptions): Promise<PairDataset> {
  const { testData } = options;
  const ledger = new Ledger(options.onProgress);
  const table = await open(path, options, ledger);
  const plain = { ...options, groupColumn: undefined };
  const test = testData === undefined ? null : await open(testData, plain, ledger, table);
  const notes = droppedNotes(table.dropped + (test?.dropped ?? 0));
  const { classes, pairs } = table;
  const whole = { name: path, classes, unlabelled: null, sources: ledger.sources };
  if (test) return { ...whole, train: pairs, test: test.pairs, notes };
  const { note, ...parts } = holdOutTest(pairs, selectPairs, options);
  return { ...whole, ...parts, notes: [...notes, note] };
}
