/**
 * The test part of data sets that bring none.
 *
 * @module
 */
import type { Labelled } from "../dataset.ts";
import { type Fold, foldRows } from "../folds.ts";
import { splitSet } from "../split.ts";

/** How a test part is held out. */
export interface HoldOutOptions {
  /** Seed of the hold-out, any number. */
  readonly seed: number;
  /** Share that is held out for the test where there is none, in (0, 1); default 0.1. */
  readonly holdOut?: number;
  /** The part that is held out instead of a share, where the data set is cut into several. */
  readonly fold?: Fold;
}

/**
 * Cuts a set into rows to train on and rows to test on, the same share of each class, and says so.
 *
 * @param select Picks rows of a set by their numbers.
 * @param unit Plural name of the examples, for the note.
 * @throws {DataError} when one of the parts would be empty.
 */
export function holdOutTest<S extends Labelled>(
  set: S,
  select: (set: S, rows: Uint32Array) => S,
  { seed, holdOut = 0.1, fold }: HoldOutOptions,
  unit = "rows",
): { readonly train: S; readonly test: S; readonly note: string } {
  if (fold) {
    const { kept, held } = foldRows(set, fold, seed);
    const note =
      `test is part ${fold.number} of ${fold.of} of ${set.labels.length} ${unit}, cut by ` +
      `seed ${seed}` + (set.groups ? " in whole groups" : "");
    return { train: select(set, kept), test: select(set, held), note };
  }
  const { kept, held } = splitSet(set, select, { share: holdOut, seed, purpose: "test" });
  const note =
    `test is ${held.labels.length} of ${set.labels.length} ${unit} held out by seed ${seed}, ` +
    (set.groups ? "in whole groups" : "the same share of each class");
  return { train: kept, test: held, note };
}
