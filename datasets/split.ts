import type { Labelled } from "./dataset.ts";
import { DataError } from "./error.ts";
import { RandomStream } from "./random.ts";

/**
 * Holds out a share of the rows by chance, stratified: the same share of each class, rounded to the nearest
 * row. Where that is less than a row of every class, some classes give one, so that the share of all rows is
 * right.
 *
 * @param labels Class indices `[n]`.
 * @param fraction Share to hold out, in (0, 1).
 * @param seed Seed of the draw, any number.
 * @param purpose Name of the random stream, such as `"validation"`, so that splits of one seed differ.
 * @returns Numbers of the rows that stay, `kept` `[n - m]`, and of the rows held out, `held` `[m]`, both
 *   rising.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitRows } from "@associated/learning/data";
 *
 * const { kept, held } = splitRows(Uint32Array.of(0, 0, 1, 1), 0.5, 1, "test");
 * console.assert(kept.length === 2 && held.length === 2); // one row of each class
 * ```
 */
export function splitRows(
  labels: Uint32Array,
  fraction: number,
  seed: number,
  purpose: string,
): { kept: Uint32Array<ArrayBuffer>; held: Uint32Array<ArrayBuffer> } {
  const random = new RandomStream(seed, "split", purpose);
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const rows = byClass.get(label);
    if (rows) rows.push(row);
    else byClass.set(label, [row]);
  });
  const rows = [...byClass.keys()].sort((a, b) => a - b)
    .map((label) => random.shuffle(byClass.get(label) ?? []));
  const rounded = rows.flatMap((own) => own.slice(0, Math.round(own.length * fraction)));
  const held = rounded.length ? rounded : someOfFew(random.shuffle(rows), fraction);
  if (held.length === 0 || held.length === labels.length) {
    throw emptyPart(labels.length, byClass.size, fraction, purpose);
  }
  const isHeld = new Set(held);
  const kept = Uint32Array.from([...labels.keys()].filter((row) => !isHeld.has(row)));
  return { kept, held: Uint32Array.from(held).sort() };
}

/** A share to hold out, the seed of the draw, and the name of its random stream: see {@linkcode splitRows}. */
export interface Draw {
  /** Share to hold out, in (0, 1). */
  readonly share: number;
  /** Seed of the draw, any number. */
  readonly seed: number;
  /** Name of the random stream. */
  readonly purpose: string;
}

/**
 * Holds out a share of a set, of any kind of examples, by {@linkcode splitRows}.
 *
 * @param select Picks rows of a set by their numbers.
 * @throws {DataError} when one of the parts would be empty.
 */
export function splitSet<S extends Labelled>(
  set: S,
  select: (set: S, rows: Uint32Array) => S,
  { share, seed, purpose }: Draw,
): { readonly kept: S; readonly held: S } {
  const { kept, held } = splitRows(set.labels, share, seed, purpose);
  return { kept: select(set, kept), held: select(set, held) };
}

/**
 * Cuts a validation part from a training set, of any kind of examples.
 *
 * @throws {DataError} when one of the parts would be empty.
 */
export function splitValidation<S extends Labelled>(
  set: S,
  select: (set: S, rows: Uint32Array) => S,
  seed: number,
  share: number,
): { train: S; validation: S } {
  const { kept, held } = splitSet(set, select, { share, seed, purpose: "validation" });
  return { train: kept, validation: held };
}

/** A share of rows whose classes are too small to give a row each; none gives its only one. */
function someOfFew(classes: readonly (readonly number[])[], fraction: number): number[] {
  let due = 0;
  return classes.flatMap((rows) => {
    due += rows.length * fraction;
    const given = rows.slice(0, Math.min(Math.floor(due + 1e-9), rows.length - 1));
    due -= given.length;
    return given;
  });
}

/** Ways out for the splits of a training run, with the option that they name. */
const WAYS: Readonly<Record<string, readonly [way: string, option: string]>> = {
  test: ["give more rows, or test rows by testData", "testData"],
  validation: ["give more rows, or another share by valFraction", "valFraction"],
};

function emptyPart(rows: number, classes: number, fraction: number, purpose: string): DataError {
  const [way, option] = WAYS[purpose] ?? ["give more rows or a share between 0 and 1"];
  return new DataError(
    `Cannot hold out ${fraction} of ${rows} rows of ${classes} classes (${purpose}): ` +
      `one part would be empty, ${way}`,
    { option },
  );
}
