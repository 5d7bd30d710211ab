/**
 * Headers of the safetensors format: written, and read with every statement checked.
 *
 * A file is 8 bytes with the header's length N (little-endian), N bytes of JSON, then the tensors' bytes
 * without gaps. The header gives each tensor's dtype, shape and place; `__metadata__` holds texts.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { duplicateKey } from "./json_keys.ts";

/** Bytes of tensors; `F16` and `BF16` are kept as their bits. */
export type TensorBytes =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

/** How elements of a type lie in memory. */
export interface Layout {
  /** Bytes of an element. */
  readonly bytes: number;
  /** The array over bytes that begin at a multiple of 8. */
  readonly make: (buffer: ArrayBuffer) => TensorBytes;
}

/** A type of elements. */
export type Dtype =
  | "F64"
  | "I64"
  | "U64"
  | "F32"
  | "I32"
  | "U32"
  | "F16"
  | "BF16"
  | "I16"
  | "U16"
  | "I8"
  | "U8"
  | "BOOL";

/** Each type: bytes of an element, and the array over them. */
export const LAYOUTS: Readonly<Record<Dtype, Layout>> = {
  F64: { bytes: 8, make: (b) => new Float64Array(b) },
  I64: { bytes: 8, make: (b) => new BigInt64Array(b) },
  U64: { bytes: 8, make: (b) => new BigUint64Array(b) },
  F32: { bytes: 4, make: (b) => new Float32Array(b) },
  I32: { bytes: 4, make: (b) => new Int32Array(b) },
  U32: { bytes: 4, make: (b) => new Uint32Array(b) },
  F16: { bytes: 2, make: (b) => new Uint16Array(b) },
  BF16: { bytes: 2, make: (b) => new Uint16Array(b) },
  I16: { bytes: 2, make: (b) => new Int16Array(b) },
  U16: { bytes: 2, make: (b) => new Uint16Array(b) },
  I8: { bytes: 1, make: (b) => new Int8Array(b) },
  U8: { bytes: 1, make: (b) => new Uint8Array(b) },
  BOOL: { bytes: 1, make: (b) => new Uint8Array(b) },
};

/** Largest header that readers accept, in bytes. */
const MAX_HEADER = 100_000_000;

/** A tensor's entry in a header. */
export interface TensorEntry {
  /** Type of its elements. */
  readonly dtype: Dtype;
  /** Its sizes. */
  readonly shape: readonly number[];
  /** First byte and the byte after the last, counted from the header's end. */
  readonly offsets: readonly [number, number];
}

/** A header that was checked. */
export interface SafetensorsHeader {
  /** Texts of `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors in the order of their bytes. */
  readonly entries: ReadonlyMap<string, TensorEntry>;
  /** Bytes before the first tensor. */
  readonly start: number;
}

/** Name, type and sizes of a tensor to write. */
export interface NamedTensor {
  /** Its name, unlike any other in the file. */
  readonly name: string;
  /** Type of its elements. */
  readonly dtype: Dtype;
  /** Its sizes. */
  readonly shape: readonly number[];
}

/**
 * The first bytes of a file: the header's length and the header, padded to a multiple of 8 bytes.
 *
 * @throws {DataError} when a name is taken twice
 */
export function encodeHeader(
  path: string,
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set("__metadata__", metadata);
  let end = 0;
  for (const { name, dtype, shape } of tensors) {
    if (header.has(name) || name === "__metadata__") {
      throw new DataError(
        `Cannot write tensor "${name}" to ${path}: the name is taken, give another`,
      );
    }
    const begin = end;
    end += byteLength(dtype, shape);
    header.set(name, { dtype, shape, data_offsets: [begin, end] });
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

/** Bytes that a tensor takes. */
export function byteLength(dtype: Dtype, shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, LAYOUTS[dtype].bytes);
}

/**
 * The header's length from a file's first 8 bytes.
 *
 * @throws {DataError} when the file cannot hold such a header
 */
export function readHeaderLength(path: string, first: Uint8Array, fileSize: number): number {
  if (first.length < 8) {
    throw refusal(path, `it has ${fileSize} bytes and the format begins with 8`);
  }
  const view = new DataView(first.buffer, first.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) {
    throw refusal(path, `byte 0 announces a header of ${length} bytes, more than ${MAX_HEADER}`);
  }
  if (length > BigInt(fileSize - 8)) {
    throw refusal(path, `byte 0 announces a header of ${length} bytes and ${fileSize - 8} follow`);
  }
  return Number(length);
}

/**
 * Reads a header of a file of `fileSize` bytes and checks everything it says.
 *
 * @throws {DataError} when it is no JSON, has a name twice, an unknown dtype, a shape that does not
 * fit its place, places that overlap or leave gaps, or ends elsewhere than the file
 */
export function parseHeader(path: string, bytes: Uint8Array, fileSize: number): SafetensorsHeader {
  const content = parseJson(path, bytes);
  const start = 8 + bytes.length;
  const entries: [string, TensorEntry][] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(content)) {
    if (name === "__metadata__") metadata = readMetadata(path, value);
    else entries.push([name, readEntry(path, name, value)]);
  }
  entries.sort(([, a], [, b]) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1]);
  let end = 0;
  for (const [name, { offsets }] of entries) {
    if (offsets[0] !== end) {
      const state = offsets[0] < end ? "overlaps the tensor before it" : "leaves a gap before it";
      throw refusal(
        path,
        `tensor "${name}" begins at byte ${start + offsets[0]}, which ${state} (ends at ${
          start + end
        })`,
      );
    }
    end = offsets[1];
  }
  checkEnd(path, entries.at(-1)?.[0] ?? "", start + end, fileSize);
  return { metadata, entries: new Map(entries), start };
}

function checkEnd(path: string, last: string, end: number, fileSize: number): void {
  if (end > fileSize) {
    throw refusal(path, `tensor "${last}" ends at byte ${end} and the file at ${fileSize}`);
  }
  if (end < fileSize) {
    throw refusal(path, `its tensors end at byte ${end} and the file at ${fileSize}`);
  }
}

function parseJson(path: string, bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let content: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    content = JSON.parse(text);
  } catch {
    throw refusal(path, "the header at byte 8 is not JSON");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw refusal(path, "the header at byte 8 is no JSON object");
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw refusal(path, `the header at byte 8 has "${twice}" twice`);
  return content as Record<string, unknown>;
}

function readMetadata(path: string, value: unknown): Readonly<Record<string, string>> {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isMap && Object.values(value).every((text) => typeof text === "string")) {
    return value as Record<string, string>;
  }
  throw refusal(path, "its __metadata__ is no map of texts");
}

function readEntry(path: string, name: string, value: unknown): TensorEntry {
  const wrong = (state: string) => refusal(path, `tensor "${name}" ${state}`);
  const { dtype, shape, data_offsets: place } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(LAYOUTS, dtype)) {
    const known = Object.keys(LAYOUTS).join(", ");
    throw wrong(`has the unknown dtype ${JSON.stringify(dtype)}, none of ${known}`);
  }
  if (!isSizes(shape)) throw wrong("has a shape that is no list of sizes");
  if (!isSizes(place) || place.length !== 2 || place[1] < place[0]) {
    throw wrong("has no two data_offsets in order");
  }
  const bytes = byteLength(dtype as Dtype, shape);
  if (place[1] - place[0] !== bytes) {
    throw wrong(
      `says ${dtype}[${shape.join(", ")}], which takes ${bytes} bytes, of ${place[1] - place[0]}`,
    );
  }
  return { dtype: dtype as Dtype, shape, offsets: [place[0], place[1]] };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function refusal(path: string, state: string): DataError {
  return new DataError(
    `Cannot read ${path}: ${state}, the file is damaged or no safetensors file, take another copy`,
  );
}
