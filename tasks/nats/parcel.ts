/**
 * What goes from process to process: named arrays with a few words about them, as bytes of the safetensors
 * format.
 *
 * @module
 */
import type { HostInput } from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { decodeSafetensors, encodeSafetensors, type TensorSource } from "../loop/safetensors.ts";
import { anything, type Shape } from "../run/shape.ts";
import { heard } from "./heard.ts";

/** In which type floats are handed over: `f32` as they are, or rounded to `f16`, which is half as long. */
export type Precision = "f32" | "f16";

/** Named arrays, and words about them. */
export interface Parcel<A> {
  /** The arrays by name. */
  readonly arrays: Readonly<Record<string, HostInput>>;
  /** Anything that JSON can say. */
  readonly about: A;
}

/**
 * The bytes of a parcel.
 *
 * @throws {DataError} when a float is too large for `f16`
 */
export async function encodeParcel<A>(
  { arrays, about }: Parcel<A>,
  precision: Precision = "f32",
): Promise<Uint8Array<ArrayBuffer>> {
  const sources = Object.entries(arrays).map(([name, { data, shape }]): TensorSource => {
    // Arrays of the host share their memory with no other thread.
    if (data instanceof Uint32Array) {
      return { name, dtype: "U32", shape, data: data as Uint32Array<ArrayBuffer> };
    }
    return precision === "f32"
      ? { name, dtype: "F32", shape, data: data as Float32Array<ArrayBuffer> }
      : { name, dtype: "F16", shape, data: halves(name, data) };
  });
  return await encodeSafetensors(sources, { about: JSON.stringify(about) });
}

/**
 * Reads the bytes of a parcel; `f16` becomes `f32` again.
 *
 * @param shape The shape that its words have.
 * @throws {DataError} when they are damaged, or the words have another shape
 */
export function decodeParcel<A>(
  bytes: Uint8Array,
  name: string,
  shape: Shape = anything,
): Parcel<A> {
  const { metadata, tensors } = decodeSafetensors(bytes, name, { finite: false });
  const arrays: Record<string, HostInput> = {};
  for (const [key, { data, shape }] of tensors) {
    arrays[key] = {
      shape,
      data: data instanceof Uint32Array || data instanceof Float32Array
        ? data
        : new Float32Array(new Float16Array((data as Uint16Array<ArrayBuffer>).buffer)),
    };
  }
  const about = heard<A>(metadata.about ?? "", shape);
  if (about !== null) return { arrays, about };
  throw new DataError(
    `Cannot read ${name}: its words are not those of this program, run the same version everywhere`,
  );
}

/** The bits of floats rounded to 16 bits. */
function halves(name: string, data: Float32Array): Uint16Array<ArrayBuffer> {
  const rounded = new Float16Array(data);
  const lost = rounded.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(data[i]));
  if (lost < 0) return new Uint16Array(rounded.buffer);
  throw new DataError(
    `Cannot hand over "${name}" as f16: element ${lost} is ${
      data[lost]
    } and the greatest number is 65504, ` +
      "give --wire f32",
  );
}
