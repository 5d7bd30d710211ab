/**
 * The files that a run learned from, by their checksums and places.
 *
 * @module
 */
import { isAbsolute, join, resolve } from "node:path";
import { DataError, type Source } from "../../datasets/mod.ts";
import { Ledger, readBytes } from "../../datasets/files/ledger.ts";
import { kindOf } from "../../datasets/files/place.ts";
import type { OptionsOf } from "../options/options.ts";
import { kindOfSet } from "../options/sets.ts";
import { runPath } from "./folder.ts";
import { readShaped } from "./json_object.ts";
import { count, listOf, object, optional, share, text } from "./shape.ts";

/** What the commands read of a run's `data.json`. */
export interface RunData {
  /** The files. */
  readonly sources: readonly Source[];
  /** Shares of the positions of training batches that are padding; runs of earlier versions have none. */
  readonly padding?: { readonly plain: number; readonly bucketed: number };
  /** The folder in which the run was begun, and relative paths are meant; runs of earlier versions name none. */
  readonly folder?: string;
}

/** What is done with a run that needs the files it learned from. */
type Action = "resume" | "grow" | "adapt" | "test";

const shape = object({
  sources: listOf(object({ file: text, bytes: count, sha256: text })),
  padding: optional(object({ plain: share, bucketed: share })),
  folder: optional(text),
});

/**
 * Reads a run's `data.json`.
 *
 * @throws {DataError} when it has another shape
 */
export function readData(run: string): Promise<RunData> {
  return readShaped(runPath(run, "data"), { shape, way: "take another copy or start a new run" });
}

/**
 * Checks that files are those that a run learned from. What is held out is drawn by the place of a row, so
 * that in other files rows that were learned would be tested.
 *
 * @param action What cannot be done with other files, as `resume`.
 * @throws {DataError} when a file is not the one that the run's `data.json` names
 */
export async function checkSources(
  run: string,
  sources: readonly Source[],
  action: Action,
): Promise<void> {
  const file = runPath(run, "data");
  const { sources: before } = await readData(run);
  const other = sources.find(({ sha256 }, i) => sha256 !== before[i]?.sha256);
  if (!other) return;
  const way = action === "test"
    ? "its rows may have been learned: give the same data, or rows of your own by --test-data"
    : "give the same data or start a new run";
  throw new DataError(
    `Cannot ${action} ${run}: ${other.file} differs from the file that ${file} names, ${way}`,
  );
}

/**
 * Remarks on files to test on that a run learned from, changed since or not: their figures say nothing of rows that it
 * has not seen.
 *
 * @param own The test data of the run itself, from which it did not learn.
 */
export async function learnedNotes(
  run: string,
  own: string | undefined,
  sources: readonly Source[],
): Promise<string[]> {
  const { sources: before, folder = Deno.cwd() } = await readData(run);
  const learned = before.filter(({ file }) => file !== own);
  const sums = new Set(learned.map(({ sha256 }) => sha256));
  const places = new Set(await Promise.all(learned.map(({ file }) => placeOf(folder, file))));
  const notes: string[] = [];
  for (const { file, sha256 } of sources) {
    if (!sums.has(sha256) && !places.has(await placeOf(Deno.cwd(), file))) continue;
    notes.push(
      `the run learned from ${file}: most of these rows are not new to it, name no file to test those ` +
        "that it held out",
    );
  }
  return notes;
}

/**
 * Checks that the files that a run learned from are as they were. Files that are gone are passed over, as are folders.
 *
 * @param known Checksums that were made already, by the paths of their files; new ones are added.
 * @throws {DataError} when one has changed
 */
export async function checkUnchanged(run: string, known: Map<string, string>): Promise<void> {
  const { sources, folder = Deno.cwd() } = await readData(run);
  for (const { file, sha256 } of sources) {
    const path = resolve(folder, file);
    if (file.endsWith("/") || await kindOf(path) !== "file") continue;
    if (!known.has(path)) known.set(path, await checksumOf(path));
    if (known.get(path) === sha256) continue;
    throw new DataError(
      `Cannot take ${run} as it is: ${file} has changed since, give the same file, or another folder ` +
        "for new runs by --run-dir",
    );
  }
}

async function checksumOf(path: string): Promise<string> {
  const ledger = new Ledger();
  for await (const _ of readBytes(path, ledger)) { /* only the checksum is of interest */ }
  return ledger.sources[0].sha256;
}

/** The one path of a file, which has many: relative to a folder, over links. */
export function placeOf(folder: string, file: string): Promise<string> {
  const path = resolve(folder, file);
  return Deno.realPath(path).catch(() => path);
}

/** Options that name files of a run. */
type Paths =
  & Pick<OptionsOf<"train">, "dataset" | "testData" | "dataDir">
  & Partial<Pick<OptionsOf<"train">, "valData">>;

/**
 * Checks that relative paths by which a run names its files lead to them from here.
 *
 * @param options The options of the run, or those of the command in their place.
 * @throws {DataError} when a file is not here and is in the folder in which the run was begun
 */
export async function checkPaths(
  run: string,
  { dataset, testData, valData, dataDir }: Paths,
  action: Action,
): Promise<void> {
  const { folder = Deno.cwd() } = await readData(run);
  const own = kindOfSet(dataset) ? undefined : dataset;
  const validation = valData === "test" ? undefined : valData;
  const named = [
    ...[["dataset", own], ["test-data", testData], ["val-data", validation]] as const,
    ["data-dir", dataDir] as const,
  ];
  for (const [option, path] of named) {
    if (path === undefined || isAbsolute(path) || await kindOf(path)) continue;
    if (await kindOf(join(folder, path)) === null) continue;
    const isTaken = action === "resume" || option === "data-dir";
    const way = `run the command there${isTaken ? ` or say where it is by --${option}` : ""}`;
    throw new DataError(
      `Cannot ${action} ${run}: its ${path} is in ${folder}, where the run was begun, and not ` +
        `here, ${way}`,
    );
  }
}
