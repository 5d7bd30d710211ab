/**
 * The device behind WebGPU. Kernels are recorded into one open compute pass and handed over when
 * something is read, written or waited for, or after {@linkcode submitEvery} dispatches.
 */
import {
  type Counters,
  type Device,
  type Dispatch,
  grid,
  type Kernel,
  type KernelTime,
  type Recording,
  type Traits,
} from "../device.ts";
import { KernelError } from "../error.ts";
import { Memory, type MemoryStatistics, Storage, storagesIn } from "../memory.ts";
import { Bindings, type BufferBlock } from "./bindings.ts";
import { inspect } from "./inspect.ts";
import { type Pipeline, Pipelines } from "./pipelines.ts";
import { Reader } from "./reader.ts";
import { Timer } from "./timer.ts";

/** How a device is to behave. */
export interface DeviceOptions {
  /** 0 silent, 2 times each kernel, 3 shows WGSL, 4 looks for NaN after each op. */
  readonly debug?: number;
  /** Where the lines of `debug` go. */
  readonly log?: (line: string) => void;
  /** Choices among kernel variants from an earlier run on the same adapter. */
  readonly choices?: Readonly<Record<string, string>>;
}

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
  readonly #inspections: string[] = [];
  readonly #bindings: Bindings;
  #checks: Promise<KernelError | null>[] = [];
  #fault: KernelError | null = null;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #pending = 0;
  #dispatches = 0;
  #submits = 0;
  #recorded: { commands: Command[]; storages: Set<Storage> } | null = null;
  #label = "";

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
    if (bytes > this.traits.maxBinding) {
      throw new KernelError(
        `Cannot allocate ${bytes} bytes: a binding of ${this.traits.name} spans at most ` +
          `${this.traits.maxBinding}, split the tensor or choose smaller dimensions`,
      );
    }
    return this.#memory.allocate(bytes);
  }

  write(storage: Storage, data: Uint32Array | Float32Array, offsetBytes = 0): void {
    if (this.#recorded) {
      throw new KernelError(
        "Cannot record a write from the host: it would not happen again on replay, " +
          "make the tensor before recording and pass it in",
      );
    }
    // A queue's writes overtake commands that are still being encoded.
    this.#flush();
    const { buffer, bytes } = storage.block as BufferBlock;
    if (offsetBytes + data.byteLength > bytes) {
      throw new KernelError(
        `Cannot write ${data.byteLength} bytes at byte ${offsetBytes}: the buffer holds ${bytes}`,
      );
    }
    this.#device.queue.writeBuffer(buffer, offsetBytes, data as BufferSource);
  }

  run(kernel: Kernel, dispatch: Dispatch): void {
    const [x, y = 1, z = 1] = dispatch.groups;
    if (x === 0 || y === 0 || z === 0) return;
    const pipeline = this.#pipelines.get(kernel);
    const storages = [...dispatch.reads, ...dispatch.writes];
    const blocks = storages.map((storage) => storage.block as BufferBlock);
    if (blocks.length !== kernel.reads + kernel.writes) {
      throw new KernelError(
        `Cannot run kernel "${kernel.name}": it binds ${kernel.reads} buffers to read and ` +
          `${kernel.writes} to write, and was given ${dispatch.reads.length} and ${dispatch.writes.length}`,
      );
    }
    if (kernel.uniforms.length) {
      blocks.push(this.#bindings.uniform(kernel, dispatch.uniforms ?? {}));
    }
    const command: Command = {
      pipeline,
      group: this.#bindings.group(pipeline, blocks),
      groups: [x, y, z],
      bytes: this.#timer ? blocks.reduce((sum, block) => sum + block.bytes, 0) : 0,
      flops: dispatch.flops ?? 0,
    };
    if (this.#recorded) {
      this.#recorded.commands.push(command);
      for (const storage of storages) this.#recorded.storages.add(storage);
    }
    this.#encode(command);
  }

  inspect(storage: Storage, elements: number, what: string): void {
    this.#inspections.push(this.#label ? `${what} in ${this.#label}` : what);
    const marker = new Storage(this.#marker);
    const uniforms = { elements, number: this.#inspections.length };
    this.run(inspect, { reads: [storage], writes: [marker], uniforms, groups: grid(elements) });
  }

  async read(storage: Storage, bytes: number, offsetBytes = 0): Promise<ArrayBuffer> {
    if (this.#recorded) {
      throw new KernelError("Cannot read while a step is recorded: read its result after replay");
    }
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
    if (this.#recorded) throw new KernelError("Cannot record inside a recording: record the whole");
    const recorded = this.#recorded = { commands: [] as Command[], storages: new Set<Storage>() };
    try {
      const result = this.#memory.recording(body);
      const { commands, storages } = recorded;
      // What the step did not make itself, and what it returned: kept from the garbage collector.
      const held = [...storages].filter((storage) => storage.alive);
      const replay = () => {
        if (!held.every((storage) => storage.alive)) {
          throw new KernelError(
            "Cannot replay a step: a tensor that it uses was freed, keep it or record anew",
          );
        }
        for (const command of commands) this.#encode(command);
      };
      return { result, length: commands.length, replay };
    } finally {
      this.#recorded = null;
    }
  }

  label<T>(name: string, body: () => T): T {
    const outer = this.#label;
    this.#label = outer ? `${outer} / ${name}` : name;
    try {
      return body();
    } finally {
      this.#label = outer;
    }
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
    if (this.#inspections.length && !this.#fault) {
      const [number] = new Uint32Array(await this.#reader.read(this.#marker.buffer, 0, 4));
      if (number) {
        this.#blame(
          `Cannot go on: NaN came out of ${this.#inspections[number - 1]}, ` +
            "look at what goes into it, or lower the learning rate",
        );
      }
    }
    if (this.#fault) throw this.#fault;
  }

  #blame(message: string): void {
    this.#fault ??= new KernelError(message);
  }
}
