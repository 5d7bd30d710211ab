/**
 * The files that a run learned from, by their checksums.
 *
 * @module
 */
import { DataError, type Source } from "../../datasets/mod.ts";
import { runPath } from "./folder.ts";
import { readShaped } from "./json_object.ts";
import { count, listOf, object, optional, share, text } from "./shape.ts";

/** What the commands read of a run's `data.json`. */
export interface RunData {
  /** The files. */
  readonly sources: readonly Source[];
  /** Shares of the positions of training batches that are padding; runs of earlier versions have none. */
  readonly padding?: { readonly plain: number; readonly bucketed: number };
}

const shape = object({
  sources: listOf(object({ file: text, bytes: count, sha256: text })),
  padding: optional(object({ plain: share, bucketed: share })),
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
  action: "resume" | "grow" | "adapt" | "test",
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
