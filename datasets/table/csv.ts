import { CsvParseStream } from "@std/csv/parse-stream";
import { DataError } from "../error.ts";
import { fromStream, toStream } from "../stream.ts";
import { splitLines } from "./lines.ts";

/** A row of a table. */
export interface Row {
  /** Number of the line it starts at, counted from 1. */
  readonly line: number;
  /** Its fields. */
  readonly fields: readonly string[];
}

/**
 * Reads the rows of a CSV text (RFC 4180: `""` in a quoted field is a quote, a backslash means itself). Empty
 * lines are passed over.
 *
 * @param name Name of the text in errors.
 * @throws {DataError} where a quote is out of place or never closed, with the line.
 */
export async function* readCsv(text: AsyncIterable<string>, name: string): AsyncGenerator<Row> {
  const lines = new LineCount();
  const rows = fromStream(toStream(lines.watch(text)).pipeThrough(new CsvParseStream()));
  try {
    for await (const fields of rows) yield { line: lines.startOf(fields), fields };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const found = /bare/.test(cause.message)
      ? 'has a " inside a field that is not quoted'
      : 'has a quoted field that is never closed, or a single " inside one';
    const fix = 'put the field in quotes and write "" for a quote';
    throw new DataError(`Cannot read ${name}: line ${lines.next()} ${found}, ${fix}`, { cause });
  }
}

/** Finds the line at which each row starts, since the parser counts only rows and passes over empty lines. */
class LineCount {
  readonly #empty = new Set<number>();
  #line = 1;
  #seen = 1;
  #length = 0;
  #last = "";

  /** Passes the text on and notes which lines are empty. */
  async *watch(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const piece of text) {
      let start = 0;
      for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", start)) {
        this.#extend(piece, start, at);
        const isEmpty = this.#length === 0 || (this.#length === 1 && this.#last === "\r");
        if (isEmpty) this.#empty.add(this.#seen);
        this.#seen++;
        this.#length = 0;
        start = at + 1;
      }
      this.#extend(piece, start, piece.length);
      yield piece;
    }
  }

  #extend(piece: string, start: number, end: number): void {
    this.#length += end - start;
    if (end > start) this.#last = piece[end - 1];
  }

  /** The line at which the next row starts. */
  next(): number {
    while (this.#empty.delete(this.#line)) this.#line++;
    return this.#line;
  }

  startOf(fields: readonly string[]): number {
    const start = this.next();
    this.#line++;
    for (const field of fields) {
      for (let at = field.indexOf("\n"); at >= 0; at = field.indexOf("\n", at + 1)) this.#line++;
    }
    return start;
  }
}

/** Reads the rows of a text with tabs between fields and no quoting, as GLUE writes it. */
export async function* readTsv(text: AsyncIterable<string>): AsyncGenerator<Row> {
  for await (const { first, lines } of splitLines(text)) {
    for (let i = 0; i < lines.length; i++) {
      if (lines[i] !== "") yield { line: first + i, fields: lines[i].split("\t") };
    }
  }
}

/**
 * Reads a text with one JSON object a line; empty lines are passed over.
 *
 * @throws {DataError} where a line is no JSON object, with the line.
 */
export async function* readJsonLines(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<{ line: number; record: Readonly<Record<string, unknown>> }> {
  for await (const { first, lines } of splitLines(text)) {
    for (let i = 0; i < lines.length; i++) {
      if (lines[i].trim() === "") continue;
      yield { line: first + i, record: parseObject(lines[i], first + i, name) };
    }
  }
}

function parseObject(text: string, line: number, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const way = "write one JSON object a line";
    throw new DataError(`Cannot read ${name}: line ${line} is not JSON, ${way}`, { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const what = Array.isArray(value) ? "an array" : String(value);
  throw new DataError(
    `Cannot read ${name}: line ${line} is ${what}, write one JSON object a line`,
  );
}
