/** A backend runs kernels for a {@linkcode Device}: the part that differs from device to device. */
import type { Counters, Dispatch, Kernel, KernelTime, LaneTime, Traits } from "./device.ts";
import type { Faults } from "./faults.ts";
import type { Memory } from "./memory.ts";
import type { Block } from "./pool.ts";

/** A recording as a backend sees it. */
export interface Lane<B extends Block, Command> {
  /** The number of its lane. */
  readonly lane: number;
  /** How many lanes run together. */
  readonly lanes: number;
  /** Commands, in order. */
  readonly commands: readonly Command[];
  /** The buffers that it binds and does not make itself. */
  readonly blocks: readonly B[];
  /**
   * Whether it must not begin before an earlier recording is done: it is of the same lane, or one of them writes
   * what the other one uses.
   */
  waitsFor(earlier: Lane<B, Command>): boolean;
}

/** Runs kernels; `B` is its kind of buffer, `Command` an encoded run of a kernel. */
export interface Backend<B extends Block, Command> {
  /** The traits of the device. */
  readonly traits: Traits;
  /** Choices among kernel variants, by kernel. */
  readonly choices: Map<string, string>;
  /** Its buffers. */
  readonly memory: Memory;
  /** Faults that the next read tells. */
  readonly faults: Faults;
  /** A buffer of 256 bytes, all 0, which inspections write to. */
  readonly marker: B;
  /** Counts of its work so far. */
  readonly counters: Readonly<Omit<Counters, "dispatches">>;
  /** Encodes a run; null when it cannot be run, which is noted as a fault. */
  encode(kernel: Kernel, blocks: readonly B[], dispatch: Dispatch): Command | null;
  /** The same run with other buffers; what it waits for stays as it is. */
  rebind(command: Command, kernel: Kernel, blocks: readonly B[], dispatch: Dispatch): Command;
  /** Runs a command after all earlier ones, and before the next read. */
  append(command: Command): void;
  /**
   * Runs recordings after all earlier commands that are of no lane or that they wait for, and before the next
   * command of no lane: each in its own order, beside each other as far as the device can. `watch` takes their
   * times when they are done, where the device knows them.
   */
  together(
    lanes: readonly Lane<B, Command>[],
    watch?: (times: readonly LaneTime[]) => void,
  ): void;
  /** A recording begins or ends: from here on commands may run in another order than the one they were encoded in. */
  fence(): void;
  /**
   * Copies host memory into a buffer, after all commands so far; the caller has checked that the data fit.
   */
  write(block: B, data: Uint32Array | Float32Array, offset: number): void;
  /**
   * Copies one byte or more of a buffer to the host, after all commands so far; the caller has checked that
   * the buffer holds them.
   */
  read(block: B, bytes: number, offset: number): Promise<ArrayBuffer>;
  /** The kernel table since the last call. */
  profile(): Promise<KernelTime[]>;
  /** Runs the commands that are left, and frees everything. */
  destroy(): void;
}
