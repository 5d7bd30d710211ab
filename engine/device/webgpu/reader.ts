/**
 * Copies buffers to the host. Deno maps a buffer at once: reading then takes about 0.15 ms, where an awaited
 * `mapAsync` sleeps for 10 ms. In other runtimes `mapAsync` is awaited. A probe at the start decides.
 */

/** Reads buffers of one device through pooled staging buffers. */
export class Reader {
  readonly #device: GPUDevice;
  readonly #staging = new Map<number, GPUBuffer[]>();
  /** Whether a mapped range can be had without waiting. */
  #immediate: boolean;

  /** A reader for a device; probes how buffers are mapped. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#immediate = this.#probe();
  }

  /** The bytes of a buffer after all that was submitted. */
  async read(source: GPUBuffer, offset: number, bytes: number): Promise<ArrayBuffer> {
    const size = Math.max(256, 2 ** Math.ceil(Math.log2(bytes)));
    const staging = this.#staging.get(size)?.pop() ?? this.#create(size);
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, offset, staging, 0, bytes);
    this.#device.queue.submit([encoder.finish()]);
    const mapped = staging.mapAsync(GPUMapMode.READ);
    if (this.#immediate) mapped.catch(() => {});
    else await mapped;
    const data = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    const shelf = this.#staging.get(size);
    if (shelf) shelf.push(staging);
    else this.#staging.set(size, [staging]);
    return data;
  }

  /** Frees the staging buffers. */
  destroy(): void {
    for (const buffer of [...this.#staging.values()].flat()) buffer.destroy();
    this.#staging.clear();
  }

  /** Creates a buffer that is mapped and unmapped at once: Deno aborts at a range of a buffer that was never mapped. */
  #create(size: number): GPUBuffer {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation: true });
    buffer.unmap();
    return buffer;
  }

  #probe(): boolean {
    const buffer = this.#create(256);
    try {
      buffer.mapAsync(GPUMapMode.READ).catch(() => {});
      buffer.getMappedRange(0, 4);
      return true;
    } catch {
      return false;
    } finally {
      buffer.destroy();
    }
  }
}
