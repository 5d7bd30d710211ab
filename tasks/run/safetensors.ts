/**
 * Files of named tensors in the safetensors format, written in a stream and read with every place,
 * size and weight checked.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { writeFile } from "./atomic.ts";
import {
  byteLength,
  type Dtype,
  encodeHeader,
  LAYOUTS,
  type NamedTensor,
  parseHeader,
  readHeaderLength,
  type SafetensorsHeader,
  type TensorBytes,
} from "../loop/safetensors_header.ts";

export type { Dtype, SafetensorsHeader, TensorBytes } from "../loop/safetensors_header.ts";

/** A tensor to write. */
export interface TensorSource extends NamedTensor {
  /** Its elements, or a function that fetches them when their turn comes. */
  readonly data: TensorBytes | (() => TensorBytes | Promise<TensorBytes>);
}

/** A tensor that was read. */
export interface TensorData {
  /** Type of its elements. */
  readonly dtype: Dtype;
  /** Its sizes. */
  readonly shape: readonly number[];
  /** Its elements. */
  readonly data: TensorBytes;
}

/** A file that was read. */
export interface Safetensors {
  /** Texts of `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors by name. */
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/** How to read. */
export interface ReadSafetensorsOptions {
  /** Refuse NaN and infinity; true where not given. */
  readonly finite?: boolean;
}

/**
 * Writes a file atomically, one tensor at a time, so that a model is never in memory twice. Wider
 * types come first: every tensor begins at a multiple of its element's size.
 *
 * @throws {DataError} when a tensor's data does not fit its shape, or the file cannot be written
 */
export function writeSafetensors(
  path: string,
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const order = tensors.toSorted((a, b) => LAYOUTS[b.dtype].bytes - LAYOUTS[a.dtype].bytes);
  return writeFile(path, encode(path, order, metadata));
}

async function* encode(
  path: string,
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  yield encodeHeader(path, tensors, metadata);
  for (const { name, dtype, shape, data: source } of tensors) {
    const data = typeof source === "function" ? await source() : source;
    if (data.byteLength !== byteLength(dtype, shape)) {
      throw new DataError(
        `Cannot write tensor "${name}" to ${path}: ${dtype}[${shape.join(", ")}] takes ` +
          `${
            byteLength(dtype, shape)
          } bytes and the data has ${data.byteLength}, give all its elements`,
      );
    }
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/**
 * Reads the header of a file and checks it against the file's size, without reading the tensors.
 *
 * @throws {DataError} when the file is missing or what its header says cannot be
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  using file = await openFile(path);
  return await readHeader(path, file);
}

/**
 * Reads a file, each tensor into memory of its own.
 *
 * @throws {DataError} when the file is missing, what its header says cannot be, or a weight is not
 * finite
 */
export async function readSafetensors(
  path: string,
  options: ReadSafetensorsOptions = {},
): Promise<Safetensors> {
  using file = await openFile(path);
  const { metadata, entries, start } = await readHeader(path, file);
  const tensors = new Map<string, TensorData>();
  for (const [name, { dtype, shape, offsets: [begin, end] }] of entries) {
    const bytes = await readBytes(file, start + begin, end - begin);
    if (bytes.length < end - begin) {
      throw new DataError(
        `Cannot read tensor "${name}" of ${path}: the file was cut off at byte ` +
          `${start + begin + bytes.length} while it was read, read it again`,
      );
    }
    const data = LAYOUTS[dtype].make(bytes.buffer);
    if (options.finite ?? true) checkFinite(path, name, { dtype, shape, data });
    tensors.set(name, { dtype, shape, data });
  }
  return { metadata, tensors };
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if ((await file.stat()).isFile) return file;
    file.close();
  } catch (error) {
    const state = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : (error as Error).message;
    throw new DataError(`Cannot read ${path}: ${state}, give the path of a safetensors file`);
  }
  throw new DataError(`Cannot read ${path}: it is no file, give the path of a safetensors file`);
}

async function readHeader(path: string, file: Deno.FsFile): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const length = readHeaderLength(path, await readBytes(file, 0, 8), size);
  return parseHeader(path, await readBytes(file, 8, length), size);
}

async function readBytes(
  file: Deno.FsFile,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await file.seek(offset, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const count = await file.read(bytes.subarray(done));
    if (count === null) return bytes.slice(0, done);
    done += count;
  }
  return bytes;
}

function checkFinite(path: string, name: string, { dtype, shape, data }: TensorData): void {
  const at = firstNotFinite(dtype, data);
  if (at < 0) return;
  const value = dtype === "F16" || dtype === "BF16" ? "no finite number" : String(data[at]);
  throw new DataError(
    `Cannot load tensor "${name}" [${shape.join(", ")}] of ${path}: element ${at} is ${value}, ` +
      "the weights are spoilt, take another checkpoint or train again with a lower --lr",
  );
}

function firstNotFinite(dtype: Dtype, data: TensorBytes): number {
  if (data instanceof Float32Array || data instanceof Float64Array) {
    return data.findIndex((value) => !Number.isFinite(value));
  }
  const exponent = dtype === "F16" ? 0x7c00 : dtype === "BF16" ? 0x7f80 : 0;
  if (exponent === 0 || !(data instanceof Uint16Array)) return -1;
  return data.findIndex((bits) => (bits & exponent) === exponent);
}
