/** Times kernels by timestamp queries, a pass each: for the kernel table only. */
import type { KernelTime } from "../device.ts";

const capacity = 1024;

/** What is known of a timed run besides its time. */
export interface TimedRun {
  readonly name: string;
  readonly bytes: number;
  readonly flops: number;
}

/** Collects the times of kernels of one device. */
export class Timer {
  readonly #device: GPUDevice;
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #batches: { runs: TimedRun[]; stamps: GPUBuffer }[] = [];
  #runs: TimedRun[] = [];

  /** A timer for a device with the feature `timestamp-query`. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#queries = device.createQuerySet({ type: "timestamp", count: 2 * capacity });
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    this.#resolved = device.createBuffer({ size: 16 * capacity, usage });
  }

  /** Timestamps for the pass of the next run. */
  next(encoder: GPUCommandEncoder, run: TimedRun): GPUComputePassTimestampWrites {
    if (this.#runs.length === capacity) this.resolve(encoder);
    const index = 2 * this.#runs.length;
    this.#runs.push(run);
    return {
      querySet: this.#queries,
      beginningOfPassWriteIndex: index,
      endOfPassWriteIndex: index + 1,
    };
  }

  /** Takes the stamps of finished runs out of the query set. */
  resolve(encoder: GPUCommandEncoder): void {
    const count = this.#runs.length;
    if (!count) return;
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const stamps = this.#device.createBuffer({ size: 16 * count, usage });
    encoder.resolveQuerySet(this.#queries, 0, 2 * count, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, stamps, 0, 16 * count);
    this.#batches.push({ runs: this.#runs, stamps });
    this.#runs = [];
  }

  /** Sums the times by kernel, longest first, and starts anew. */
  async table(read: (source: GPUBuffer, bytes: number) => Promise<ArrayBuffer>) {
    const rows = new Map<string, { -readonly [K in keyof KernelTime]: KernelTime[K] }>();
    for (const { runs, stamps } of this.#batches.splice(0)) {
      const times = new BigUint64Array(await read(stamps, 16 * runs.length));
      stamps.destroy();
      runs.forEach(({ name, bytes, flops }, i) => {
        const row = rows.get(name) ?? { name, count: 0, milliseconds: 0, bytes: 0, flops: 0 };
        rows.set(name, row);
        row.count += 1;
        row.milliseconds += Number(times[2 * i + 1] - times[2 * i]) / 1e6;
        row.bytes += bytes;
        row.flops += flops;
      });
    }
    return [...rows.values()].sort((a, b) => b.milliseconds - a.milliseconds);
  }
}
