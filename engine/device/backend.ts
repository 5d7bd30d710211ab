/** What runs kernels behind a {@linkcode Device}: the part that differs from device to device. */
import type { Counters, Dispatch, Kernel, KernelTime, Traits } from "./device.ts";
import type { Faults } from "./faults.ts";
import type { Memory } from "./memory.ts";
import type { Block } from "./pool.ts";

/** What runs kernels; `B` is a buffer of its own, `Command` a run of a kernel, encoded. */
export interface Backend<B extends Block, Command> {
  /** What it is. */
  readonly traits: Traits;
  /** Its buffers. */
  readonly memory: Memory;
  /** What went wrong. */
  readonly faults: Faults;
  /** A buffer of 256 bytes, all 0, which inspections write to. */
  readonly marker: B;
  /** What it was asked to do so far. */
  readonly counters: Readonly<Omit<Counters, "dispatches">>;
  /** Encodes a run; null when it cannot be run, which is noted as a fault. */
  encode(kernel: Kernel, blocks: readonly B[], dispatch: Dispatch): Command | null;
  /** Has a command run after those before it, and before the next read. */
  append(command: Command): void;
  /** Says that commands encoded in one order come to run in another: a recording begins or ends here. */
  fence(): void;
  /** Copies host memory into a buffer, after all commands so far; the data fit. */
  write(block: B, data: Uint32Array | Float32Array, offset: number): void;
  /** Copies a buffer to the host, after all commands so far; the bytes are in it, at least one. */
  read(block: B, bytes: number, offset: number): Promise<ArrayBuffer>;
  /** The kernel table since the last call. */
  profile(): Promise<KernelTime[]>;
  /** Runs what is left, and frees everything. */
  destroy(): void;
}
