import { checkName, innerName, type Member } from "./archive.ts";
import { ByteReader, type Chunks } from "../bytes.ts";
import { DataError } from "../error.ts";

const BLOCK = 512;
const LONGEST_NAME = 65536;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * Reads the files of a tar archive in their order: ustar, GNU long names, pax paths and sizes. Folders are
 * passed over; everything behind the end mark is read and dropped.
 *
 * @param archive Name of the archive in errors.
 * @throws {DataError} for a damaged header, links and devices, names that lead outside, a cut-off end.
 */
export async function* readTar(chunks: Chunks, archive: string): AsyncGenerator<Member> {
  const reader = new ByteReader(chunks);
  let extra: { path?: string; size?: number } = {};
  try {
    while (true) {
      const start = reader.offset;
      const block = reader.takeNow(BLOCK) ?? await reader.take(BLOCK);
      if (block.length < BLOCK) throw cutOff(archive, reader.offset);
      if (block.every((byte) => byte === 0)) break;
      const header = readHeader(block, archive, start);
      const size = extra.size ?? header.size;
      if ("xgLK".includes(header.type)) {
        const found = await readExtra(reader, header, archive);
        if (header.type !== "g") extra = { ...extra, ...found };
        continue;
      }
      const name = innerName(extra.path ?? header.name);
      extra = {};
      if (header.type === "5" || name === "") continue;
      yield* readMember(reader, { name, size, type: header.type }, archive, start);
    }
    await reader.drain();
  } finally {
    await reader.cancel();
  }
}

async function* readMember(
  reader: ByteReader,
  { name, size, type }: Header,
  archive: string,
  start: number,
): AsyncGenerator<Member> {
  checkName(name, archive);
  if (!"07\0".includes(type)) {
    throw new DataError(
      `Cannot unpack ${archive}: ${name} at byte ${start} is a link or device (type ${type}), ` +
        `only files and folders are read, fetch it again from a source you trust`,
    );
  }
  const body = reader.offset;
  yield { name, label: `${archive}: ${name}`, size, chunks: () => readBody(reader, size, archive) };
  const left = Math.ceil(size / BLOCK) * BLOCK - (reader.offset - body);
  for await (const _ of reader.pieces(left)) { /* padding, and what nobody asked for */ }
  if (reader.offset < body + size) throw cutOff(archive, reader.offset);
}

async function* readBody(
  reader: ByteReader,
  size: number,
  archive: string,
): AsyncGenerator<Uint8Array> {
  const start = reader.offset;
  const whole = reader.takeNow(size);
  if (whole) return yield whole;
  yield* reader.pieces(size);
  if (reader.offset < start + size) throw cutOff(archive, reader.offset);
}

async function readExtra(
  reader: ByteReader,
  header: Header,
  archive: string,
): Promise<{ path?: string; size?: number }> {
  if (header.size > LONGEST_NAME) {
    throw new DataError(
      `Cannot unpack ${archive}: a name of ${header.size} bytes before byte ${reader.offset}, ` +
        `the longest is ${LONGEST_NAME}, fetch it again`,
    );
  }
  const padded = await reader.take(Math.ceil(header.size / BLOCK) * BLOCK);
  if (padded.length < header.size) throw cutOff(archive, reader.offset);
  const bytes = padded.subarray(0, header.size);
  if (header.type === "L") return { path: text(bytes) };
  return header.type === "x" ? parsePax(bytes, archive) : {};
}

/** pax: `length key=value` and a line feed, the length in bytes and counting itself. */
function parsePax(bytes: Uint8Array, archive: string): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const length = Number(text(bytes.subarray(at, Math.max(space, at))));
    if (space < 0 || !(length > space - at) || at + length > bytes.length) {
      throw new DataError(`Cannot unpack ${archive}: a pax header is damaged, fetch it again`);
    }
    const record = text(bytes.subarray(space + 1, at + length - 1));
    if (record.startsWith("path=")) found.path = record.slice(5);
    if (record.startsWith("size=")) found.size = Number(record.slice(5));
    at += length;
  }
  return found;
}

function readHeader(block: Uint8Array, archive: string, start: number): Header {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i];
  const size = number(block, 124, 12);
  if (sum !== number(block, 148, 8) || !Number.isSafeInteger(size)) {
    throw new DataError(
      `Cannot unpack ${archive}: the tar header at byte ${start} is damaged, fetch it again`,
    );
  }
  const short = text(block.subarray(0, 100));
  const ustar = text(block.subarray(257, 263)).startsWith("ustar") && block[262] === 0;
  const prefix = ustar ? text(block.subarray(345, 500)) : "";
  const name = prefix === "" ? short : `${prefix}/${short}`;
  return { name, size, type: String.fromCharCode(block[156]) };
}

/** Octal digits, or a big-endian number where the first bit is set (GNU, over 8 GiB). */
function number(block: Uint8Array, at: number, length: number): number {
  if (block[at] & 0x80) {
    return block.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const digits = text(block.subarray(at, at + length)).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : digits === "" ? 0 : NaN;
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function cutOff(archive: string, offset: number): DataError {
  return new DataError(`Cannot unpack ${archive}: it is cut off at byte ${offset}, fetch it again`);
}
