/**
 * Runs kernels through WebGPU. Kernels are recorded into one open compute pass, which is submitted when
 * something is read, written or waited for, or after {@linkcode submitEvery} dispatches.
 */
import type { Backend, Lane } from "../backend.ts";
import type { Counters, DeviceOptions, Dispatch, Kernel, KernelTime, Traits } from "../device.ts";
import { KernelError } from "../../error.ts";
import { Faults } from "../faults.ts";
import { Memory } from "../memory.ts";
import { Bindings, type BufferBlock } from "./bindings.ts";
import { type Pipeline, Pipelines } from "./pipelines.ts";
import { Reader } from "./reader.ts";
import { Timer } from "./timer.ts";

/** Dispatches after which the open pass is submitted in any case. */
const submitEvery = 512;

interface Command {
  readonly pipeline: Pipeline;
  readonly group: GPUBindGroup;
  readonly groups: readonly [number, number, number];
  readonly bytes: number;
  readonly flops: number;
}

/** A device of WebGPU. */
export class WebGPUBackend implements Backend<BufferBlock, Command> {
  readonly traits: Traits;
  readonly choices: Map<string, string>;
  readonly memory: Memory;
  readonly faults = new Faults();
  readonly marker: BufferBlock;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #reader: Reader;
  readonly #timer: Timer | null;
  readonly #bindings: Bindings;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #pending = 0;
  #submits = 0;

  constructor(
    device: GPUDevice,
    traits: Traits,
    { debug = 0, log, choices = {} }: DeviceOptions,
  ) {
    this.#device = device;
    this.traits = traits;
    this.choices = new Map(Object.entries(choices));
    this.#bindings = new Bindings(device);
    this.memory = new Memory({
      create: (bytes) => this.#bindings.create(bytes),
      destroy: (block) => this.#bindings.destroy(block as BufferBlock),
    });
    this.marker = this.#bindings.create(256);
    const show = debug >= 3 ? log : undefined;
    this.#pipelines = new Pipelines(device, (verdict) => this.faults.expect(verdict), show);
    this.#reader = new Reader(device);
    const timed = debug >= 2 && device.features.has("timestamp-query");
    this.#timer = timed ? new Timer(device) : null;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.faults.blame(`Cannot run a kernel: ${(event as GPUUncapturedErrorEvent).error.message}`);
    });
    device.lost.then(({ reason, message }) => {
      if (reason !== "destroyed") this.faults.blame(`Cannot go on: device lost, ${message}`);
    });
  }

  get counters(): Omit<Counters, "dispatches"> {
    return {
      submits: this.#submits,
      bindGroups: this.#bindings.made,
      pipelines: this.#pipelines.count,
    };
  }

  encode(kernel: Kernel, blocks: readonly BufferBlock[], dispatch: Dispatch): Command {
    const pipeline = this.#pipelines.get(kernel);
    const [x, y = 1, z = 1] = dispatch.groups;
    const bound = this.#bindings.uniforms.behind(blocks, kernel, dispatch.uniforms);
    return {
      pipeline,
      group: this.#bindings.group(pipeline, bound),
      groups: [x, y, z],
      bytes: this.#timer ? bound.reduce((sum, block) => sum + block.bytes, 0) : 0,
      flops: dispatch.flops ?? 0,
    };
  }

  rebind(
    command: Command,
    kernel: Kernel,
    blocks: readonly BufferBlock[],
    dispatch: Dispatch,
  ): Command {
    const bound = this.#bindings.uniforms.behind(blocks, kernel, dispatch.uniforms);
    return { ...command, group: this.#bindings.group(command.pipeline, bound) };
  }

  append({ pipeline, group, groups, bytes, flops }: Command): void {
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
    if (++this.#pending >= submitEvery) this.#flush();
  }

  /** Takes a command of each lane in turn, so that commands next to each other need not wait for each other. */
  together(lanes: readonly Lane<BufferBlock, Command>[]): void {
    const longest = Math.max(0, ...lanes.map(({ commands }) => commands.length));
    for (let i = 0; i < longest; i++) {
      for (const { commands } of lanes) if (i < commands.length) this.append(commands[i]);
    }
  }

  /** Does nothing: WebGPU itself keeps commands in order that depend on each other. */
  fence(): void {}

  write({ buffer }: BufferBlock, data: Uint32Array | Float32Array, offset: number): void {
    // A write by the queue would overtake commands that are still being encoded.
    this.#flush();
    this.#device.queue.writeBuffer(buffer, offset, data as BufferSource);
  }

  async read({ buffer }: BufferBlock, bytes: number, offset: number): Promise<ArrayBuffer> {
    this.#flush();
    return await this.#reader.read(buffer, offset, bytes);
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
    this.faults.expect(
      verdict.then((error) =>
        error && new KernelError(`Cannot run kernels: ${error.message.trim()}`)
      ),
    );
    this.#encoder = null;
    this.#pending = 0;
    this.#submits += 1;
  }
}
