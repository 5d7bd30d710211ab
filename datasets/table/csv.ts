import { parse } from "@std/csv/parse";
import { DataError } from "../error.ts";
import { splitLines } from "./lines.ts";

/** A row of a table. */
export interface Row {
  /** Number of the line it starts at, counted from 1. */
  readonly line: number;
  /** Its fields. */
  readonly fields: readonly string[];
}

/** Characters of a row at most; a quote that is never closed makes a row of all that follows. */
const LONGEST_ROW = 2 ** 26;

/** Rows that are parsed at once. */
const SOME = 256;

/** The lines of a row, which are several where a field has line breaks. */
interface Written {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads the rows of a CSV text (RFC 4180: `""` in a quoted field is a quote, a backslash means itself). Empty
 * lines are passed over.
 *
 * @param name Name of the text in errors.
 * @param delimiter The character between fields.
 * @throws {DataError} where a quote is out of place or never closed, with the line.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  name: string,
  delimiter = ",",
): AsyncGenerator<Row> {
  let some: Written[] = [];
  for await (const written of writtenRows(text, name, delimiter)) {
    if (some.push(written) < SOME) continue;
    yield* parsed(some, name, delimiter);
    some = [];
  }
  yield* parsed(some, name, delimiter);
}

/**
 * Cuts a text into rows: a row ends with the first line up to which the number of quotes is even. The rows
 * are parsed later, some at a time, without a stream that could fail when nobody listens any more.
 */
async function* writtenRows(
  text: AsyncIterable<string>,
  name: string,
  delimiter: string,
): AsyncGenerator<Written> {
  const reading = { line: 1 };
  let open: string[] = [], length = 0, line = 1;
  for await (const { first, lines } of splitLines(bounded(text, name, reading))) {
    for (let i = 0; i < lines.length; i++) {
      if (open.length === 0) [line, length] = [first + i, 0];
      length += lines[i].length + 1;
      const opensOrCloses = hasOddQuotes(lines[i]);
      if (open.length > 0 || opensOrCloses) open.push(lines[i]);
      if (open.length > 0 && (open.length === 1 || !opensOrCloses)) {
        if (length > LONGEST_ROW) throw unclosed(name, { line, text: open[0] }, delimiter);
        continue;
      }
      const whole = open.length > 0 ? open.join("\r\n") : lines[i];
      open = [];
      if (whole !== "") yield { line, text: whole };
    }
    reading.line = open.length > 0 ? line : first + lines.length;
  }
  if (open.length > 0) throw unclosed(name, { line, text: open[0] }, delimiter);
}

/** Passes a text on whose lines are of a length that a program can hold. */
async function* bounded(
  text: AsyncIterable<string>,
  name: string,
  reading: { readonly line: number },
): AsyncGenerator<string> {
  let length = 0;
  for await (const piece of text) {
    const end = piece.lastIndexOf("\n");
    length = end < 0 ? length + piece.length : piece.length - end - 1;
    if (length > LONGEST_ROW) {
      const line = reading.line;
      throw fault(name, line, `has more than ${LONGEST_ROW} characters and no end`);
    }
    yield piece;
  }
}

function hasOddQuotes(line: string): boolean {
  let odd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** The rows of some texts; where one is no row, that one is looked for. */
function parsed(some: readonly Written[], name: string, separator: string): Row[] {
  const rowsOf = (written: readonly Written[]) =>
    parse(written.map(({ text }) => `${text}\r\n`).join(""), { separator });
  try {
    return rowsOf(some).map((fields, i) => ({ line: some[i].line, fields }));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return some.map((one) => ({ line: one.line, fields: fieldsOf(one, name, separator) }));
  }
}

/** The fields of one row. */
function fieldsOf({ line, text }: Written, name: string, separator: string): string[] {
  try {
    return parse(`${text}\r\n`, { separator })[0];
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const found = /bare/.test(cause.message)
      ? 'has a " inside a field that is not quoted'
      : 'has a quoted field that is never closed, or a single " inside one';
    throw fault(name, line, found, cause);
  }
}

/** What is wrong with a row that does not end, told by its first line. */
function unclosed(name: string, first: Written, delimiter: string): DataError {
  try {
    fieldsOf(first, name, delimiter);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  return fault(name, first.line, "has a quoted field that is never closed");
}

function fault(name: string, line: number, found: string, cause?: Error): DataError {
  const fix = 'put the field in quotes and write "" for a quote';
  return new DataError(`Cannot read ${name}: line ${line} ${found}, ${fix}`, { cause });
}

/** Reads the rows of a text with tabs between fields and no quoting, as GLUE writes it. */
export async function* readTsv(text: AsyncIterable<string>): AsyncGenerator<Row> {
  for await (const { first, lines } of splitLines(text)) {
    for (let i = 0; i < lines.length; i++) {
      if (lines[i] !== "") yield { line: first + i, fields: lines[i].split("\t") };
    }
  }
}
