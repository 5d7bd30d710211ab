import { ByteReader, type Chunks, concat } from "../bytes.ts";
import { DataError } from "../error.ts";
import { peek } from "../stream.ts";
import { decodeText, splitLines } from "../table/lines.ts";

const LONGEST_WORD = 4096;
const LONGEST_HEADER = 64;
/** Bytes by which the form is told. */
const HEAD = 4096;
/** Lines by which the width is told where no header says it. */
const FIRST_LINES = 16;
/** Numbers of a vector at most; the published ones have up to 4,096. */
const WIDEST = 65_536;

/** Takes the vectors that are wanted. */
export interface VectorSink {
  /** Called once, before the first row, with the number of elements of a vector. */
  start(dim: number): void;
  /** Where the vector of this word goes, or null where it is not wanted. */
  slot(word: string): Float32Array | null;
}

/** A form of a file of word vectors. */
export type VectorFormat = "text" | "binary";

/**
 * Reads word vectors in the form that their first bytes show, whatever their name is, or in the given one.
 *
 * @param dim Dimension that the vectors must have, or undefined for any.
 * @throws {DataError} as {@linkcode readTextVectors} and {@linkcode readBinaryVectors}.
 */
export async function readVectorFile(
  chunks: Chunks,
  name: string,
  sink: VectorSink,
  { dim, format }: { readonly dim?: number; readonly format?: VectorFormat } = {},
): Promise<void> {
  let length = 0;
  const { head, whole } = await peek(chunks, (chunk) => {
    length += chunk.length;
    return format !== undefined || length >= HEAD;
  });
  const found = format ?? formatOf(concat(head));
  const parse = found === "binary" ? readBinaryVectors : readTextVectors;
  try {
    await parse(whole, name, sink, dim);
  } finally {
    await whole.return(undefined);
  }
}

/** The form of a file by its first bytes: text has no control characters, and numbers at the ends of lines. */
function formatOf(head: Uint8Array): VectorFormat {
  const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32) || byte === 127;
  if (head.some(isControl)) return "binary";
  const [first, second = ""] = new TextDecoder().decode(head).split("\n", 2);
  return parseHeader(first.trim()) && numbersIn(second.trimEnd()) === 0 ? "binary" : "text";
}

/**
 * Reads word vectors as text: on each line a word and its numbers with spaces or tabs between (GloVe), perhaps behind
 * a first line with the number of rows and the dimension (fastText, word2vec). A word may contain spaces, so
 * numbers are counted from the right; where no header says how many there are, the first lines tell. The
 * width of every row is checked; only the numbers of wanted rows are parsed.
 *
 * @param dim Dimension that the vectors must have, or undefined for any.
 * @throws {DataError} for a short row, a bad number, another dimension, or other rows than the header says.
 */
async function readTextVectors(
  chunks: Chunks,
  name: string,
  sink: VectorSink,
  dim?: number,
): Promise<void> {
  const rows = new VectorRows(name, sink, dim);
  for await (const { first, lines } of splitLines(decodeText(chunks, name))) {
    lines.forEach((line, i) => rows.add(line.trimEnd().replaceAll("\t", " "), first + i));
  }
  rows.finish();
}

/** The rows of a text of vectors; the first of them wait until the width is known. */
class VectorRows {
  readonly #name: string;
  readonly #sink: VectorSink;
  readonly #dim: number | undefined;
  #header: { rows: number; dim: number } | null = null;
  #waiting: { line: string; at: number }[] | null = [];
  #width = 0;
  #rows = 0;

  constructor(name: string, sink: VectorSink, dim: number | undefined) {
    this.#name = name;
    this.#sink = sink;
    this.#dim = dim;
  }

  add(line: string, at: number): void {
    if (line === "") return;
    if (!this.#waiting) {
      this.#read(line, at);
      return;
    }
    const isFirst = !this.#header && this.#waiting.length === 0;
    const header = isFirst ? parseHeader(line) : null;
    if (header) this.#header = header;
    else this.#waiting.push({ line, at });
    if (this.#header || this.#waiting.length === FIRST_LINES) this.#start();
  }

  finish(): void {
    if (this.#waiting?.length) this.#start();
    const name = this.#name;
    if (this.#width === 0) throw new DataError(`Cannot read ${name}: it is empty, fetch it again`);
    const header = this.#header;
    if (header && header.rows !== this.#rows) throw short(header.rows, this.#rows, name);
  }

  #start(): void {
    const first = this.#waiting ?? [];
    this.#width = this.#header?.dim ?? widthOf(first.map(({ line }) => line));
    checkDim(this.#width, this.#dim, this.#name);
    this.#sink.start(this.#width);
    this.#waiting = null;
    for (const { line, at } of first) this.#read(line, at);
  }

  #read(line: string, at: number): void {
    readRow(line, this.#width, at, this.#name, this.#sink);
    this.#rows++;
  }
}

/** The numbers that most of some lines end in, on equal terms as many as the earliest. */
function widthOf(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const numbers = numbersIn(line);
    counts.set(numbers, (counts.get(numbers) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? 0;
}

/** The numbers at the end of a line, of which the first part is a word in any case. */
function numbersIn(line: string): number {
  const [, ...parts] = line.split(" ");
  const last = parts.findLastIndex((part) => part === "" || !Number.isFinite(Number(part)));
  return parts.length - 1 - last;
}

function parseHeader(line: string): { rows: number; dim: number } | null {
  const found = /^(\d{1,12}) ([1-9]\d{0,11})$/.exec(line);
  return found ? { rows: Number(found[1]), dim: Number(found[2]) } : null;
}

function readRow(line: string, width: number, at: number, name: string, sink: VectorSink): void {
  const spaces = spacesIn(line);
  if (spaces < width) {
    throw new DataError(
      `Cannot read ${name}: line ${at} has ${spaces} numbers and the file's vectors ${width}, ` +
        `it is cut off or damaged, fetch it again`,
    );
  }
  let end = line.indexOf(" ");
  for (let more = spaces - width; more > 0; more--) end = line.indexOf(" ", end + 1);
  const slot = sink.slot(line.slice(0, end));
  if (!slot) return;
  const numbers = line.slice(end + 1).split(" ");
  for (let i = 0; i < width; i++) {
    const value = numbers[i] === "" ? NaN : Number(numbers[i]);
    if (!Number.isFinite(value)) {
      throw new DataError(
        `Cannot read ${name}: line ${at} has ${JSON.stringify(numbers[i])} for number ${i + 1}, ` +
          `fetch it again`,
      );
    }
    slot[i] = value;
  }
}

function spacesIn(line: string): number {
  let count = 0;
  for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) === 32) count++;
  return count;
}

/**
 * Reads word vectors in the binary form of word2vec: a line with the number of rows and the dimension, then
 * each word, a space and its numbers as little-endian float32, with or without a line feed.
 *
 * @param dim Dimension that the vectors must have, or undefined for any.
 * @throws {DataError} for a wrong header, another dimension, a number that is not finite, a cut-off end, and
 *   bytes behind the last row.
 */
async function readBinaryVectors(
  chunks: Chunks,
  name: string,
  sink: VectorSink,
  dim?: number,
): Promise<void> {
  const reader = new ByteReader(chunks);
  const line = await reader.until(10, LONGEST_HEADER);
  const header = parseHeader(new TextDecoder().decode(line ?? new Uint8Array(0)).trim());
  if (!header) {
    throw new DataError(
      `Cannot read ${name}: its first line is not a count and a dimension as word2vec writes it, ` +
        `take the .vec or .txt file of the vectors`,
    );
  }
  checkDim(header.dim, dim, name);
  sink.start(header.dim);
  const decoder = new TextDecoder();
  const length = header.dim * 4;
  for (let row = 0; row < header.rows; row++) {
    const word = await reader.until(32, LONGEST_WORD);
    if (!word) throw short(header.rows, row, name);
    const slot = sink.slot(decoder.decode(word).replace(/^\n/, ""));
    const bytes = reader.takeNow(length) ?? await reader.take(length);
    if (bytes.length < length) throw short(header.rows, row, name);
    if (slot && !copyFloats(bytes, slot)) throw fault(name, row, "a number that is not finite");
  }
  const rest = await reader.take(2);
  if (rest.length > 1 || (rest.length === 1 && rest[0] !== 10)) {
    throw new DataError(
      `Cannot read ${name}: it goes on behind the ${header.rows} rows of ${header.dim} numbers that ` +
        `its header says, it is damaged or of another form, fetch it again`,
    );
  }
  await reader.drain();
}

function copyFloats(bytes: Uint8Array, slot: Float32Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < slot.length; i++) slot[i] = view.getFloat32(i * 4, true);
  return slot.every(Number.isFinite);
}

function fault(name: string, row: number, what: string): DataError {
  return new DataError(`Cannot read ${name}: row ${row + 1} has ${what}, fetch it again`);
}

function checkDim(found: number, asked: number | undefined, name: string): void {
  if (found > WIDEST) {
    throw new DataError(
      `Cannot read ${name}: its vectors have ${found} numbers and the most are ${WIDEST}, ` +
        `give a file of word vectors`,
    );
  }
  if (found > 0 && (asked === undefined || found === asked)) return;
  const state = found > 0 ? `its vectors have ${found} numbers` : "its first line has no numbers";
  const way = asked === undefined ? "give a file of word vectors" : `${asked} were asked for`;
  throw new DataError(`Cannot read ${name}: ${state}, ${way}`);
}

function short(declared: number, found: number, name: string): DataError {
  return new DataError(
    `Cannot read ${name}: its header says ${declared} rows and it has ${found}, ` +
      `it is cut off or damaged, fetch it again`,
  );
}
