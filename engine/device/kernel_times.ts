/** Sums the times of kernels for the kernel table. */
import type { KernelTime } from "./device.ts";

/** A run whose time is measured. */
export interface TimedRun {
  /** The kernel's name. */
  readonly name: string;
  /** Bytes of its bound buffers. */
  readonly bytes: number;
  /** Its floating-point operations, where stated. */
  readonly flops: number;
}

/** Collects times for the kernel table. */
export class KernelTimes {
  readonly #rows = new Map<string, { -readonly [K in keyof KernelTime]: KernelTime[K] }>();

  /** Adds a run. */
  add({ name, bytes, flops }: TimedRun, milliseconds: number): void {
    const row = this.#rows.get(name) ?? { name, count: 0, milliseconds: 0, bytes: 0, flops: 0 };
    this.#rows.set(name, row);
    row.count += 1;
    row.milliseconds += milliseconds;
    row.bytes += bytes;
    row.flops += flops;
  }

  /** One line for each kernel, longest first; starts anew. */
  take(): KernelTime[] {
    const rows = [...this.#rows.values()].sort((a, b) => b.milliseconds - a.milliseconds);
    this.#rows.clear();
    return rows;
  }
}
