import { DataError } from "../error.ts";
import { peek } from "../stream.ts";
import { returnsOnly } from "./lines.ts";
import { readCsv, readTsv, type Row } from "./csv.ts";
import { readJson } from "./json.ts";

/**
 * Form of a table: fields between commas or other signs (RFC 4180), fields between tabs without quotes, or
 * JSON: an object a line, or an array of objects.
 */
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

/** How the rows of a CSV or TSV table are written. */
export interface TableLayout {
  /** The character between fields; by default the first line tells it, and a line `sep=;` before it. */
  readonly delimiter?: string;
  /** Whether the first row names the columns, the default; else their names are 1, 2, 3 and so on. */
  readonly header?: boolean;
}

/** What a table is called, and how it is written. */
export interface TableForm extends TableLayout {
  /** Name of the table in errors; default is the name of a `File`, else "the table". */
  readonly name?: string;
  /** Its form; by default its first line tells it: an object, a tab, or else commas. */
  readonly format?: TableFormat;
}

/** Which columns of a table to read. */
export interface TableQuery extends TableForm {
  /** Name of the table in errors. */
  readonly name: string;
  /** Chooses the columns from the names in the header. */
  columns(header: readonly string[]): readonly Column[];
}

/** The form of a table by the name of its file, packed by gzip or not; undefined for other names. */
export function formatOfName(name: string): TableFormat | undefined {
  const ending = /\.(csv|tsv|jsonl|ndjson|json)(\.gz)?$/i.exec(name)?.[1].toLowerCase();
  return ending?.endsWith("json") ? "jsonl" : ending as TableFormat | undefined;
}

/**
 * Reads the rows of a table: CSV or TSV, or JSON.
 *
 * @throws {DataError} with the line, for a row of another width, a second header, a broken quote, and what is
 *   no JSON.
 */
export async function* readRows(
  text: AsyncIterable<string>,
  query: TableQuery,
): AsyncGenerator<TableRow> {
  const { line, whole } = await firstLine(text);
  const format = query.format ??
    (/^[{[]/.test(line)
      ? "jsonl"
      : query.delimiter === undefined && isTabbed(line)
      ? "tsv"
      : "csv");
  yield* format === "jsonl"
    ? fromObjects(whole, query)
    : fromFields(whole, { ...query, ...layoutOf(line, format, query) });
}

/** Characters by which the first line is told, should it be longer. */
const HEAD = 65_536;

/** The first line that is not blank, and the whole text with it. */
export async function firstLine(
  text: AsyncIterable<string>,
): Promise<{ line: string; whole: AsyncGenerator<string> }> {
  let start = "";
  const { whole } = await peek(text, (piece) => {
    start = (start + piece).trimStart();
    return start.length > HEAD || start.includes("\n");
  });
  const [line] = start.split("\n", 1);
  return { line: line.trimEnd(), whole };
}

const isTabbed = (line: string) => line.includes("\t") && !isQuoted(line);

/** Whether all fields between tabs stand in quotes, so that these are no part of them. */
const isQuoted = (line: string) => line.split("\t").every((field) => /^".*"$/.test(field));

/** How the rows of a table are read, as its first line and the caller say. */
interface FoundLayout {
  readonly delimiter: string;
  /** Whether quotes are signs around fields. */
  readonly quotes: boolean;
}

function layoutOf(
  line: string,
  format: "csv" | "tsv",
  { delimiter, header = true }: TableLayout,
): FoundLayout {
  if (delimiter !== undefined) return { delimiter, quotes: delimiter !== "\t" || isQuoted(line) };
  // A header without a tab tells that a file is no TSV, whatever its name; a row may have one column.
  const isTsv = format === "tsv" && (!header || line.includes("\t") || !/[,;|]/.test(line));
  if (isTsv) return { delimiter: "\t", quotes: isQuoted(line) };
  return { delimiter: /^sep=(.)$/.exec(line)?.[1] ?? likeliest(line), quotes: true };
}

/** The character between the fields of a header: a comma, or where there is none the most frequent other. */
function likeliest(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, "");
  const count = (sign: string) => plain.split(sign).length - 1;
  if (count(",")) return ",";
  return [",", ";", "\t", "|"].toSorted((a, b) => count(b) - count(a))[0];
}

async function* fromFields(
  text: AsyncIterable<string>,
  query: TableQuery & FoundLayout,
): AsyncGenerator<TableRow> {
  const { name, columns, delimiter, quotes } = query;
  let header: readonly string[] | undefined;
  let places: readonly number[] = [];
  for await (const row of quotes ? readCsv(text, name, delimiter) : readTsv(text)) {
    const { line, fields } = row;
    if (!header) {
      if (line === 1 && fields.join(delimiter) === `sep=${delimiter}`) continue;
      header = headerOf(row, query);
      const names = header;
      places = columns(names).map((column) => names.indexOf(column.name));
      if (query.header ?? true) continue;
    }
    if (fields.length !== header.length) throw otherWidth(row, header.length, query);
    checkRepeated(row, header, query);
    yield { line, cells: places.map((place) => fields[place].trim()) };
  }
  if (header) return;
  throw new DataError(`Cannot read ${name}: it is empty, give a file with a header row`);
}

/** The names of the columns. */
function headerOf({ fields }: Row, { name, header = true }: TableQuery): readonly string[] {
  if (fields.some((field) => /\r[^\n]/.test(field))) throw returnsOnly(name);
  return header ? fields.map((field) => field.trim()) : fields.map((_, i) => String(i + 1));
}

/** Refuses a header in the middle, which files that were joined have. */
function checkRepeated(
  { line, fields }: Row,
  names: readonly string[],
  { name, header = true }: TableQuery,
): void {
  // Files that are joined need not spell their headers alike, and each may begin with a mark.
  const plain = (field: string) => field.replace("\ufeff", "").trim().toLowerCase();
  const isHeader = header && names.length > 1 &&
    fields.every((field, i) => plain(field) === plain(names[i]));
  if (!isHeader) return;
  throw new DataError(
    `Cannot read ${name}: line ${line} repeats the header, as in files that were joined, ` +
      `remove the line`,
  );
}

function otherWidth(
  { line, fields }: Row,
  width: number,
  { name, delimiter, quotes }: TableQuery & FoundLayout,
): DataError {
  const inside = delimiter === "," ? "a comma" : JSON.stringify(delimiter);
  const quoted = fields.some((field) => field.startsWith('"'));
  const sign = quotes
    ? `quotes around a field that holds ${inside}`
    : quoted
    ? "a tab (where quotes stand around fields, name it .csv)"
    : "a tab";
  return new DataError(
    `Cannot read ${name}: line ${line} has ${fields.length} columns and the header ` +
      `${width}, look for ${sign} too many or too few`,
  );
}

/** Records by whose keys the columns are chosen: a record may lack one. */
const FIRST_RECORDS = 100;

async function* fromObjects(
  text: AsyncIterable<string>,
  { name, columns }: TableQuery,
): AsyncGenerator<TableRow> {
  const records = readJson(text, name);
  const { head, whole } = await peek(records, (_, count) => count === FIRST_RECORDS);
  let chosen: readonly Column[] | undefined;
  for await (const { line, record } of whole) {
    chosen ??= columns([...new Set(head.flatMap(({ record }) => Object.keys(record)))]);
    yield { line, cells: chosen.map((column) => cellOf(record, column, line, name)) };
  }
}

function cellOf(
  record: Readonly<Record<string, unknown>>,
  { name: column, mayBeNull }: Column,
  line: number,
  name: string,
): string {
  const value = Object.hasOwn(record, column) ? record[column] : undefined;
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null && mayBeNull) return "";
  const state = value === undefined ? `no "${column}"` : `a "${column}" that is not a text`;
  throw new DataError(`Cannot read ${name}: line ${line} has ${state}, correct the line`);
}
