import { DataError } from "../error.ts";
import { splitLines } from "./lines.ts";

/** A row of a table. */
export interface Row {
  /** Number of the line it starts at, counted from 1. */
  readonly line: number;
  /** Its fields. */
  readonly fields: readonly string[];
}

/** Characters of a field at most; a quote that is never closed makes a field of all that follows. */
const LONGEST_FIELD = 2 ** 26;

const [FEED, RETURN, QUOTE] = [10, 13, 34];

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
  const parser = new CsvParser(name, delimiter);
  for await (const piece of text) {
    for (const row of parser.rows(piece)) yield row;
  }
  for (const row of parser.rest()) yield row;
}

/** Where in a field the parser is: in front of it, in one without quotes, in one with, or behind its quote. */
type Place = "start" | "plain" | "quoted" | "closed";

/** Cuts pieces of a text into rows; each character is looked at once. */
class CsvParser {
  readonly #name: string;
  readonly #delimiter: number;
  #fields: string[] = [];
  #field = "";
  #place: Place = "start";
  #line = 1;
  #startedAt = 1;

  constructor(name: string, delimiter: string) {
    this.#name = name;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that end in a piece. */
  *rows(piece: string): Generator<Row> {
    for (let at = 0; at < piece.length;) {
      if (this.#place === "quoted") {
        at = this.#quoted(piece, at);
        continue;
      }
      const code = piece.charCodeAt(at);
      if (code === FEED) {
        const row = this.#end();
        if (row) yield row;
        at++;
      } else if (code === this.#delimiter) {
        this.#endField();
        at++;
      } else if (code === QUOTE) {
        this.#openOrDouble();
        at++;
      } else {
        at = this.#plain(piece, at);
      }
    }
  }

  /** The last row, where no line feed ends it. */
  *rest(): Generator<Row> {
    if (this.#place === "quoted") throw this.#unclosed();
    const row = this.#end();
    if (row) yield row;
  }

  /** Takes text of a quoted field up to its quote; gives the place behind it. */
  #quoted(piece: string, at: number): number {
    const quote = piece.indexOf('"', at);
    const end = quote < 0 ? piece.length : quote;
    for (let feed = piece.indexOf("\n", at); feed >= 0 && feed < end;) {
      this.#line++;
      feed = piece.indexOf("\n", feed + 1);
    }
    this.#field += piece.slice(at, end);
    if (this.#field.length > LONGEST_FIELD) throw this.#unclosed();
    if (quote >= 0) this.#place = "closed";
    return end + 1;
  }

  /** Takes text without quotes up to the end of its field; gives the place of that end. */
  #plain(piece: string, at: number): number {
    let end = at + 1;
    for (; end < piece.length; end++) {
      const code = piece.charCodeAt(end);
      if (code === FEED || code === QUOTE || code === this.#delimiter) break;
    }
    if (this.#place === "closed") {
      // Only the carriage return of a line's end may follow a quote.
      if (piece.charCodeAt(at) !== RETURN || end > at + 1) throw this.#unclosed();
      return end;
    }
    this.#place = "plain";
    this.#field += piece.slice(at, end);
    if (this.#field.length > LONGEST_FIELD) throw this.#unclosed();
    return end;
  }

  #openOrDouble(): void {
    if (this.#place === "plain") {
      throw this.#fault('has a " inside a field that is not quoted');
    }
    if (this.#place === "closed") this.#field += '"';
    this.#place = "quoted";
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#place = "start";
  }

  /** Ends a line; null where it is empty. */
  #end(): Row | null {
    if (this.#place === "plain" && this.#field.endsWith("\r")) {
      this.#field = this.#field.slice(0, -1);
    }
    const isEmpty = this.#place !== "closed" && this.#fields.length === 0 && this.#field === "";
    if (!isEmpty) this.#endField();
    const row = isEmpty ? null : { line: this.#startedAt, fields: this.#fields };
    this.#fields = [];
    this.#place = "start";
    this.#startedAt = ++this.#line;
    return row;
  }

  #unclosed(): DataError {
    return this.#fault('has a quoted field that is never closed, or a single " inside one');
  }

  #fault(found: string): DataError {
    const fix = 'put the field in quotes and write "" for a quote';
    return new DataError(`Cannot read ${this.#name}: line ${this.#startedAt} ${found}, ${fix}`);
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
