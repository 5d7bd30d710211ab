/**
 * The device behind the processors. Kernels are put on a list, which all threads work on when something is
 * read, written or waited for, or when it is full; nothing runs at other times.
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
import { KernelTimes } from "../kernel_times.ts";
import { Memory, type MemoryStatistics, Storage, storagesIn } from "../memory.ts";
import { Recorder } from "../recorder.ts";
import { Arena } from "./arena.ts";
import { Arguments } from "./arguments.ts";
import { chunkOf, type Command, Commands, Order } from "./commands.ts";
import type { compile } from "./compile.ts";
import { Events } from "./events.ts";
import { Heap, type HeapBlock } from "./heap.ts";
import { Kernels } from "./kernels.ts";
import { layout, workgroupRange } from "./layout.ts";
import { Threads } from "./threads.ts";

/** What a device is made of. */
export interface CpuParts {
  readonly compile: typeof compile;
  /** Threads that work together; 1 needs no shared memory. */
  readonly threads: number;
  /** Whether programs may use relaxed vector instructions. */
  readonly relaxed: boolean;
}

/** Bytes that may wait in the pool: a quarter of what can be addressed. */
const idleLimit = 2 ** 30;

/** The device behind the processors. */
export class CpuDevice implements Device {
  readonly traits: Traits;
  readonly debug: number;
  readonly choices: Map<string, string>;
  readonly #heap: Heap;
  readonly #threads: Threads;
  readonly #kernels: Kernels;
  readonly #arguments: Arguments;
  readonly #commands: Commands;
  readonly #order = new Order();
  readonly #memory: Memory;
  readonly #recorder = new Recorder<Command>();
  readonly #inspections = new Inspections();
  readonly #times = new KernelTimes();
  readonly #events = new Events();
  /** Holds the number of the first inspection that met a NaN, counted from 1. */
  readonly #marker: HeapBlock;
  #fault: KernelError | null = null;
  #dispatches = 0;

  constructor({ compile, threads, relaxed }: CpuParts, options: DeviceOptions) {
    const shared = threads > 1;
    this.debug = options.debug ?? 0;
    const choices = this.choices = new Map(Object.entries(options.choices ?? {}));
    this.traits = {
      name: `processors with ${relaxed ? "relaxed " : ""}SIMD`,
      kind: "cpu",
      threads,
      get vectorBits() {
        return choices.get("vectors") === "256" ? 256 : 128;
      },
      maxBinding: 2 ** 30,
      maxGroups: 65535,
      workgroupMemory: layout.workgroup,
      maxInvocations: 1024,
    };
    const workgroup = workgroupRange(threads);
    this.#heap = new Heap(workgroup[1], shared);
    this.#threads = new Threads(this.#heap.memory, threads);
    const show = this.debug >= 3 ? options.log : undefined;
    const compileHere = (kernel: Kernel) => compile(kernel, { relaxed, shared, workgroup });
    this.#kernels = new Kernels(this.#heap, this.#threads, compileHere, show);
    this.#arguments = new Arguments(this.#heap);
    this.#commands = new Commands(this.#heap, this.#threads);
    const arena = new Arena((...to) => this.#found(() => this.#heap.reserve(...to)), this.#order);
    this.#memory = new Memory({
      create: (bytes) => this.#found(() => this.#heap.create(bytes)),
      destroy: (block) => this.#free(block as HeapBlock),
    }, { arena, idleLimit });
    this.#marker = this.#heap.create(256);
    this.#heap.words.fill(0, this.#marker.address / 4, this.#marker.address / 4 + 64);
  }

  get counters(): Counters {
    return {
      dispatches: this.#dispatches,
      submits: this.#commands.jobs,
      bindGroups: this.#arguments.made,
      pipelines: this.#kernels.names.length,
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
    this.#commands.run();
    const { address, bytes } = storage.block as HeapBlock;
    checkWrite(data.byteLength, offsetBytes, bytes);
    const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    new Uint8Array(this.#heap.words.buffer, address + offsetBytes, data.byteLength).set(source);
  }

  /** Unlike WebGPU, which compiles while the program goes on, it throws what is wrong with a kernel at once. */
  run(kernel: Kernel, dispatch: Dispatch): void {
    const [x, y = 1, z = 1] = dispatch.groups;
    if (x === 0 || y === 0 || z === 0) return;
    const number = this.#kernels.number(kernel);
    const storages = storagesOf(kernel, dispatch);
    const blocks = storages.map((storage) => storage.block as HeapBlock);
    const wrong = this.#objection(kernel, blocks, [x, y, z]);
    if (wrong) return this.#blame(`Cannot run kernels: kernel "${kernel.name}" ${wrong}`);
    const command = this.#command(kernel, number, blocks, dispatch);
    this.#recorder.note(command, storages);
    this.#append(command);
  }

  inspect(storage: Storage, elements: number, what: string): void {
    const marker = new Storage(this.#marker);
    const uniforms = { elements, number: this.#inspections.add(what) };
    this.run(inspect, { reads: [storage], writes: [marker], uniforms, groups: grid(elements) });
  }

  async read(storage: Storage, bytes: number, offsetBytes = 0): Promise<ArrayBuffer> {
    this.#recorder.refuse("read");
    if (this.#fault) throw this.#fault;
    this.#commands.run();
    const { address, bytes: held } = storage.block as HeapBlock;
    if (offsetBytes + bytes > held) {
      throw new KernelError(
        `Cannot read ${bytes} bytes at byte ${offsetBytes}: the buffer holds ${held}`,
      );
    }
    const data = new Uint8Array(bytes);
    data.set(new Uint8Array(this.#heap.words.buffer, address + offsetBytes, bytes));
    this.#judge();
    await this.#events.serve();
    return data.buffer;
  }

  async settle(): Promise<void> {
    if (this.#fault) throw this.#fault;
    this.#commands.run();
    this.#judge();
    await this.#events.serve();
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
    // What runs before and after a replay is not known here.
    this.#order.fence();
    const recording = this.#recorder.record(this, this.#memory, body, (commands) => {
      for (const command of commands) this.#append(command);
      this.#order.fence();
    });
    this.#order.fence();
    return recording;
  }

  label<T>(name: string, body: () => T): T {
    return this.#inspections.label(name, body);
  }

  profile(): Promise<KernelTime[]> {
    this.#commands.run();
    return Promise.resolve(this.#times.take());
  }

  destroy(): void {
    this.#commands.run();
    this.#threads.quit();
    this.#blame("Cannot use a device that was destroyed: open another");
  }

  /** Encodes a dispatch. */
  #command(
    kernel: Kernel,
    number: number,
    blocks: readonly HeapBlock[],
    { groups: [x, y = 1, z = 1], uniforms, flops = 0 }: Dispatch,
  ): Command {
    const bound = kernel.uniforms.length
      ? [...blocks, this.#arguments.uniform(kernel, uniforms)]
      : blocks;
    const bytes = bound.reduce((sum, block) => sum + block.bytes, 0);
    const cost = nanoseconds(bytes, flops);
    const count = x * y * z;
    const chunk = chunkOf(count, cost, this.#threads.count);
    const chunks = Math.ceil(count / chunk);
    const { reads } = kernel;
    return {
      kernel: number,
      name: kernel.name,
      args: this.#arguments.address(bound),
      groups: [x, y, z],
      count,
      chunk,
      chunks,
      waits: this.#order.waits(blocks.slice(0, reads), blocks.slice(reads), chunks === 1),
      cost,
      bytes,
      flops,
    };
  }

  #append(command: Command): void {
    this.#dispatches += 1;
    if (this.debug < 2) return this.#commands.append(command);
    this.#commands.append(command);
    const start = performance.now();
    this.#commands.run();
    this.#times.add(command, performance.now() - start);
  }

  /** A place in the heap; what waits in the pool is given up for it where there is none. */
  #found<T>(place: () => T): T {
    try {
      return place();
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#memory.trim();
      return place();
    }
  }

  #free(block: HeapBlock): void {
    this.#commands.run();
    this.#arguments.forget(block);
    this.#heap.destroy(block);
  }

  /** What WebGPU too would not run, told by the next read. */
  #objection(
    kernel: Kernel,
    blocks: readonly HeapBlock[],
    groups: readonly [number, number, number],
  ): string | null {
    const { maxGroups } = this.traits;
    const most = 2 ** 31 - 1;
    if (groups.some((count) => count > maxGroups) || groups[0] * groups[1] * groups[2] > most) {
      return `was given ${groups.join(" x ")} workgroups where ${maxGroups} fit along an axis ` +
        `and ${most} in all, fold them to other axes`;
    }
    const shared = blocks.some((block, i) => i >= kernel.reads && blocks.indexOf(block) !== i);
    return shared ? "writes a buffer that it binds twice, let it write another" : null;
  }

  /** Throws what went wrong since the last time. */
  #judge(): void {
    this.#fault ??= this.#threads.fault(this.#kernels.names) ??
      this.#inspections.verdict(this.#heap.words[this.#marker.address / 4]);
    if (this.#fault) throw this.#fault;
  }

  #blame(message: string): void {
    this.#fault ??= new KernelError(message);
  }
}

/** An estimate of what a kernel takes on one thread, good enough to tell small from large. */
function nanoseconds(bytes: number, flops: number): number {
  return bytes / 8 + flops / 16;
}
