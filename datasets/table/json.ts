import { DataError } from "../error.ts";
import { peek } from "../stream.ts";
import { returnsOnly, splitLines } from "./lines.ts";

/** An object of a text, and the number of the line it starts at, counted from 1. */
export interface JsonRecord {
  /** The line. */
  readonly line: number;
  /** The object. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Characters of an object at most, so that a bracket that is missing does not gather a whole file. */
const LONGEST_OBJECT = 2 ** 26;

/**
 * Reads a text with one JSON object a line, or one array of objects; empty lines are passed over.
 *
 * @throws {DataError} where a line or an element is no JSON object, with the line.
 */
export async function* readJson(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<JsonRecord> {
  let signs = "";
  const { whole } = await peek(text, (piece) => {
    signs += piece.replaceAll(/\s/g, "");
    return signs.length > 1;
  });
  yield* isArray(signs) ? readArray(whole, name) : readJsonLines(whole, name);
}

/** Whether the signs of a text without white space begin an array of objects, which is no line of JSON lines. */
const isArray = (signs: string) => /^\[[{\]]/.test(signs);

/**
 * Reads a text with one JSON object a line; empty lines are passed over.
 *
 * @throws {DataError} where a line is no JSON object, with the line.
 */
export async function* readJsonLines(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<JsonRecord> {
  for await (const { first, lines } of splitLines(text)) {
    for (let i = 0; i < lines.length; i++) {
      if (lines[i].trim() === "") continue;
      yield { line: first + i, record: parseObject(lines[i], first + i, name) };
    }
  }
}

/** Reads the objects of an array one after another. */
async function* readArray(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<JsonRecord> {
  const cutter = new ArrayCutter(name);
  for await (const piece of text) {
    for (const { line, text } of cutter.elements(piece)) {
      yield { line, record: parseObject(text, line, name) };
    }
  }
  cutter.end();
}

const [FEED, TEXT, ESCAPE, COMMA] = [10, 34, 92, 44];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

const SIGNS_OF_TEXT = /["\\\n]/g;
const SIGNS_OF_OBJECT = /["{}[\]\n]/g;

/** Cuts the text of an array at its objects; each character is looked at once. */
class ArrayCutter {
  readonly #name: string;
  #line = 1;
  #startedAt = 1;
  /** Brackets that are open: none before the array, 1 between its objects, -1 behind it. */
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** Whether an object may begin here: the last one is behind a comma. */
  #parted = true;
  #object = "";

  constructor(name: string) {
    this.#name = name;
  }

  /** The objects that end in a piece. */
  *elements(piece: string): Generator<{ line: number; text: string }> {
    let from = 0;
    for (let at = this.#next(piece, 0); at < piece.length; at = this.#next(piece, at + 1)) {
      const code = piece.charCodeAt(at);
      if (code === FEED) this.#line++;
      if (this.#depth < 2) {
        if (this.#between(code)) from = at;
      } else if (this.#ends(code)) {
        yield { line: this.#startedAt, text: this.#object + piece.slice(from, at + 1) };
        this.#object = "";
      }
    }
    if (this.#depth > 1) this.#object += piece.slice(from);
    if (this.#object.length > LONGEST_OBJECT) throw this.#cutOff();
  }

  /** The next place from here that may change what follows; in an object most characters change nothing. */
  #next(piece: string, from: number): number {
    if (this.#depth < 2 || this.#escaped) return from;
    const signs = this.#inText ? SIGNS_OF_TEXT : SIGNS_OF_OBJECT;
    signs.lastIndex = from;
    return signs.exec(piece)?.index ?? piece.length;
  }

  /** Checks that the array has ended. */
  end(): void {
    if (this.#depth !== -1) throw this.#cutOff();
  }

  /** Takes a character between objects; true where an object begins with it. */
  #between(code: number): boolean {
    if (code === 32 || (code >= 9 && code <= 13)) return false;
    const isFirst = this.#depth === 0 && code === OPEN_ARRAY;
    if (isFirst) this.#depth = 1;
    else if (this.#depth === 1 && code === CLOSE_ARRAY) this.#depth = -1;
    else if (this.#depth === 1 && code === COMMA && !this.#parted) this.#parted = true;
    else if (this.#depth === 1 && code === OPEN_OBJECT && this.#parted) {
      [this.#depth, this.#parted, this.#startedAt] = [2, false, this.#line];
      return true;
    } else throw fault(this.#name, this.#line, "has no object where one begins or ends");
    return false;
  }

  /** Takes a character of an object; true where the object ends with it. */
  #ends(code: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (code === ESCAPE) this.#escaped = true;
      else if (code === TEXT) this.#inText = false;
    } else if (code === TEXT) this.#inText = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.#depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) return --this.#depth === 1;
    return false;
  }

  #cutOff(): DataError {
    return fault(this.#name, this.#startedAt, "begins what never ends");
  }
}

function parseObject(text: string, line: number, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (/\}\s*\r\s*\{/.test(text)) throw returnsOnly(name);
    throw fault(name, line, "is not JSON", cause);
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw fault(name, line, `is ${kind}`);
}

function fault(name: string, line: number, state: string, cause?: unknown): DataError {
  const way = "write one JSON object a line, or an array of objects";
  return new DataError(`Cannot read ${name}: line ${line} ${state}, ${way}`, { cause });
}
