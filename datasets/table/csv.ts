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

/** The lines of a row, which are several where a field has line breaks. */
interface Written {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads the rows of a CSV text (RFC 4180: `""` in a quoted field is a quote, a backslash means itself). Empty
 * lines are passed over; line breaks in fields become line feeds.
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
  for await (const written of writtenRows(text, name)) {
    yield { line: written.line, fields: fieldsOf(written, name, delimiter) };
  }
}

/**
 * Cuts a text into rows: a row ends with the first line up to which the number of quotes is even. A stream
 * that parses could fail when nobody listens to it any more.
 */
async function* writtenRows(text: AsyncIterable<string>, name: string): AsyncGenerator<Written> {
  const reading = { line: 1 };
  let row: string[] = [], length = 0, isOpen = false;
  for await (const { first, lines } of splitLines(bounded(text, name, reading))) {
    for (const [i, line] of lines.entries()) {
      if (!isOpen) [row, length, reading.line] = [[], 0, first + i];
      row.push(line);
      length += line.length + 1;
      isOpen = isOpen !== hasOddQuotes(line);
      if (isOpen && length > LONGEST_ROW) break;
      const whole = isOpen ? "" : row.join("\r\n");
      if (whole !== "") yield { line: reading.line, text: whole };
    }
    if (isOpen && length > LONGEST_ROW) break;
    if (!isOpen) reading.line = first + lines.length;
  }
  // A row without an end is told by its first line, whose quotes are odd, so that it is refused.
  if (isOpen) yield { line: reading.line, text: row[0] };
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

/** The fields of a row. */
function fieldsOf({ line, text }: Written, name: string, separator: string): readonly string[] {
  if (!text.includes('"')) return text.split(separator);
  try {
    // The parser takes one byte order mark away; one that stands in the row is a part of it.
    return parse(`\ufeff${text}\r\n`, { separator })[0];
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const found = /bare/.test(cause.message)
      ? 'has a " inside a field that is not quoted'
      : 'has a quoted field that is never closed, or a single " inside one';
    throw fault(name, line, found, cause);
  }
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
