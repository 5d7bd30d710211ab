/**
 * `settling.json`: how the states of a model come to rest.
 *
 * @module
 */
import { writeJson } from "../run/atomic.ts";
import { runPath } from "../run/folder.ts";
import { readShapedIfThere } from "../run/json_object.ts";
import { all, count, listOf, measure, number, object, orNull, where } from "../run/shape.ts";

/** How states came to rest in the free phase. */
export interface SettlingFile {
  /** Test rows that were watched. */
  readonly rows: number;
  /** Greatest change of a state in each time step. */
  readonly residuals: readonly number[];
  /** Phi after each time step, as a mean over the rows. */
  readonly phi: readonly number[];
  /** The residual at which states count as at rest. */
  readonly tolerance: number;
  /** Time steps until all later residuals were within the tolerance; null where they did not come so far. */
  readonly needed: number | null;
}

/** Writes the file of a run. */
export function writeSettlingFile(run: string, file: SettlingFile): Promise<void> {
  return writeJson(runPath(run, "settling"), file);
}

const shape = all(
  object({
    rows: count,
    residuals: listOf(measure),
    phi: listOf(number),
    tolerance: measure,
    needed: orNull(count),
  }),
  where(
    ({ residuals, phi }: SettlingFile) => residuals.length === phi.length,
    "has lists of different lengths",
  ),
);

/**
 * Reads the file of a run; null where it has none.
 *
 * @throws {DataError} when the file is no such file
 */
export function readSettling(run: string): Promise<SettlingFile | null> {
  return readShapedIfThere(runPath(run, "settling"), { shape, way: "remove it" });
}
