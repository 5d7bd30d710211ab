/**
 * The device behind WebGPU. Kernels are recorded into one open compute pass and handed over when
 * something is read, written or waited for, or after {@linkcode submitEvery} dispatches.
 */
import {
  type Counters,
  type Device,
  type DeviceOptions,
  type Dispatch,
  grid,
  type Kernel,
  type KernelTime,
  type Recording,
  type Traits,
} from "../device.ts";
import { checkAllocation, checkWrite, storagesOf } from "../dispatch.ts";
import { KernelError } from "../../error.ts";
import { inspect, Inspections } from "../inspect.ts";
import { Memory, type MemoryStatistics, Storage, storagesIn } from "../memory.ts";
import { Recorder } from "../recorder.ts";
import { Bindings, type BufferBlock } from "./bindings.ts";
import { type Pipeline, Pipelines } from "./pipelines.ts";
import { Reader } from "./reader.ts";
import { Timer } from "./timer.ts";

/** Dispatches after which the open pass is handed over without being asked. */
export const submitEvery = 512;

interface Command {
  readonly pipeline: Pipeline;
  readonly group: GPUBindGroup;
  readonly groups: readonly [number, number, number];
  readonly bytes: number;
  readonly flops: number;
}

/** The device behind WebGPU. */
export class WebGPUDevice implements Device {
  readonly traits: Traits;
  readonly debug: number;
  readonly choices: Map<string, string>;
  readonly #device: GPUDevice;
  readonly #memory: Memory;
  readonly #pipelines: Pipelines;
  readonly #reader: Reader;
  readonly #timer: Timer | null;
  /** Holds the number of the first inspection that met a NaN, counted from 1. */
  readonly #marker: BufferBlock;
  readonly #inspections = new Inspections();
  readonly #recorder = new Recorder<Command>();
  readonly #bindings: Bindings;
  #checks: Promise<KernelError | null>[] = [];
  #fault: KernelError | null = null;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #pending = 0;
  #dispatches = 0;
  #submits = 0;

  constructor(device: GPUDevice, traits: Traits, options: DeviceOptions) {
    this.#device = device;
    this.traits = traits;
    this.debug = options.debug ?? 0;
    this.choices = new Map(Object.entries(options.choices ?? {}));
    this.#bindings = new Bindings(device);
    this.#memory = new Memory({
      create: (bytes) => this.#bindings.create(bytes),
      destroy: (block) => this.#bindings.destroy(block as BufferBlock),
    });
    this.#marker = this.#bindings.create(256);
    const show = this.debug >= 3 ? options.log : undefined;
    this.#pipelines = new Pipelines(device, (verdict) => this.#checks.push(verdict), show);
    this.#reader = new Reader(device);
    const timed = this.debug >= 2 && device.features.has("timestamp-query");
    this.#timer = timed ? new Timer(device) : null;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#blame(`Cannot run a kernel: ${(event as GPUUncapturedErrorEvent).error.message}`);
    });
    device.lost.then((info) => {
      if (info.reason !== "destroyed") this.#blame(`Cannot go on: device lost, ${info.message}`);
    });
  }

  get counters(): Counters {
    return {
      dispatches: this.#dispatches,
      submits: this.#submits,
      bindGroups: this.#bindings.made,
      pipelines: this.#pipelines.count,
    };
  }

  memory(): MemoryStatistics {
    return this.#memory.statistics();
  }

  resetPeak(): void {
    this.#memory.resetPeak();
  }

  allocate(bytes: number): Storage {
    checkAllocation(bytes, this.traits);
    return this.#memory.allocate(bytes);
  }

  write(storage: Storage, data: Uint32Array | Float32Array, offsetBytes = 0): void {
    this.#recorder.refuse("write");
    // A queue's writes overtake commands that are still being encoded.
    this.#flush();
    const { buffer, bytes } = storage.block as BufferBlock;
    checkWrite(data.byteLength, offsetBytes, bytes);
    this.#device.queue.writeBuffer(buffer, offsetBytes, data as BufferSource);
  }

  run(kernel: Kernel, dispatch: Dispatch): void {
    const [x, y = 1, z = 1] = dispatch.groups;
    if (x === 0 || y === 0 || z === 0) return;
    const pipeline = this.#pipelines.get(kernel);
    const storages = storagesOf(kernel, dispatch);
    const blocks = storages.map((storage) => storage.block as BufferBlock);
    if (kernel.uniforms.length) blocks.push(this.#bindings.uniform(kernel, dispatch.uniforms));
    const command: Command = {
      pipeline,
      group: this.#bindings.group(pipeline, blocks),
      groups: [x, y, z],
      bytes: this.#timer ? blocks.reduce((sum, block) => sum + block.bytes, 0) : 0,
      flops: dispatch.flops ?? 0,
    };
    this.#recorder.note(command, storages);
    this.#encode(command);
  }

  inspect(storage: Storage, elements: number, what: string): void {
    const marker = new Storage(this.#marker);
    const uniforms = { elements, number: this.#inspections.add(what) };
    this.run(inspect, { reads: [storage], writes: [marker], uniforms, groups: grid(elements) });
  }

  async read(storage: Storage, bytes: number, offsetBytes = 0): Promise<ArrayBuffer> {
    this.#recorder.refuse("read");
    if (this.#fault) throw this.#fault;
    this.#flush();
    const { buffer } = storage.block as BufferBlock;
    const data = bytes ? await this.#reader.read(buffer, offsetBytes, bytes) : new ArrayBuffer(0);
    await this.#judge();
    return data;
  }

  async settle(): Promise<void> {
    if (this.#fault) throw this.#fault;
    this.#flush();
    // Reading is the fastest wait: see reader.ts.
    await this.#reader.read(this.#marker.buffer, 0, 4);
    await this.#judge();
  }

  scope<T>(body: () => T): T {
    return this.#memory.scope(body);
  }

  keep<T>(value: T): T {
    this.#memory.keep(storagesIn(value));
    return value;
  }

  release(value: unknown): void {
    this.#memory.release(storagesIn(value));
  }

  record<T>(body: () => T): Recording<T> {
    return this.#recorder.record(this, this.#memory, body, (commands) => {
      for (const command of commands) this.#encode(command);
    });
  }

  label<T>(name: string, body: () => T): T {
    return this.#inspections.label(name, body);
  }

  async profile(): Promise<KernelTime[]> {
    if (!this.#timer) return [];
    this.#timer.resolve(this.#encoder ??= this.#device.createCommandEncoder());
    this.#flush();
    return await this.#timer.table((source, bytes) => this.#reader.read(source, 0, bytes));
  }

  destroy(): void {
    this.#flush();
    this.#reader.destroy();
    this.#device.destroy();
    this.#blame("Cannot use a device that was destroyed: open another");
  }

  #encode({ pipeline, group, groups, bytes, flops }: Command): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    if (this.#timer) {
      const name = pipeline.kernel.name;
      const timestampWrites = this.#timer.next(this.#encoder, { name, bytes, flops });
      this.#pass = this.#encoder.beginComputePass({ timestampWrites });
    } else {
      this.#pass ??= this.#encoder.beginComputePass();
    }
    this.#pass.setPipeline(pipeline.pipeline);
    this.#pass.setBindGroup(0, group);
    this.#pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
    if (this.#timer) this.#endPass();
    this.#dispatches += 1;
    if (++this.#pending >= submitEvery) this.#flush();
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
  }

  #flush(): void {
    if (!this.#encoder) return;
    this.#endPass();
    this.#device.pushErrorScope("validation");
    this.#device.queue.submit([this.#encoder.finish()]);
    const verdict = this.#device.popErrorScope();
    this.#checks.push(
      verdict.then((error) =>
        error && new KernelError(`Cannot run kernels: ${error.message.trim()}`)
      ),
    );
    this.#encoder = null;
    this.#pending = 0;
    this.#submits += 1;
  }

  /** Throws what went wrong since the last time. */
  async #judge(): Promise<void> {
    for (const fault of await Promise.all(this.#checks.splice(0))) this.#fault ??= fault;
    if (this.#inspections.count && !this.#fault) {
      const [number] = new Uint32Array(await this.#reader.read(this.#marker.buffer, 0, 4));
      this.#fault = this.#inspections.verdict(number);
    }
    if (this.#fault) throw this.#fault;
  }

  #blame(message: string): void {
    this.#fault ??= new KernelError(message);
  }
}
