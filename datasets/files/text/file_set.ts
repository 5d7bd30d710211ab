import type { Source } from "../../dataset.ts";
import { decodeText } from "../../table/lines.ts";
import type { Classed } from "../../table/labels.ts";
import { firstLine, formatOfName, type TableLayout } from "../../table/table.ts";
import type { TextColumns } from "../../text/columns.ts";
import { isFastText } from "../../text/fasttext.ts";
import { type Examples, selectRows, type TextDataset } from "../../text/examples.ts";
import { readTable, readTextRows, type TextRow, type TextTable } from "../../text/read_table.ts";
import type { FindOptions } from "../cache.ts";
import { type HoldOutOptions, holdOutTest } from "../hold_out.ts";
import { Ledger } from "../ledger.ts";
import { kindOf, readPlain } from "../place.ts";
import type { ValidationOptions } from "../validation.ts";

/** How `loadText` finds and reads a data set; the columns are for data sets given by path. */
export interface LoadOptions
  extends FindOptions, HoldOutOptions, TextColumns, TableLayout, ValidationOptions {
  /** Path of a test file, for data sets given by path. */
  readonly testData?: string;
}

/**
 * Reads a data set from CSV, TSV or JSON, or from lines with fastText's labels, packed by gzip or not.
 *
 * Classes are the labels of the training file, in the order of their numbers where all are integers, else of
 * their code units. Without a test file a share of the rows is held out, stratified by class.
 *
 * @throws {DataError} with file and line for everything that is wrong in it.
 */
export async function loadFile(path: string, options: LoadOptions): Promise<TextDataset> {
  const { testData } = options;
  const ledger = new Ledger(options.onProgress);
  const table = await openTable(path, options, ledger);
  const { classes, examples } = table;
  const whole = { name: path, classes, unlabelled: null, sources: ledger.sources };
  if (testData !== undefined) {
    const plain = { ...options, groupColumn: undefined };
    const test = await openTable(testData, plain, ledger, table);
    return { ...whole, train: examples, test: test.examples, notes: [] };
  }
  const { note, ...parts } = holdOutTest(examples, selectRows, options);
  return { ...whole, ...parts, notes: [note] };
}

/**
 * Whether a file is a table by the ending of its name, or has fastText's labels by its first line.
 *
 * @throws {DataError} when it cannot be read
 */
export async function isTextFile(path: string): Promise<boolean> {
  if (formatOfName(path)) return true;
  if (await kindOf(path) !== "file") return false;
  const { line, whole } = await firstLine(decodeText(readPlain(path, new Ledger()), path));
  await whole.return(undefined);
  return isFastText(line);
}

/**
 * Reads all rows of a file to test on.
 *
 * @param classesOf The classes that rows may have, and what knows them.
 * @throws {DataError} with file and line for everything that is wrong in it, a class that is none of them too.
 *
 * @example
 * ```ts
 * import { loadTestRows } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "text,label\ngood film,pos\n");
 * const { examples } = await loadTestRows(path, { name: "the model", classes: ["neg", "pos"] });
 * console.assert(examples.labels.join() === "1");
 * await Deno.remove(path);
 * ```
 */
export async function loadTestRows(
  path: string,
  classesOf: Classed,
  options: TextColumns & TableLayout & Pick<FindOptions, "onProgress"> = {},
): Promise<{ readonly examples: Examples; readonly sources: readonly Source[] }> {
  const ledger = new Ledger(options.onProgress);
  const plain = { ...options, groupColumn: undefined };
  const { examples } = await openTable(path, plain, ledger, classesOf);
  return { examples, sources: ledger.sources };
}

function openTable(
  path: string,
  options: TextColumns & TableLayout,
  ledger: Ledger,
  classesOf?: Classed,
): Promise<TextTable> {
  const form = { name: path, format: formatOfName(path) };
  return readTable(readPlain(path, ledger), { ...options, ...form, classesOf });
}

/**
 * Reads texts without labels: a column of a CSV, TSV or JSON file, packed by gzip or not, else each line, from
 * which labels of fastText are left out.
 *
 * @param options Column of the text, several joined by commas (default is the first of the names that
 * data sets use, else the only column), columns of side inputs, and how a table is written.
 * @throws {DataError} with file and line for all that is wrong in it.
 *
 * @example
 * ```ts
 * import { readTexts } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "id,headline\n1,good film\n");
 * for await (const { text } of readTexts(path, { textColumn: "headline" })) console.log(text);
 * await Deno.remove(path);
 * ```
 */
export function readTexts(
  path: string,
  options: Pick<TextColumns, "textColumn" | "sideColumns"> & TableLayout = {},
): AsyncGenerator<TextRow> {
  const format = formatOfName(path) ?? "lines";
  const chunks = readPlain(path, new Ledger());
  return readTextRows(chunks, { ...options, name: path, format });
}
