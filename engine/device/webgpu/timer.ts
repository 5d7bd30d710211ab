/** Times kernels by timestamp queries, a pass each: for the kernel table only. */
import type { KernelTime } from "../device.ts";
import { KernelTimes, type TimedRun } from "../kernel_times.ts";

const capacity = 1024;

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
  async table(
    read: (source: GPUBuffer, bytes: number) => Promise<ArrayBuffer>,
  ): Promise<KernelTime[]> {
    const sums = new KernelTimes();
    for (const { runs, stamps } of this.#batches.splice(0)) {
      const times = new BigUint64Array(await read(stamps, 16 * runs.length));
      stamps.destroy();
      runs.forEach((run, i) => sums.add(run, Number(times[2 * i + 1] - times[2 * i]) / 1e6));
    }
    return sums.take();
  }
}
