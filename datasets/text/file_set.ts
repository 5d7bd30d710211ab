import { Ledger } from "../files/bytes.ts";
import { readCsv, readJsonLines, readTsv } from "../files/csv.ts";
import { DataError } from "../error.ts";
import { readPlain } from "../files/place.ts";
import { selectRows, splitRows } from "../split.ts";
import { decodeText, splitLines } from "../files/lines.ts";
import type { Examples, LoadOptions, TextDataset } from "./types.ts";

const TEXT_COLUMNS = ["text", "sentence", "review", "content", "description"];
const LABEL_COLUMNS = ["label", "class", "category", "sentiment", "topic"];
const SHOWN_CLASSES = 8;

/** A text of a file with its side inputs. */
export interface TextRow {
  /** The text. */
  readonly text: string;
  /** The cells of the columns asked for, in their order. */
  readonly sides: readonly string[];
}

/** A row of a file: its text, the label as written, and the line it starts at. */
interface Labelled extends TextRow {
  readonly label: string;
  readonly line: number;
}

/** Whether a name is that of a file this module reads. */
export function isTableName(name: string): boolean {
  return /\.(csv|tsv|jsonl|ndjson)(\.gz)?$/i.test(name);
}

/**
 * Reads a data set from CSV or TSV with a header row, or JSON lines, packed by gzip or not.
 *
 * Classes are the labels of the training file: by number where all are integers, else by code units.
 * Without a test file a share of the rows is held out, stratified by class.
 *
 * @throws {DataError} with file and line for all that is wrong in it.
 */
export async function loadFile(path: string, options: LoadOptions): Promise<TextDataset> {
  const ledger = new Ledger(options.onProgress);
  const rows = await readLabelled(path, options, ledger);
  const classes = classesOf(rows, path);
  const columns = options.sideColumns ?? [];
  const all = toExamples(rows, { classes, columns, path, trainPath: path });
  if (options.testData !== undefined) {
    const testRows = await readLabelled(options.testData, options, ledger);
    const place = { classes, columns, path: options.testData, trainPath: path };
    const test = toExamples(testRows, place);
    const notes: string[] = [];
    return {
      name: path,
      classes,
      train: all,
      test,
      unlabelled: null,
      sources: ledger.sources,
      notes,
    };
  }
  const share = options.holdOut ?? 0.1;
  const { kept, held } = splitRows(all.labels, share, options.seed, "test");
  const note = `test is ${held.length} of ${rows.length} rows held out by seed ${options.seed}, ` +
    `the same share of each class`;
  return {
    name: path,
    classes,
    train: selectRows(all, kept),
    test: selectRows(all, held),
    unlabelled: null,
    sources: ledger.sources,
    notes: [note],
  };
}

async function readLabelled(
  path: string,
  options: LoadOptions,
  ledger: Ledger,
): Promise<Labelled[]> {
  const rows: Labelled[] = [];
  const find = (header: readonly string[]) => chooseColumns(header, path, options);
  for await (const row of readRows(path, find, ledger)) {
    if (row.label === "") {
      throw new DataError(`Cannot read ${path}: line ${row.line} has no label, add it`);
    }
    rows.push(row);
  }
  if (rows.length > 0) return rows;
  throw new DataError(`Cannot read ${path}: it is empty, give a file with a row for each text`);
}

/**
 * Reads texts without labels: a column of a CSV, TSV or JSON-lines file, else each line that is not
 * blank.
 *
 * @param options Column of the text, several joined by commas (default is the first of the names that
 * data sets use, else the only column), and columns of side inputs.
 * @throws {DataError} with file and line for all that is wrong in it.
 */
export async function* readTexts(
  path: string,
  { textColumn, sideColumns = [] }: Pick<LoadOptions, "textColumn" | "sideColumns"> = {},
): AsyncGenerator<TextRow> {
  const ledger = new Ledger();
  if (isTableName(path)) {
    const find = (header: readonly string[]) => ({
      texts: chooseTexts(header, path, header.length === 1 ? header[0] : textColumn),
      label: null,
      sides: chooseSides(header, path, sideColumns),
    });
    for await (const { text, sides } of readRows(path, find, ledger)) yield { text, sides };
    return;
  }
  if (sideColumns.length) throw noColumns(path, sideColumns);
  for await (const { lines } of splitLines(decodeText(readPlain(path, ledger), path))) {
    for (const text of lines) if (text.trim() !== "") yield { text, sides: [] };
  }
}

/** Says that a place has no columns to take side inputs from. */
export function noColumns(name: string, columns: readonly string[]): DataError {
  const wanted = columns.join(", ");
  return new DataError(
    `Cannot read the columns ${wanted} of ${name}: it has no columns, ` +
      `give a CSV, TSV or JSON-lines file that has them`,
  );
}

/** Finds the columns of a file by its header. */
type FindColumns = (header: readonly string[]) => Columns;

function readRows(path: string, find: FindColumns, ledger: Ledger): AsyncGenerator<Labelled> {
  const text = decodeText(readPlain(path, ledger), path);
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path)
    ? fromObjects(text, path, find)
    : fromTable(text, path, find);
}

async function* fromTable(
  text: AsyncIterable<string>,
  path: string,
  find: FindColumns,
): AsyncGenerator<Labelled> {
  const isTsv = /\.tsv(\.gz)?$/i.test(path);
  let header: readonly string[] | undefined;
  let columns: Columns | undefined;
  for await (const { line, fields } of isTsv ? readTsv(text) : readCsv(text, path)) {
    if (!header || !columns) {
      header = fields.map((name) => name.trim());
      columns = find(header);
      continue;
    }
    if (fields.length !== header.length) {
      const sign = isTsv ? "a tab" : "quotes around a field that holds a comma";
      throw new DataError(
        `Cannot read ${path}: line ${line} has ${fields.length} columns and the header ` +
          `${header.length}, look for ${sign} too many or too few`,
      );
    }
    const cell = (name: string) => fields[header!.indexOf(name)].trim();
    yield { ...rowOf(columns, cell, cell), line };
  }
  if (header) return;
  throw new DataError(`Cannot read ${path}: it is empty, give a file with a header row`);
}

async function* fromObjects(
  text: AsyncIterable<string>,
  path: string,
  find: FindColumns,
): AsyncGenerator<Labelled> {
  let columns: Columns | undefined;
  for await (const { line, record } of readJsonLines(text, path)) {
    columns ??= find(Object.keys(record));
    const cell = (name: string): string => {
      const value = record[name];
      if (typeof value === "string") return value.trim();
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      const state = value === undefined ? `no "${name}"` : `a "${name}" that is not a text`;
      throw new DataError(`Cannot read ${path}: line ${line} has ${state}, correct the line`);
    };
    yield { ...rowOf(columns, cell, (name) => record[name] === null ? "" : cell(name)), line };
  }
}

/** The cells of a row that are asked for; only side inputs may be null in JSON. */
function rowOf(
  { texts, label, sides }: Columns,
  cell: (name: string) => string,
  sideCell: (name: string) => string,
): Omit<Labelled, "line"> {
  return {
    text: texts.map(cell).join(" ").trim(),
    label: label === null ? "" : cell(label),
    sides: sides.map(sideCell),
  };
}

interface Columns {
  readonly texts: readonly string[];
  readonly label: string | null;
  readonly sides: readonly string[];
}

function chooseColumns(header: readonly string[], path: string, options: LoadOptions): Columns {
  const texts = chooseTexts(header, path, options.textColumn);
  const label = options.labelColumn ?? known(LABEL_COLUMNS, header);
  checkColumn(header, path, label, "--label-column");
  const sides = chooseSides(header, path, options.sideColumns ?? []);
  if (!sides.includes(label)) return { texts, label, sides };
  throw new DataError(
    `Cannot read ${path}: "${label}" holds the classes and gives them away as a side input, ` +
      `leave it out of --side`,
  );
}

function chooseSides(
  header: readonly string[],
  path: string,
  names: readonly string[],
): readonly string[] {
  for (const name of names) checkColumn(header, path, name, "--side");
  return names;
}

function chooseTexts(header: readonly string[], path: string, wanted?: string): string[] {
  const names = wanted === undefined
    ? [known(TEXT_COLUMNS, header)]
    : header.includes(wanted)
    ? [wanted]
    : wanted.split(",").map((name) => name.trim());
  for (const name of names) checkColumn(header, path, name, "--text-column");
  return names;
}

/** The first of the usual names that a header has; where it has none, the most usual. */
function known(usual: readonly string[], header: readonly string[]): string {
  return usual.find((name) => header.includes(name)) ?? usual[0];
}

function checkColumn(header: readonly string[], path: string, name: string, option: string): void {
  if (header.includes(name)) return;
  throw new DataError(
    `Cannot read ${path}: it has no column "${name}" but ${header.join(", ")}, ` +
      `name the right one with ${option}`,
  );
}

function classesOf(rows: readonly Labelled[], path: string): string[] {
  const classes = [...new Set(rows.map(({ label }) => label))];
  if (classes.length < 2) {
    throw new DataError(
      `Cannot use ${path}: all ${rows.length} rows have the class "${classes[0]}", ` +
        `give data of two classes or more`,
    );
  }
  const areNumbers = classes.every((name) => /^-?\d+$/.test(name));
  return areNumbers ? classes.sort((a, b) => Number(a) - Number(b)) : classes.sort();
}

/** Where rows are from and what they are read for. */
interface Place {
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly path: string;
  readonly trainPath: string;
}

function toExamples(
  rows: readonly Labelled[],
  { classes, columns, path, trainPath }: Place,
): Examples {
  const index = new Map(classes.map((name, i) => [name, i]));
  const labels = new Uint32Array(rows.length);
  rows.forEach(({ label, line }, row) => {
    const found = index.get(label);
    if (found === undefined) {
      const more = classes.length > SHOWN_CLASSES ? ", ..." : "";
      throw new DataError(
        `Cannot read ${path}: line ${line} has the class ${
          JSON.stringify(label)
        } and ${trainPath} ` +
          `only ${classes.slice(0, SHOWN_CLASSES).join(", ")}${more}, correct the line`,
      );
    }
    labels[row] = found;
  });
  const texts = rows.map(({ text }) => text);
  if (!columns.length) return { texts, labels };
  const cells = columns.map((name, k) => [name, rows.map(({ sides }) => sides[k])] as const);
  return { texts, labels, columns: new Map(cells) };
}
