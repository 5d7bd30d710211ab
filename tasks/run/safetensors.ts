/**
 * Files of named tensors in the safetensors format, written in a stream and read with every place,
 * size and weight checked.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import {
  type ReadSafetensorsOptions,
  type Safetensors,
  safetensorsPieces,
  type TensorData,
  tensorOf,
  type TensorSource,
} from "../loop/safetensors.ts";
import {
  parseHeader,
  readHeaderLength,
  type SafetensorsHeader,
} from "../loop/safetensors_header.ts";
import { writeFile } from "./atomic.ts";

/**
 * Writes a file atomically, one tensor at a time.
 *
 * @throws {DataError} when a tensor's data does not fit its shape, or the file cannot be written
 */
export function writeSafetensors(
  path: string,
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  return writeFile(path, safetensorsPieces(path, tensors, metadata));
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
  for (const [name, entry] of entries) {
    const [begin, end] = entry.offsets;
    const bytes = await readBytes(file, start + begin, end - begin);
    if (bytes.length < end - begin) {
      throw new DataError(
        `Cannot read tensor "${name}" of ${path}: the file was cut off at byte ` +
          `${start + begin + bytes.length} while it was read, read it again`,
      );
    }
    tensors.set(name, tensorOf(path, name, entry, bytes.buffer, options));
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
