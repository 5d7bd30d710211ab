import { chunksOf, type Content, nameOf } from "../bytes.ts";
import { DataError } from "../error.ts";
import { checkGroup, type Classed, findClasses, numberLabels } from "../table/labels.ts";
import { decodeText, returnsOnly, splitLines } from "../table/lines.ts";
import { firstLine, readRows, type TableForm, type TableFormat } from "../table/table.ts";
import {
  type ChosenColumns,
  inOrder,
  labelledColumns,
  noColumns,
  plainColumns,
  type TextColumns,
} from "./columns.ts";
import type { Examples } from "./examples.ts";
import { fastTextLines, isFastText, isFastTextRow, withoutLabels } from "./fasttext.ts";

/** Options of {@linkcode readTable}. */
export interface TableOptions extends TextColumns, TableForm {
  /**
   * A table whose classes are the only ones allowed: the table of the training texts, when test texts are
   * read.
   */
  readonly classesOf?: Classed;
}

/** Options of {@linkcode readTextRows}. */
export interface TextRowOptions
  extends Omit<TextColumns, "labelColumn" | "groupColumn">, Omit<TableForm, "format"> {
  /**
   * The form of a table, or `lines` for a text on each line; by default a table, whose first line tells its
   * form.
   */
  readonly format?: TableFormat | "lines";
}

/** A table of labelled texts. */
export interface TextTable {
  /** Its name in errors. */
  readonly name: string;
  /**
   * Class names, in the order of their numbers where all are integers, else of their code units; labels are
   * indices into them.
   */
  readonly classes: readonly string[];
  /** Its rows. */
  readonly examples: Examples;
}

/** A text with its side inputs. */
export interface TextRow {
  /** The text. */
  readonly text: string;
  /** The cells of the side columns, in their order. */
  readonly sides: readonly string[];
}

/** A row with its label as written, its group, and the line it starts at. */
interface LabelledRow extends TextRow {
  readonly label: string;
  readonly group?: string;
  readonly line: number;
}

/**
 * Reads labelled texts from CSV or TSV, from JSON (lines or an array), or from lines of fastText, of which each
 * has one label, as `__label__pos good film`. Without a form in the options, the first line tells it.
 *
 * @param content The table itself: a text, a `File` that a page was given, the body of a response.
 * @returns Classes and examples, one for each row.
 * @throws {DataError} with the line for all that is wrong in the table.
 *
 * @example
 * ```ts
 * import { readTable } from "@associated/learning/data";
 *
 * const train = await readTable("text,label\ngood film,pos\nbad film,neg\n");
 * console.assert(train.classes.join() === "neg,pos" && train.examples.labels.join() === "1,0");
 *
 * const page = new Blob(['{"label": "pos", "text": "fine"}']);
 * const test = await readTable(page, { classesOf: train });
 * console.assert(test.examples.labels[0] === 1);
 * ```
 */
export async function readTable(content: Content, options: TableOptions = {}): Promise<TextTable> {
  const { name = nameOf(content), sideColumns = [], groupColumn, classesOf } = options;
  const choose = (header: readonly string[]) => labelledColumns(header, name, options);
  const rows: LabelledRow[] = [];
  for await (const row of rowsOf(content, { ...options, name }, choose, namedColumns(options))) {
    if (row.label === "") {
      throw new DataError(`Cannot read ${name}: line ${row.line} has no label, add it`);
    }
    if (groupColumn !== undefined) checkGroup(row.group!, row.line, { name, groupColumn });
    rows.push(row);
  }
  if (rows.length === 0) {
    throw new DataError(`Cannot read ${name}: it is empty, give a file with a row for each text`);
  }
  const known = classesOf ?? { name, classes: findClasses(rows, name) };
  const labels = numberLabels(rows, name, known);
  const groups = groupColumn === undefined ? {} : { groups: rows.map(({ group }) => group!) };
  const examples = { texts: rows.map(({ text }) => text), labels, ...groups };
  if (!sideColumns.length) return { name, classes: known.classes, examples };
  const columns = sideColumns.map((side, k) => [side, rows.map(({ sides }) => sides[k])] as const);
  return { name, classes: known.classes, examples: { ...examples, columns: new Map(columns) } };
}

/**
 * Reads texts without their labels one after another: from a table, or from lines, of which a blank one is a
 * text without words; labels of fastText in lines are left out.
 *
 * @param content The table or the lines themselves.
 * @throws {DataError} with the line for all that is wrong in it.
 *
 * @example
 * ```ts
 * import { readTextRows } from "@associated/learning/data";
 *
 * for await (const { text } of readTextRows("good film\nbad film\n", { format: "lines" })) {
 *   console.log(text);
 * }
 * ```
 */
export async function* readTextRows(
  content: Content,
  options: TextRowOptions = {},
): AsyncGenerator<TextRow> {
  const { name = nameOf(content), format } = options;
  if (format === "lines") {
    if (options.sideColumns?.length) throw noColumns(name, options.sideColumns);
    for await (const { first, lines } of splitLines(decodeText(chunksOf(content), name))) {
      if (first === 1 && lines.length === 1 && /\r./.test(lines[0])) throw returnsOnly(name);
      for (const text of lines) yield { text: withoutLabels(text), sides: [] };
    }
    return;
  }
  const choose = (header: readonly string[]) => plainColumns(header, name, options);
  const table = { ...options, name, format };
  const named = options.sideColumns ?? [];
  for await (const { text, sides } of rowsOf(content, table, choose, named)) yield { text, sides };
}

/** Columns that are asked for; of texts to test, the text and the label are named for the training texts. */
function namedColumns(options: TableOptions): string[] {
  const { textColumn, labelColumn, sideColumns = [], groupColumn, classesOf } = options;
  const own = classesOf ? [] : [textColumn, labelColumn];
  return [...own, ...sideColumns, groupColumn].filter((name) => name !== undefined);
}

/**
 * The rows of a table, or of lines of fastText.
 *
 * @param named Columns that are asked for, which lines do not have.
 */
async function* rowsOf(
  content: Content,
  form: TableForm & { readonly name: string },
  choose: (header: readonly string[]) => ChosenColumns,
  named: readonly string[],
): AsyncGenerator<LabelledRow> {
  let chosen: ChosenColumns | undefined;
  const columns = (header: readonly string[]) => inOrder(chosen = choose(header));
  const { line: opening, whole } = await firstLine(decodeText(chunksOf(content), form.name));
  if (isFastTextRow(opening) || form.format === undefined && isFastText(opening)) {
    if (named.length) throw noColumns(form.name, named);
    for await (const row of fastTextLines(whole, form.name)) yield { ...row, sides: [] };
    return;
  }
  for await (const { line, cells } of readRows(whole, { ...form, columns })) {
    const { texts, label, sides, group } = chosen!;
    const end = texts.length, first = label === null ? end : end + 1;
    yield {
      line,
      text: cells.slice(0, end).join(" ").trim(),
      label: label === null ? "" : cells[end],
      sides: cells.slice(first, first + sides.length),
      ...(group !== null && { group: cells.at(-1) }),
    };
  }
}
