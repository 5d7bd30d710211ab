/**
 * Tensors: shaped views of device memory, row-major and contiguous.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import type { Storage } from "../device/memory.ts";
import { checkShape, format, type Shape, sizeOf } from "./shape.ts";
import type { Tape } from "./tape.ts";

/** Element types: 32-bit floats, and unsigned integers for indices. */
export type DType = "f32" | "u32";

/** Nested lists of numbers, as deep as the tensor has axes. */
export type Nested = number | readonly Nested[];

/**
 * An array on a device. Values are immutable: operations make new tensors.
 *
 * @example
 * ```ts
 * import { openCpu, type Tensor, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x: Tensor = tensor(device, [[1, 2], [3, 4]]);
 * console.assert(x.size === 4 && (await x.data()).join() === "1,2,3,4");
 * device.destroy();
 * ```
 */
export class Tensor {
  /** The device that holds it. */
  readonly device: Device;
  /** Its memory, at least 4 bytes an element. */
  readonly storage: Storage;
  /** Sizes of its axes. */
  readonly shape: Shape;
  /** Type of its elements. */
  readonly dtype: DType;
  /** The tape that records it; `null` when no gradient flows through it. */
  readonly tape: Tape | null;

  /** A view of device memory; use {@linkcode tensor} to make one from numbers. */
  constructor(
    device: Device,
    storage: Storage,
    shape: Shape,
    dtype: DType = "f32",
    tape: Tape | null = null,
  ) {
    this.device = device;
    this.storage = storage;
    this.shape = shape;
    this.dtype = dtype;
    this.tape = tape;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Copies the elements to the host, row-major. */
  async data(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#bytes());
  }

  /** Copies the elements of a `u32` tensor to the host, row-major. */
  async words(): Promise<Uint32Array<ArrayBuffer>> {
    return new Uint32Array(await this.#bytes());
  }

  /**
   * The only element.
   *
   * @throws {ShapeError} When there is not exactly one.
   */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new ShapeError(`Cannot take the item of ${this}: it must have exactly one element`);
    }
    return (this.dtype === "f32" ? await this.data() : await this.words())[0];
  }

  /** Its kind and shape, for messages: `Tensor[64, 300]`. */
  toString(): string {
    return `${this.tape === null ? "Signal" : "Tensor"}${format(this.shape)}`;
  }

  #bytes(): Promise<ArrayBuffer> {
    return this.device.read(this.storage, 4 * this.size);
  }
}

/**
 * A tensor on no tape. Only signals cross from block to block: they are made by
 * {@linkcode detach} or from host data, so no gradient can follow.
 */
export type Signal = Tensor & {
  /** No tape: no gradient flows through it. */
  readonly tape: null;
};

/**
 * The same values with no history, which may leave a block.
 *
 * @example
 * ```ts
 * import { detach, multiply, openCpu, Parameter, square, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("one"), "w", [1], Float32Array.of(2));
 * const other = new Parameter(device, new Tape("other"), "v", [1], Float32Array.of(3));
 * const y = multiply(detach(square(w)), other); // no gradient leads back to w
 * console.assert(await y.item() === 12);
 * device.destroy();
 * ```
 */
export function detach(x: Tensor): Signal {
  return (x.tape === null && x.constructor === Tensor
    ? x
    : new Tensor(x.device, x.storage, x.shape, x.dtype)) as Signal;
}

/**
 * A signal with undefined contents, for kernels to write.
 *
 * @example
 * ```ts
 * import { empty, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x = empty(device, [2, 3]);
 * console.assert(x.size === 6 && x.dtype === "f32");
 * device.destroy();
 * ```
 */
export function empty(device: Device, shape: Shape, dtype: DType = "f32"): Signal {
  checkShape(shape);
  return new Tensor(device, device.allocate(4 * sizeOf(shape)), shape, dtype) as Signal;
}

/**
 * A signal from numbers of the host. A `Uint32Array` makes a `u32` tensor, all other data an `f32` tensor.
 * The shape may be left out: nested lists have a shape, and flat data have one axis.
 *
 * @throws {ShapeError} When the numbers do not fill the shape, or lists are ragged.
 *
 * @example
 * ```ts
 * import { openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x = tensor(device, [[1, 2], [3, 4]]);
 * const ids = tensor(device, Uint32Array.of(1, 2, 3), [3, 1]);
 * console.assert(x.shape.join() === "2,2" && ids.dtype === "u32");
 * device.destroy();
 * ```
 */
export function tensor(
  device: Device,
  data: Nested | Float32Array | Float64Array | Uint32Array,
  shape?: Shape,
): Signal {
  const own = ArrayBuffer.isView(data) ? [data.length] : shapeOf(data);
  const target = shape ?? own;
  if (sizeOf(own) !== sizeOf(target)) {
    throw new ShapeError(
      `Cannot make a tensor of shape ${format(target)}: it holds ${sizeOf(target)} elements ` +
        `and ${sizeOf(own)} were given`,
    );
  }
  const values = ArrayBuffer.isView(data) ? data : new Float32Array(flatten(data));
  const words = values instanceof Float64Array ? new Float32Array(values) : values;
  const dtype = words instanceof Uint32Array ? "u32" : "f32";
  const made = empty(device, target, dtype);
  if (words.length) device.write(made.storage, words);
  return made;
}

function shapeOf(data: Nested): number[] {
  if (typeof data === "number") return [];
  const inner = data.length ? shapeOf(data[0]) : [];
  for (const item of data) {
    if (format(shapeOf(item)) !== format(inner)) {
      throw new ShapeError(
        `Cannot make a tensor from ragged lists: ${format(shapeOf(item))} beside ${format(inner)}`,
      );
    }
  }
  return [data.length, ...inner];
}

function flatten(data: Nested): number[] {
  return typeof data === "number" ? [data] : data.flatMap(flatten);
}
