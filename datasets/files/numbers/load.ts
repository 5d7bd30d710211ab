import type { Source } from "../../dataset.ts";
import { DataError } from "../../error.ts";
import { type NumberDataset, type Numbers, selectNumbers } from "../../numbers/numbers.ts";
import {
  type KnownNumbers,
  type NumberOptions,
  type NumberTable,
  readNumbers,
} from "../../numbers/read_numbers.ts";
import { formatOfName, type TableLayout } from "../../table/table.ts";
import type { FindOptions } from "../cache.ts";
import { type HoldOutOptions, holdOutTest } from "../hold_out.ts";
import { Ledger } from "../ledger.ts";
import { readPlain } from "../place.ts";
import { type ValidationOptions, withValidation } from "../validation.ts";

/** How {@linkcode loadNumbers} reads a table. */
export interface NumberLoadOptions
  extends Pick<FindOptions, "onProgress">, HoldOutOptions, TableLayout, ValidationOptions {
  /** Column of the label; default is the first of `label`, `class`, `category`, ..., `target` that is there. */
  readonly labelColumn?: string;
  /** Column of the group of a row, which is no number; rows of a group are on one side of every split. */
  readonly groupColumn?: string;
  /** Path of a table of test rows with the same columns and classes. */
  readonly testData?: string;
}

/**
 * Reads a table of numbers: CSV or TSV with a header row, or JSON lines, packed by gzip or not. One column is
 * the class, all others are numbers, which are not standardized yet. Without a test table a tenth of the rows
 * is held out, the same share of each class.
 *
 * @throws {DataError} with file, line and column for everything that is wrong in it.
 *
 * @example
 * ```ts
 * import { loadNumbers } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 2 ? "odd" : "even"}`);
 * await Deno.writeTextFile(path, ["number,class", ...rows].join("\n"));
 * const { classes, test } = await loadNumbers(path, { seed: 1 });
 * console.assert(classes.join() === "even,odd" && test?.labels.length === 4);
 * await Deno.remove(path);
 * ```
 */
export async function loadNumbers(
  path: string,
  options: NumberLoadOptions,
): Promise<NumberDataset> {
  const set = await loadTable(path, options);
  const { name, classes, train: { columns } } = set;
  return await withValidation(set, options, async (path) => {
    const { numbers, sources } = await loadTestNumbers(path, { name, classes, columns }, options);
    return { rows: numbers, sources };
  });
}

async function loadTable(path: string, options: NumberLoadOptions): Promise<NumberDataset> {
  const { testData } = options;
  const ledger = new Ledger(options.onProgress);
  const table = await openNumbers(path, ledger, options);
  const { classes, numbers } = table;
  const whole = { name: path, classes, unlabelled: null, sources: ledger.sources };
  if (testData !== undefined) {
    const known = { name: path, classes, columns: numbers.columns };
    const test = await openNumbers(testData, ledger, {
      ...options,
      known,
      groupColumn: undefined,
    });
    return { ...whole, train: numbers, test: test.numbers, notes: [] };
  }
  const { note, ...parts } = holdOutTest(numbers, selectNumbers, options);
  return { ...whole, ...parts, notes: [note] };
}

/** Rows of numbers to test on. */
export interface TestNumbers {
  /** The rows. */
  readonly numbers: Numbers;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
}

/**
 * Reads a table of numbers with the columns and classes of a model, to test it on; other columns are passed
 * over.
 *
 * @throws {DataError} when a column is missing or it has another class, and for all that is wrong in it.
 *
 * @example
 * ```ts
 * import { loadTestNumbers } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "id,b,a,class\n7,1,2,odd\n");
 * const known = { name: "the model", classes: ["even", "odd"], columns: ["a", "b"] };
 * const { numbers } = await loadTestNumbers(path, known);
 * console.assert(numbers.values.join() === "2,1" && numbers.labels[0] === 1);
 * await Deno.remove(path);
 * ```
 */
export async function loadTestNumbers(
  path: string,
  known: KnownNumbers,
  options: Omit<NumberLoadOptions, keyof HoldOutOptions | "testData" | "valData"> = {},
): Promise<TestNumbers> {
  const ledger = new Ledger(options.onProgress);
  const { numbers } = await openNumbers(path, ledger, {
    ...options,
    known,
    groupColumn: undefined,
  });
  return { numbers, sources: ledger.sources };
}

async function openNumbers(
  path: string,
  ledger: Ledger,
  options: Omit<NumberOptions, "name" | "format">,
): Promise<NumberTable> {
  const format = formatOfName(path);
  if (!format) {
    throw new DataError(
      `Cannot load ${path}: its name ends in none of .csv .tsv .jsonl, give a table of numbers`,
    );
  }
  return await readNumbers(readPlain(path, ledger), { ...options, name: path, format });
}
