/**
 * Tables that are written once, row after row, and read by row numbers: in the memory of a device, or
 * in a temporary file.
 *
 * @module
 */
import {
  type Device,
  embedding,
  empty,
  type HostInput,
  KernelError,
  type Signal,
} from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { writeError } from "../run/atomic.ts";

/** A table `[rows, columns]` whose row 0 is zeros. */
export interface RowStore extends Disposable {
  /** Number of rows that were written. */
  readonly rows: number;
  /** Bytes of them. */
  readonly bytes: number;
  /** Writes rows behind the last one. */
  append(values: Float32Array<ArrayBuffer>): void;
  /** The input by which a recorded function gets the rows of these numbers. */
  input(numbers: Uint32Array<ArrayBuffer>, shape: readonly number[]): HostInput;
  /** The rows of an input on the device, `[...shape, columns]`. */
  gather(input: Signal): Signal;
}

/** A table in the memory of a device. */
export class DeviceRows implements RowStore {
  #rows = 0;
  readonly #columns: number;
  readonly #device: Device;
  readonly #table: Signal;

  /**
   * Room for so many rows, row 0 among them.
   *
   * @throws {KernelError} When a buffer of the device does not hold them.
   */
  constructor(device: Device, rows: number, columns: number) {
    const bytes = 4 * rows * columns;
    const { name, maxBinding } = device.traits;
    if (bytes > maxBinding) {
      throw new KernelError(
        `Cannot keep features of ${bytes} bytes on the device: a buffer of ${name} holds ` +
          `${maxBinding}, give --feature-cache disk`,
      );
    }
    this.#device = device;
    this.#columns = columns;
    this.#table = device.keep(empty(device, [rows, columns]));
    this.append(new Float32Array(columns));
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return 4 * this.#rows * this.#columns;
  }

  append(values: Float32Array<ArrayBuffer>): void {
    if (!values.length) return;
    this.#device.write(this.#table.storage, values, this.bytes);
    this.#rows += values.length / this.#columns;
  }

  input(numbers: Uint32Array<ArrayBuffer>, shape: readonly number[]): HostInput {
    return { data: numbers, shape };
  }

  gather(input: Signal): Signal {
    return embedding(this.#table, input);
  }

  /** Gives the memory back. */
  [Symbol.dispose](): void {
    this.#device.release(this.#table);
  }
}

/** Number of files that this process made: it gives each a name of its own. */
let files = 0;

/** A table in a file, which is gone when the table is. */
export class FileRows implements RowStore {
  #rows = 0;
  readonly #columns: number;
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /**
   * A table in a new file of a folder.
   *
   * @throws {DataError} When the file cannot be written.
   */
  constructor(folder: string, columns: number) {
    this.#columns = columns;
    // The next process that opens the run removes files of such names, should this process be killed.
    this.#path = `${folder}/.features.${Deno.pid}-${files++}.tmp`;
    try {
      this.#file = Deno.openSync(this.#path, { read: true, write: true, createNew: true });
    } catch (error) {
      throw writeError(this.#path, error);
    }
    // Without a name the file is gone with its process, however that ends. Windows removes no open file.
    this.#remove();
    this.append(new Float32Array(columns));
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return 4 * this.#rows * this.#columns;
  }

  append(values: Float32Array<ArrayBuffer>): void {
    try {
      this.#file.seekSync(this.bytes, Deno.SeekMode.Start);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    } catch (error) {
      throw writeError(this.#path, error, this.bytes);
    }
    this.#rows += values.length / this.#columns;
  }

  input(numbers: Uint32Array<ArrayBuffer>, shape: readonly number[]): HostInput {
    const data = new Float32Array(numbers.length * this.#columns);
    for (let at = 0, end = 1; at < numbers.length; at = end++) {
      if (!numbers[at]) continue;
      while (numbers[end] === numbers[at] + end - at) end++;
      this.#read(numbers[at], data.subarray(at * this.#columns, end * this.#columns));
    }
    return { data, shape: [...shape, this.#columns] };
  }

  gather(input: Signal): Signal {
    return input;
  }

  /** Closes and removes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
    this.#remove();
  }

  #read(row: number, into: Float32Array<ArrayBuffer>): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    this.#file.seekSync(4 * row * this.#columns, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) {
      const count = this.#file.readSync(bytes.subarray(done));
      if (count === null) {
        throw new DataError(`Cannot read ${this.#path}: it ends before row ${row}`);
      }
      done += count;
    }
  }

  #remove(): void {
    try {
      Deno.removeSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) && Deno.build.os !== "windows") throw error;
    }
  }
}
