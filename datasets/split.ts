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
  const byClass = rowsBy(labels);
  const rows = [...byClass.keys()].sort((a, b) => a - b)
    .map((label) => random.shuffle(byClass.get(label) ?? []));
  const rounded = rows.flatMap((own) => own.slice(0, Math.round(own.length * fraction)));
  const held = rounded.length ? rounded : someOfFew(random.shuffle(rows), fraction);
  if (held.length === 0 || held.length === labels.length) {
    throw emptyPart(labels.length, byClass.size, fraction, purpose);
  }
  return { kept: othersOf(held, labels.length), held: Uint32Array.from(held).sort() };
}

/** The rows of each value `[n]`, rising. */
export function rowsBy<T>(values: Iterable<T>): Map<T, number[]> {
  const rows = new Map<T, number[]>();
  let row = 0;
  for (const value of values) {
    const own = rows.get(value);
    if (own) own.push(row++);
    else rows.set(value, [row++]);
  }
  return rows;
}

/** The rows that are not among some, of so many in all, rising. */
export function othersOf(some: Iterable<number>, count: number): Uint32Array<ArrayBuffer> {
  const taken = new Uint8Array(count);
  for (const row of some) taken[row] = 1;
  return Uint32Array.from(taken.keys()).filter((row) => !taken[row]);
}

/**
 * Holds out a share of the rows by chance in whole groups: a group is taken where it brings the rows of the
 * classes nearer to the share of each.
 *
 * @param groups Name of the group of each row `[n]`.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitGroups } from "@associated/learning/data";
 *
 * const groups = ["ann", "ann", "bob", "bob"];
 * const { kept } = splitGroups({ labels: Uint32Array.of(0, 1, 0, 1), groups }, 0.5, 1, "test");
 * console.assert(groups[kept[0]] === groups[kept[1]]); // both rows of one of them
 * ```
 */
export function splitGroups(
  { labels, groups }: { readonly labels: Uint32Array; readonly groups: readonly string[] },
  fraction: number,
  seed: number,
  purpose: string,
): { kept: Uint32Array<ArrayBuffer>; held: Uint32Array<ArrayBuffer> } {
  const byGroup = rowsBy(groups);
  const all = new RandomStream(seed, "split", purpose).shuffle([...byGroup.values()]);
  // Rows of each class that are still to be held out.
  const due = new Map<number, number>();
  for (const label of labels) due.set(label, (due.get(label) ?? 0) + fraction);
  const nearer = all.filter((rows) => {
    const own = rowsBy(rows.map((row) => labels[row]));
    let gain = 0;
    for (const [label, { length }] of own) {
      gain += Math.abs(due.get(label)!) - Math.abs(due.get(label)! - length);
    }
    if (gain <= 0) return false;
    for (const [label, { length }] of own) due.set(label, due.get(label)! - length);
    return true;
  });
  const smallest = all.toSorted((a, b) => a.length - b.length).slice(0, fraction > 0 ? 1 : 0);
  const held = Uint32Array.from((nearer.length ? nearer : smallest).flat()).sort();
  if (!held.length || held.length === labels.length) {
    throw emptyPart(labels.length, due.size, fraction, purpose, ` in ${all.length} groups`);
  }
  return { kept: othersOf(held, labels.length), held };
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
 * Holds out a share of a set, of any kind of examples, by {@linkcode splitRows}, or by {@linkcode splitGroups}
 * where its rows have groups.
 *
 * @param select Picks rows of a set by their numbers.
 * @throws {DataError} when one of the parts would be empty.
 */
export function splitSet<S extends Labelled>(
  set: S,
  select: (set: S, rows: Uint32Array) => S,
  { share, seed, purpose }: Draw,
): { readonly kept: S; readonly held: S } {
  const { labels, groups } = set;
  const { kept, held } = groups
    ? splitGroups({ labels, groups }, share, seed, purpose)
    : splitRows(labels, share, seed, purpose);
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

function emptyPart(
  rows: number,
  classes: number,
  fraction: number,
  purpose: string,
  among = "",
): DataError {
  const [way, option] = WAYS[purpose] ?? ["give more rows or a share between 0 and 1"];
  return new DataError(
    `Cannot hold out ${fraction} of ${rows} rows of ${classes} classes${among} (${purpose}): ` +
      `one part would be empty, ${way}`,
    { option },
  );
}
