import { ByteReader, type Chunks, concat } from "../bytes.ts";
import { DataError } from "../error.ts";

/** Some lines of a text, without their ends. */
export interface Lines {
  /** Number of the first line, counted from 1. */
  readonly first: number;
  /** The lines. */
  readonly lines: readonly string[];
}

/**
 * Decodes UTF-8, leaving out a byte order mark at the start; or UTF-16, where a mark or the zeros of plain
 * letters show it.
 *
 * @param name Name of the data in errors.
 * @throws {DataError} at the first byte that is not UTF-8, with its offset and line.
 */
export async function* decodeText(chunks: Chunks, name: string): AsyncGenerator<string> {
  const reader = new ByteReader(chunks);
  try {
    let head = await reader.some(PIECE);
    // Who types sends a line at a time, and waits for its answer.
    while (head.length < FEW && !head.includes(10)) {
      const more = await reader.some(PIECE);
      if (more.length === 0) break;
      head = concat([head, more]);
    }
    checkText(head, name);
    const whole = followed(head, reader);
    const wide = wideOf(head.subarray(0, HEAD));
    yield* wide ? decodeWide(whole, wide, name) : decodeUtf8(whole, name);
  } finally {
    await reader.cancel();
  }
}

/** Bytes by which the encoding is told. */
const HEAD = 256;
/** Bytes that show a mark, or the zeros of two letters. */
const FEW = 4;
const PIECE = 65_536;

/** First bytes of files that are no text, what they are, and the way out. */
const PACKED = [
  ["\x1f\x8b", "it is packed by gzip", "let its name end in .gz, or unpack it"],
  ["PK\x03\x04", "it is a zip archive or a workbook", "unpack it, or save the sheet as CSV"],
  ["BZh91AY", "it is packed by bzip2", "unpack it"],
  ["\xfd7zXZ\0", "it is packed by xz", "unpack it"],
  ["\x28\xb5\x2f\xfd", "it is packed by zstd", "unpack it"],
] as const;

/** Refuses what is no text, whatever its name says. */
function checkText(head: Uint8Array, name: string): void {
  const start = String.fromCharCode(...head.subarray(0, 8));
  const found = PACKED.find(([signature]) => start.startsWith(signature));
  if (!found) return;
  const [, state, way] = found;
  throw new DataError(`Cannot read ${name}: ${state}, ${way}`);
}

async function* followed(head: Uint8Array, reader: ByteReader): AsyncGenerator<Uint8Array> {
  if (head.length) yield head;
  for (let rest = await reader.some(PIECE); rest.length; rest = await reader.some(PIECE)) {
    yield rest;
  }
}

/** The form of UTF-16 that bytes are: by their mark, or by zeros in every other place and nowhere else. */
function wideOf(head: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  head.forEach((byte, i) => zeros[i % 2] += Number(byte === 0));
  const [even, odd] = zeros.map((count) => count > 1 && count > head.length / 5);
  if (odd && zeros[0] === 0) return "utf-16le";
  return even && zeros[1] === 0 ? "utf-16be" : null;
}

async function* decodeWide(
  chunks: Chunks,
  form: "utf-16le" | "utf-16be",
  name: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(form, { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const state = "it looks like UTF-16 and is damaged or cut off";
    throw new DataError(`Cannot read ${name}: ${state}, save it as UTF-8`, { cause });
  }
}

async function* decodeUtf8(chunks: Chunks, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = new Uint8Array(0) as Uint8Array;
  let offset = 0;
  let line = 1;
  const decode = (bytes: Uint8Array): string => {
    try {
      const text = decoder.decode(bytes);
      const start = offset === 0 && text.startsWith("\ufeff") ? 1 : 0;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) line++;
      offset += bytes.length;
      return start ? text.slice(1) : text;
    } catch (cause) {
      throw invalid(bytes, offset, line, name, cause);
    }
  };
  for await (const chunk of chunks) {
    const bytes = rest.length ? concat([rest, chunk]) : chunk;
    const end = completeEnd(bytes);
    rest = bytes.slice(end);
    if (end > 0) yield decode(bytes.subarray(0, end));
  }
  if (rest.length) yield decode(rest);
}

/** The end of the last complete character. */
function completeEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    if (byte >= 0xc0) return width(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function width(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function invalid(
  bytes: Uint8Array,
  offset: number,
  line: number,
  name: string,
  cause: unknown,
): DataError {
  const at = firstInvalid(bytes);
  for (let i = 0; i < at; i++) if (bytes[i] === 10) line++;
  const found = `line ${line} is not UTF-8 at byte ${offset + at}`;
  return new DataError(`Cannot read ${name}: ${found}, save it as UTF-8`, { cause });
}

/** Index of the first character that a strict decoder refuses. */
function firstInvalid(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  while (at < bytes.length) {
    const next = Math.min(at + width(bytes[at]), bytes.length);
    try {
      decoder.decode(bytes.subarray(at, next));
    } catch {
      return at;
    }
    at = next;
  }
  return at;
}

/** Splits text at line feeds (and carriage return with line feed), many lines at a time. */
export async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<Lines> {
  // The pieces of a line that has not ended yet, joined once: a line may be as long as a file.
  let rest: string[] = [];
  let first = 1;
  for await (const piece of text) {
    if (!piece.includes("\n")) {
      rest.push(piece);
      continue;
    }
    const lines = [...rest, piece].join("").split("\n");
    rest = [lines.pop() ?? ""];
    yield { first, lines: lines.map(stripReturn) };
    first += lines.length;
  }
  const last = rest.join("");
  if (last !== "") yield { first, lines: [stripReturn(last)] };
}

/** The error for a text in which a carriage return alone ends each line. */
export function returnsOnly(name: string): DataError {
  const state = "its lines end in CR only, as on old Macintoshes";
  return new DataError(`Cannot read ${name}: ${state}, save it with line feeds`);
}

function stripReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
