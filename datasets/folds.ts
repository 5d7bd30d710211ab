/**
 * Parts of a data set of which each is tested once: cross-validation.
 *
 * @module
 */
import type { Labelled } from "./dataset.ts";
import { DataError } from "./error.ts";
import { RandomStream } from "./random.ts";
import { othersOf, rowsBy } from "./split.ts";

/** One of several parts of a data set, of about the same size and with about the same share of each class. */
export interface Fold {
  /** Its number, from 1 to `of`. */
  readonly number: number;
  /** How many parts there are, 2 or more. */
  readonly of: number;
}

/**
 * Cuts rows into parts by chance, and gives the rows of one of them and the others. All parts of a seed together
 * hold each row once; rows of a group are in one part.
 *
 * @returns Numbers of the rows of all other parts, `kept`, and of the part, `held`, both rising.
 * @throws {DataError} when there are fewer rows or groups than parts, so that one would be empty.
 *
 * @example
 * ```ts
 * import { foldRows } from "@associated/learning/data";
 *
 * const labels = Uint32Array.of(0, 0, 0, 1, 1, 1);
 * const { held } = foldRows({ labels }, { number: 2, of: 3 }, 1);
 * console.assert(held.length === 2 && labels[held[0]] !== labels[held[1]]); // a row of each class
 * ```
 */
export function foldRows(
  set: Labelled,
  { number, of }: Fold,
  seed: number,
): { kept: Uint32Array<ArrayBuffer>; held: Uint32Array<ArrayBuffer> } {
  const { labels, groups } = set;
  const random = new RandomStream(seed, "split", "folds");
  const parts = groups ? dealtGroups(labels, groups, of, random) : dealtRows(labels, of, random);
  if (parts.some(({ length }) => !length)) {
    const among = groups ? ` of ${new Set(groups).size} groups` : "";
    throw new DataError(
      `Cannot cut ${labels.length} rows${among} into ${of} parts: one would be empty, ask for fewer`,
    );
  }
  const held = Uint32Array.from(parts[number - 1]).sort();
  return { kept: othersOf(held, labels.length), held };
}

/** Deals the shuffled rows of each class to the parts, each class beginning where the one before has ended. */
function dealtRows(labels: Uint32Array, of: number, random: RandomStream): number[][] {
  const byClass = [...rowsBy(labels)].sort(([a], [b]) => a - b);
  const order = byClass.flatMap(([, rows]) => random.shuffle(rows));
  return Array.from({ length: of }, (_, part) => order.filter((_, i) => i % of === part));
}

/** Gives each group, the greatest first, to the part that has the least of its classes. */
function dealtGroups(
  labels: Uint32Array,
  groups: readonly string[],
  of: number,
  random: RandomStream,
): number[][] {
  const all = random.shuffle([...rowsBy(groups).values()]).sort((a, b) => b.length - a.length);
  const sizes = new Map([...rowsBy(labels)].map(([label, { length }]) => [label, length]));
  const parts = Array.from({ length: of }, () => ({
    rows: [] as number[],
    counts: new Map<number, number>(),
  }));
  for (const rows of all) {
    const own = [...rowsBy(rows.map((row) => labels[row]))];
    const burden = ({ counts }: { readonly counts: ReadonlyMap<number, number> }) =>
      own.reduce(
        (sum, [label, { length }]) => sum + length * (counts.get(label) ?? 0) / sizes.get(label)!,
        0,
      );
    const least = parts.reduce((best, part) => {
      const less = burden(part) - burden(best);
      return less < 0 || (less === 0 && part.rows.length < best.rows.length) ? part : best;
    });
    least.rows.push(...rows);
    for (const [label, { length }] of own) {
      least.counts.set(label, (least.counts.get(label) ?? 0) + length);
    }
  }
  return parts.map(({ rows }) => rows);
}
