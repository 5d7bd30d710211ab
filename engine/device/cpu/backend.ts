/**
 * Runs kernels on the processors. Commands are put on a list. All threads work on the list when
 * something is read, written or waited for, or when the list is full; no kernel runs at other
 * times.
 */
import type { Backend, Lane } from "../backend.ts";
import type {
  Counters,
  DeviceOptions,
  Dispatch,
  Kernel,
  KernelTime,
  LaneTime,
  Traits,
} from "../device.ts";
import { KernelError } from "../../error.ts";
import { Faults } from "../faults.ts";
import { KernelTimes } from "../kernel_times.ts";
import { Memory } from "../memory.ts";
import { Arena } from "./arena.ts";
import { Arguments } from "./arguments.ts";
import { aloneOf, chunkOf } from "./chunks.ts";
import { type Command, Commands } from "./commands.ts";
import { Dependencies } from "./dependencies.ts";
import type { compile } from "./compile.ts";
import { Events } from "./events.ts";
import { Heap, type HeapBlock } from "./heap.ts";
import { Kernels } from "./kernels.ts";
import { layout, workgroupRange } from "./layout.ts";
import { limits } from "./limits.ts";
import { page, type Room } from "./room.ts";
import type { Threads } from "./threads.ts";

/** The parts of the backend. */
export interface CpuParts {
  readonly compile: typeof compile;
  /** The memory; it is shared if there are places for several threads. */
  readonly room: Room;
  /** The threads that work on the memory; their workers are started already. */
  readonly threads: Threads;
  /** Whether programs may use relaxed vector instructions. */
  readonly relaxed: boolean;
}

/** The processors as a device. */
export class CpuBackend implements Backend<HeapBlock, Command> {
  readonly traits: Traits;
  readonly choices: Map<string, string>;
  readonly memory: Memory;
  readonly faults = new Faults();
  readonly marker: HeapBlock;
  readonly #heap: Heap;
  readonly #threads: Threads;
  readonly #kernels: Kernels;
  readonly #arguments: Arguments;
  readonly #commands: Commands;
  readonly #dependencies = new Dependencies();
  readonly #times: KernelTimes | null;
  readonly #events = new Events();

  constructor(
    { compile, room, threads, relaxed }: CpuParts,
    { debug = 0, log, choices = {} }: DeviceOptions,
  ) {
    const chosen = this.choices = new Map(Object.entries(choices));
    // A quarter of the memory, so that a kernel can bind several buffers of that size.
    const quarter = room.pages * page / 4;
    this.traits = {
      name: `processors with ${relaxed ? "relaxed " : ""}SIMD`,
      kind: "cpu",
      get threads() {
        return threads.count;
      },
      get vectorBits() {
        return chosen.get("vectors") === "256" ? 256 : 128;
      },
      maxBinding: quarter,
      maxGroups: 65535,
      workgroupMemory: layout.workgroup,
      maxInvocations: limits.invocations,
    };
    const workgroup = workgroupRange(threads.places);
    this.#heap = new Heap(room, workgroup[1]);
    this.#threads = threads;
    const features = { relaxed, shared: threads.places > 1, workgroup };
    const compileHere = (kernel: Kernel) => compile(kernel, features);
    const show = debug >= 3 ? log : undefined;
    this.#kernels = new Kernels(this.#heap, threads, compileHere, show);
    this.#arguments = new Arguments(this.#heap);
    this.#commands = new Commands(this.#heap, threads);
    this.#times = debug >= 2 ? new KernelTimes() : null;
    const reserve: Heap["reserve"] = (...to) => this.#found(() => this.#heap.reserve(...to));
    const arena = (times: number) => new Arena(reserve, this.#dependencies, times);
    this.memory = new Memory({
      create: (bytes) => this.#found(() => this.#heap.create(bytes)),
      destroy: (block) => this.#free(block as HeapBlock),
    }, { arena, times: (lanes) => threads.runsOf(lanes), idleLimit: quarter });
    this.marker = this.#heap.create(256);
    this.#heap.words.fill(0, this.marker.address / 4, this.marker.address / 4 + 64);
  }

  get counters(): Omit<Counters, "dispatches"> {
    return {
      submits: this.#commands.jobs,
      bindGroups: this.#arguments.made,
      pipelines: this.#kernels.names.length,
    };
  }

  /**
   * Throws at once when a kernel cannot be compiled, unlike WebGPU, which compiles while the
   * program goes on.
   */
  encode(kernel: Kernel, blocks: readonly HeapBlock[], dispatch: Dispatch): Command | null {
    // Programs may be added and memory replaced only while no thread works.
    this.#commands.finish();
    const { groups: [x, y = 1, z = 1], uniforms, flops = 0 } = dispatch;
    const wrong = this.#objection(kernel, blocks, [x, y, z]);
    if (wrong) {
      this.faults.blame(`Cannot run kernels: kernel "${kernel.name}" ${wrong}`);
      return null;
    }
    const bound = this.#arguments.uniforms.behind(blocks, kernel, uniforms);
    const number = this.#kernels.number(kernel);
    const bytes = bound.reduce((sum, block) => sum + block.bytes, 0);
    const cost = nanoseconds(bytes, flops);
    const count = x * y * z;
    const chunk = chunkOf(count, cost, this.#threads.count);
    const chunks = Math.ceil(count / chunk);
    const { name, reads } = kernel;
    const { block: { address }, stride } = this.#arguments.of(bound);
    return {
      kernel: number,
      name,
      args: address,
      stride,
      groups: [x, y, z],
      count,
      chunk,
      chunks,
      alone: aloneOf(chunks, cost),
      waits: this.#dependencies.waits(blocks.slice(0, reads), blocks.slice(reads), chunks === 1),
      cost,
      bytes,
      flops,
    };
  }

  rebind(
    command: Command,
    kernel: Kernel,
    blocks: readonly HeapBlock[],
    { uniforms }: Dispatch,
  ): Command {
    const bound = this.#arguments.uniforms.behind(blocks, kernel, uniforms);
    const { block: { address }, stride } = this.#arguments.of(bound);
    return { ...command, args: address, stride };
  }

  append(command: Command): void {
    this.#commands.append(command);
    if (!this.#times) return;
    const start = performance.now();
    this.#commands.run();
    this.#times.add(command, performance.now() - start);
  }

  together(
    lanes: readonly Lane<HeapBlock, Command>[],
    watch?: (times: readonly LaneTime[]) => void,
  ): void {
    if (this.#times) {
      lanes.forEach(({ commands }) => commands.forEach((command) => this.append(command)));
    } else this.#commands.together(lanes, watch);
  }

  /**
   * Makes the next command wait for all earlier commands: the commands of a replay are encoded
   * before it is known which commands will run before and after them.
   */
  fence(): void {
    this.#dependencies.fence();
  }

  write(block: HeapBlock, data: Uint32Array | Float32Array, offset: number): void {
    this.#commands.release(block);
    const { address } = block;
    const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    new Uint8Array(this.#heap.words.buffer, address + offset, data.byteLength).set(source);
  }

  async read({ address }: HeapBlock, bytes: number, offset: number): Promise<ArrayBuffer> {
    this.#commands.run();
    const data = new Uint8Array(bytes);
    data.set(new Uint8Array(this.#heap.words.buffer, address + offset, bytes));
    this.faults.note(this.#threads.fault(this.#kernels.names));
    await this.#events.serve();
    return data.buffer;
  }

  profile(): Promise<KernelTime[]> {
    this.#commands.run();
    return Promise.resolve(this.#times?.take() ?? []);
  }

  destroy(): void {
    this.#commands.run();
    this.#threads.quit();
  }

  /**
   * Finds a place in the heap; if there is none, frees the blocks that wait in the pool and tries
   * again.
   */
  #found<T>(place: () => T): T {
    try {
      return place();
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.memory.trim();
      return place();
    }
  }

  #free(block: HeapBlock): void {
    this.#commands.run();
    this.#arguments.forget(block);
    this.#heap.destroy(block);
  }

  /**
   * Why a dispatch must be refused, `null` if it can run. WebGPU refuses the same dispatches; the
   * next read reports the refusal.
   */
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
}

/**
 * Estimates the nanoseconds that a kernel takes on one thread. The estimate is rough: it need only
 * tell small kernels from large kernels.
 */
function nanoseconds(bytes: number, flops: number): number {
  return bytes / 8 + flops / 16;
}
