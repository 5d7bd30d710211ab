import { chunksOf, type Content, nameOf } from "../bytes.ts";
import { DataError } from "../error.ts";
import { checkColumn, checkGroupColumn, usual } from "../table/columns.ts";
import {
  checkGroup,
  findClasses,
  LABEL_COLUMNS,
  numberLabels,
  type WrittenLabel,
} from "../table/labels.ts";
import { decodeText } from "../table/lines.ts";
import { readRows, type TableForm } from "../table/table.ts";
import type { Numbers } from "./numbers.ts";

/** Names that a column of classes has in tables of numbers too. */
const TARGETS = [...LABEL_COLUMNS, "target"];
/** How people write that a value is missing. */
const MISSING = /^(|\?|-|na|n\/a|nan|null|none)$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Options of {@linkcode readNumbers}. */
export interface NumberOptions extends TableForm {
  /** Column of the label; default is the first of `label`, `class`, `category`, ..., `target` that is there. */
  readonly labelColumn?: string;
  /** Column of the group of a row, which is no number; rows of a group are on one side of every split. */
  readonly groupColumn?: string;
  /** The classes and columns that it must have: those of the training rows. */
  readonly known?: KnownNumbers;
}

/** The classes and columns of a model or of another table. */
export interface KnownNumbers {
  /** Name of what has them, in errors. */
  readonly name: string;
  /** Its classes. */
  readonly classes: readonly string[];
  /** Its columns of numbers, in their order. */
  readonly columns: readonly string[];
}

/** A table of labelled rows of numbers. */
export interface NumberTable {
  /** Its name in errors. */
  readonly name: string;
  /**
   * Class names, in the order of their numbers where all are integers, else of their code units; labels are
   * indices into them.
   */
  readonly classes: readonly string[];
  /** Its rows. */
  readonly numbers: Numbers;
}

/**
 * Reads labelled rows of numbers from CSV, TSV or JSON: one column is the
 * class, a text or a whole number; all others are numbers.
 *
 * A column whose numbers are all the same is read; standardized it is 0.
 *
 * @param content The table itself: a text, a `File` that a page was given, the body of a response.
 * @throws {DataError} with line and column for a word among the numbers and a value that is missing; for one
 *   class only; for columns without names or with the same name.
 *
 * @example
 * ```ts
 * import { readNumbers } from "@associated/learning/data";
 *
 * const { classes, numbers } = await readNumbers("a,b,label\n1,2,no\n3,4e1,yes\n");
 * console.assert(classes.join() === "no,yes" && numbers.values.join() === "1,2,3,40");
 * ```
 */
export async function readNumbers(
  content: Content,
  options: NumberOptions = {},
): Promise<NumberTable> {
  const { name = nameOf(content), groupColumn } = options;
  const rows: WrittenLabel[] = [];
  const groups: string[] = [];
  const values: number[] = [];
  let chosen: Chosen | undefined;
  const choose = (header: readonly string[]) => chosen = chooseColumns(header, name, options);
  for await (const { line, cells } of cellsOf(content, { ...options, name }, choose)) {
    const [label, group] = cells.slice(chosen!.columns.length);
    if (label === "") throw new DataError(`Cannot read ${name}: line ${line} has no label, add it`);
    if (groupColumn !== undefined) {
      checkGroup(group, line, { name, groupColumn });
      groups.push(group);
    }
    rows.push({ line, label });
    chosen!.columns.forEach((column, i) => values.push(numberOf(cells[i], column, line, name)));
  }
  if (rows.length === 0) {
    throw new DataError(`Cannot read ${name}: it has no rows, give a file with some`);
  }
  const known = options.known ?? { name, classes: findClasses(rows, name) };
  const labels = numberLabels(rows, name, known);
  const { columns } = chosen!;
  const own = groupColumn === undefined ? {} : { groups };
  const numbers = { values: Float64Array.from(values), columns, labels, ...own };
  return { name, classes: known.classes, numbers };
}

/**
 * Reads rows of numbers whose labels are not read.
 *
 * @param columns The columns to read; others may be there too.
 * @returns Numbers `[n, columns]` with the lines at which their rows start.
 * @throws {DataError} with line and column, as {@linkcode readNumbers}.
 *
 * @example
 * ```ts
 * import { readNumberRows } from "@associated/learning/data";
 *
 * const rows = await readNumberRows("b,a\n2,1\n", ["a", "b"]);
 * console.assert(rows.values.join() === "1,2" && rows.lines[0] === 2);
 * ```
 */
export async function readNumberRows(
  content: Content,
  columns: readonly string[],
  { name = nameOf(content), ...form }: Omit<
    NumberOptions,
    "labelColumn" | "groupColumn" | "known"
  > = {},
): Promise<{ readonly values: Float64Array<ArrayBuffer>; readonly lines: readonly number[] }> {
  const lines: number[] = [];
  const values: number[] = [];
  for await (const row of eachNumberRow(content, columns, { ...form, name })) {
    lines.push(row.line);
    for (const value of row.values) values.push(value);
  }
  return { values: Float64Array.from(values), lines };
}

/** The same rows one after another, for tables that memory need not hold. */
export async function* eachNumberRow(
  content: Content,
  columns: readonly string[],
  { name = nameOf(content), ...form }: Omit<NumberOptions, "labelColumn" | "known"> = {},
): AsyncGenerator<{ readonly line: number; readonly values: Float64Array<ArrayBuffer> }> {
  const choose = (header: readonly string[]) => {
    for (const column of columns) checkColumn(header, name, column, AS_TRAINED);
    return { columns, label: null, group: null };
  };
  for await (const { line, cells } of cellsOf(content, { ...form, name }, choose)) {
    yield {
      line,
      values: Float64Array.from(columns, (column, i) => numberOf(cells[i], column, line, name)),
    };
  }
}

/** Ways out where a column is missing. */
const OF_CLASSES = { way: "name the one of the classes with labelColumn", option: "labelColumn" };
const AS_TRAINED = { way: "give the columns of the training data" };

/** The columns of numbers, that of the label, and that of the group. */
interface Chosen {
  readonly columns: readonly string[];
  readonly label: string | null;
  readonly group: string | null;
}

function cellsOf(
  content: Content,
  form: TableForm & { readonly name: string },
  choose: (header: readonly string[]) => Chosen,
) {
  // A null of JSON is told as a missing value, with its line.
  const columns = (header: readonly string[]) => {
    const { columns, label, group } = choose(header);
    const all = [...columns, label, group].filter((column) => column !== null);
    return all.map((column) => ({ name: column, mayBeNull: true }));
  };
  return readRows(decodeText(chunksOf(content), form.name), { ...form, columns });
}

function chooseColumns(header: readonly string[], name: string, options: NumberOptions): Chosen {
  const { labelColumn, groupColumn: group = null, known } = options;
  const label = labelColumn ?? usual(TARGETS, header);
  checkColumn(header, name, label, OF_CLASSES);
  if (group !== null) checkGroupColumn(header, name, group, label);
  header.forEach((column, i) => {
    const state = column === ""
      ? `its column ${i + 1} has no name`
      : header.indexOf(column) < i
      ? `it has two columns "${column}"`
      : null;
    if (state) {
      throw new DataError(`Cannot read ${name}: ${state}, name each differently or take it away`);
    }
  });
  const columns = known?.columns ?? header.filter((column) => column !== label && column !== group);
  for (const column of columns) checkColumn(header, name, column, AS_TRAINED);
  if (columns.length > 0) return { columns, label, group };
  throw new DataError(`Cannot read ${name}: it has no column beside "${label}", add numbers`);
}

function numberOf(cell: string, column: string, line: number, name: string): number {
  const value = NUMBER.test(cell) ? Number(cell) : NaN;
  if (Number.isFinite(value)) return value;
  const state = MISSING.test(cell)
    ? `no number in the column "${column}"`
    : `${JSON.stringify(cell)} in the column "${column}", where a number belongs`;
  const way = MISSING.test(cell)
    ? "fill it in, or take the line or the column away"
    : /^[-+]?\d*,\d+$/.test(cell)
    ? "write it with a decimal point"
    : "correct it or take the column away";
  throw new DataError(`Cannot read ${name}: line ${line} has ${state}, ${way}`);
}
