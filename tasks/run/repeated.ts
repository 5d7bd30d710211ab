/**
 * Remarks on rows that stand in two parts of a data set, the same for every kind of data.
 *
 * @module
 */
import type { OptionsOf } from "../options/options.ts";
import { count } from "../terminal/figures.ts";

/** What tells each row of the parts of a data set from others. */
export interface Keys {
  /** Of the rows to learn from, and of those that are cut off from them to validate by. */
  readonly train: Iterable<string>;
  /** Of rows of their own to validate by; none where absent. */
  readonly validation?: readonly string[];
  /** Of the rows to test. */
  readonly test: readonly string[];
}

/** The keys of the rows of a data set as it was loaded, and of those that test. */
export function partKeys<D>(
  { valData }: Pick<OptionsOf<"train">, "valData">,
  { train, validation, test }: {
    readonly train: D;
    readonly validation?: D;
    readonly test: D;
  },
  keysOf: (rows: D) => readonly string[],
): Keys & { readonly train: readonly string[] } {
  const own = valData === "test" ? undefined : validation;
  return { train: keysOf(train), validation: own && keysOf(own), test: keysOf(test) };
}

/**
 * Remarks where rows to test or to validate by stand among others too, so that figures on them are too good.
 *
 * @param unit Plural name of the rows, as `texts`.
 */
export function repeatedNotes({ train, validation = [], test }: Keys, unit: string): string[] {
  const tested = counted(test), validated = counted(validation);
  const choosing = sumOf(validated.keys(), tested);
  const [learned, seen] = [tested, validated].map((rows) => ({ rows, repeated: 0 }));
  for (const key of train) {
    for (const sought of [learned, seen]) {
      sought.repeated += sought.rows.get(key) ?? 0;
      sought.rows.delete(key);
    }
  }
  const found: readonly (readonly [number, string])[] = [
    [learned.repeated, `${count(test.length)} test ${unit} stand among the training ${unit} too`],
    [
      seen.repeated,
      `${count(validation.length)} ${unit} to validate stand among the training ${unit} too`,
    ],
    [choosing, `${count(test.length)} test ${unit} choose the epoch too`],
  ];
  return found.filter(([repeated]) => repeated > 0)
    .map(([repeated, where]) => `${count(repeated)} of ${where}`);
}

/** How often each key comes. */
function counted(keys: Iterable<string>): Map<string, number> {
  const rows = new Map<string, number>();
  for (const key of keys) rows.set(key, (rows.get(key) ?? 0) + 1);
  return rows;
}

/** The rows of some keys. */
function sumOf(keys: Iterable<string>, rows: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const key of keys) sum += rows.get(key) ?? 0;
  return sum;
}
