import { DataError } from "../error.ts";
import { readCsv, readJsonLines, readTsv } from "./csv.ts";

/** Form of a table: fields between commas (RFC 4180), fields between tabs, or a JSON object a line. */
export type TableFormat = "csv" | "tsv" | "jsonl";

/** A column to read. */
export interface Column {
  /** Its name in the header, or among the keys of the first object. */
  readonly name: string;
  /** Whether a `null` of JSON is an empty cell instead of a fault. */
  readonly mayBeNull?: boolean;
}

/** A row of a table. */
export interface TableRow {
  /** Number of the line it starts at, counted from 1. */
  readonly line: number;
  /** The cells of the columns that were asked for, in their order, without white space around them. */
  readonly cells: readonly string[];
}

/** Which columns of a table to read. */
export interface TableQuery {
  /** Name of the table in errors. */
  readonly name: string;
  /** Its form; by default its first line tells it. */
  readonly format?: TableFormat;
  /** Chooses the columns from the names in the header. */
  columns(header: readonly string[]): readonly Column[];
}

/** The form of a table by the name of its file, packed by gzip or not; undefined for other names. */
export function formatOfName(name: string): TableFormat | undefined {
  const ending = /\.(csv|tsv|jsonl|ndjson)(\.gz)?$/i.exec(name)?.[1].toLowerCase();
  return ending === "ndjson" ? "jsonl" : ending as TableFormat | undefined;
}

/**
 * Reads the rows of a table: CSV or TSV with a header row, or JSON lines.
 *
 * @throws {DataError} with the line, for a row of another width, a broken quote, and a line that is no JSON.
 */
export async function* readRows(
  text: AsyncIterable<string>,
  query: TableQuery,
): AsyncGenerator<TableRow> {
  const { format, whole } = query.format
    ? { format: query.format, whole: text }
    : await recognise(text);
  yield* format === "jsonl" ? fromObjects(whole, query) : fromFields(whole, query, format);
}

/** Tells the form by the first line that is not blank: an object, a tab, or else commas. */
async function recognise(
  text: AsyncIterable<string>,
): Promise<{ format: TableFormat; whole: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let head = "";
  for (let step = await pieces.next(); !step.done; step = await pieces.next()) {
    head += step.value;
    if (head.trimStart().includes("\n")) break;
  }
  const [line] = head.trimStart().split("\n", 1);
  const format = /^[{[]/.test(line) ? "jsonl" : line.includes("\t") ? "tsv" : "csv";
  return { format, whole: joined(head, pieces) };
}

async function* joined(
  head: string,
  rest: AsyncIterator<string>,
): AsyncGenerator<string> {
  try {
    yield head;
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}

async function* fromFields(
  text: AsyncIterable<string>,
  { name, columns }: TableQuery,
  format: "csv" | "tsv",
): AsyncGenerator<TableRow> {
  let header: readonly string[] | undefined;
  let places: readonly number[] = [];
  for await (const { line, fields } of format === "tsv" ? readTsv(text) : readCsv(text, name)) {
    if (!header) {
      const names = fields.map((field) => field.trim());
      places = columns(names).map((column) => names.indexOf(column.name));
      header = names;
      continue;
    }
    if (fields.length !== header.length) {
      const sign = format === "tsv" ? "a tab" : "quotes around a field that holds a comma";
      throw new DataError(
        `Cannot read ${name}: line ${line} has ${fields.length} columns and the header ` +
          `${header.length}, look for ${sign} too many or too few`,
      );
    }
    yield { line, cells: places.map((place) => fields[place].trim()) };
  }
  if (header) return;
  throw new DataError(`Cannot read ${name}: it is empty, give a file with a header row`);
}

async function* fromObjects(
  text: AsyncIterable<string>,
  { name, columns }: TableQuery,
): AsyncGenerator<TableRow> {
  let chosen: readonly Column[] | undefined;
  for await (const { line, record } of readJsonLines(text, name)) {
    chosen ??= columns(Object.keys(record));
    yield { line, cells: chosen.map((column) => cellOf(record, column, line, name)) };
  }
}

function cellOf(
  record: Readonly<Record<string, unknown>>,
  { name: column, mayBeNull }: Column,
  line: number,
  name: string,
): string {
  const value = record[column];
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null && mayBeNull) return "";
  const state = value === undefined ? `no "${column}"` : `a "${column}" that is not a text`;
  throw new DataError(`Cannot read ${name}: line ${line} has ${state}, correct the line`);
}
