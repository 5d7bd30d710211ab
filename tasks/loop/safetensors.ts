/**
 * Named tensors in the safetensors format, over bytes.
 *
 * @module
 */
import { concat } from "../../datasets/bytes.ts";
import { DataError } from "../../datasets/mod.ts";
import {
  byteLength,
  type Dtype,
  encodeHeader,
  LAYOUTS,
  type NamedTensor,
  parseHeader,
  readHeaderLength,
  type TensorBytes,
  type TensorEntry,
} from "./safetensors_header.ts";

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
 * The bytes of a file, one tensor at a time, so that a model is never in memory twice. Wider types come
 * first: every tensor begins at a multiple of its element's size.
 *
 * @param name What the file is called in errors.
 * @throws {DataError} when a tensor's data does not fit its shape
 */
export async function* safetensorsPieces(
  name: string,
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<Uint8Array> {
  const order = tensors.toSorted((a, b) => LAYOUTS[b.dtype].bytes - LAYOUTS[a.dtype].bytes);
  yield encodeHeader(name, order, metadata);
  for (const { name: tensor, dtype, shape, data: source } of order) {
    const data = typeof source === "function" ? await source() : source;
    const wanted = byteLength(dtype, shape);
    if (data.byteLength !== wanted) {
      throw new DataError(
        `Cannot write tensor "${tensor}" to ${name}: ${dtype}[${shape.join(", ")}] takes ` +
          `${wanted} bytes and the data has ${data.byteLength}, give all its elements`,
      );
    }
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/**
 * Encodes tensors as the bytes of a file.
 *
 * @throws {DataError} when a tensor's data does not fit its shape
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@associated/learning";
 *
 * const w = { name: "w", dtype: "F32" as const, shape: [2], data: Float32Array.of(1, 2) };
 * const bytes = await encodeSafetensors([w], { made: "today" });
 * const { metadata, tensors } = decodeSafetensors(bytes);
 * console.assert(metadata.made === "today" && tensors.get("w")?.shape[0] === 2);
 * ```
 */
export async function encodeSafetensors(
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of safetensorsPieces("bytes", tensors, metadata)) pieces.push(piece);
  return concat(pieces);
}

/**
 * Reads a file's bytes, each tensor into memory of its own, with every place, size and weight checked.
 *
 * @param name What the file is called in errors.
 * @throws {DataError} when the header contradicts itself or the bytes, or a weight is not finite
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@associated/learning";
 *
 * const w = { name: "w", dtype: "F32" as const, shape: [2], data: Float32Array.of(1, 2) };
 * const bytes = await encodeSafetensors([w], { made: "today" });
 * const { metadata, tensors } = decodeSafetensors(bytes);
 * console.assert(metadata.made === "today" && tensors.get("w")?.shape[0] === 2);
 * ```
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  name = "bytes",
  options: ReadSafetensorsOptions = {},
): Safetensors {
  const length = readHeaderLength(name, bytes.subarray(0, 8), bytes.length);
  const header = bytes.subarray(8, 8 + length);
  const { metadata, entries, start } = parseHeader(name, header, bytes.length);
  const tensors = new Map<string, TensorData>();
  for (const [tensor, entry] of entries) {
    const [begin, end] = entry.offsets;
    const own = bytes.slice(start + begin, start + end);
    tensors.set(tensor, tensorOf(name, tensor, entry, own.buffer as ArrayBuffer, options));
  }
  return { metadata, tensors };
}

/**
 * The tensor that some bytes hold.
 *
 * @throws {DataError} when an element is not finite
 */
export function tensorOf(
  file: string,
  name: string,
  { dtype, shape }: TensorEntry,
  bytes: ArrayBuffer,
  { finite = true }: ReadSafetensorsOptions,
): TensorData {
  const data = LAYOUTS[dtype].make(bytes);
  if (finite) checkFinite(file, name, { dtype, shape, data });
  return { dtype, shape, data };
}

function checkFinite(path: string, name: string, { dtype, shape, data }: TensorData): void {
  const at = firstNotFinite(dtype, data);
  if (at < 0) return;
  const value = dtype === "F16" || dtype === "BF16" ? "no finite number" : String(data[at]);
  throw new DataError(
    `Cannot load tensor "${name}" [${shape.join(", ")}] of ${path}: element ${at} is ${value}, ` +
      "the weights are spoilt, take another checkpoint or train again with a lower learning rate",
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
