import { ByteReader, type Chunks } from "../bytes.ts";
import { DataError } from "../error.ts";
import { decodeText, splitLines } from "../table/lines.ts";

const LONGEST_WORD = 4096;
const LONGEST_HEADER = 64;

/** Takes the vectors that are wanted. */
export interface VectorSink {
  /** Called once, before the first row, with the number of elements of a vector. */
  start(dim: number): void;
  /** Where the vector of this word goes, or null where it is not wanted. */
  slot(word: string): Float32Array | null;
}

/**
 * Reads word vectors as text: on each line a word and its numbers with spaces between (GloVe), perhaps behind
 * a first line with the number of rows and the dimension (fastText, word2vec). A word may contain spaces, so
 * numbers are counted from the right. The width of every row is checked; only the numbers of wanted rows are
 * parsed.
 *
 * @param dim Dimension that the vectors must have, or undefined for any.
 * @throws {DataError} for a short row, a bad number, another dimension, or fewer rows than the header says.
 */
export async function readTextVectors(
  chunks: Chunks,
  name: string,
  sink: VectorSink,
  dim?: number,
): Promise<void> {
  let header: { rows: number; dim: number } | null = null;
  let width = 0;
  let rows = 0;
  for await (const { first, lines } of splitLines(decodeText(chunks, name))) {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i].trimEnd();
      if (line === "") continue;
      if (width === 0) {
        header = parseHeader(line);
        width = header?.dim ?? spacesIn(line);
        checkDim(width, dim, name);
        sink.start(width);
        if (header) continue;
      }
      readRow(line, width, first + i, name, sink);
      rows++;
    }
  }
  if (width === 0) throw new DataError(`Cannot read ${name}: it is empty, fetch it again`);
  if (header && header.rows !== rows) throw short(header.rows, rows, name);
}

function parseHeader(line: string): { rows: number; dim: number } | null {
  const found = /^(\d+) ([1-9]\d*)$/.exec(line);
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
 * @throws {DataError} for a wrong header, another dimension, a number that is not finite, a cut-off end.
 */
export async function readBinaryVectors(
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
