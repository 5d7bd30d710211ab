/**
 * A device as the engine uses it: memory, kernels by name, and lists of kernels to run again. Nothing above
 * this file knows which device it is.
 *
 * @module
 */
import type { MemoryStatistics, Storage } from "./memory.ts";
import type { RecordingPlace } from "./place.ts";

/** The type of a kernel's uniform. */
export type UniformType = "u32" | "i32" | "f32";

/** The source of a kernel; see {@linkcode Kernel}. */
export interface KernelSource {
  /** The stem of its file, shown in tables and messages. */
  readonly name: string;
  /** WGSL text. */
  readonly code: string;
  /** Name of its entry point; `main` where absent. */
  readonly entry?: string;
  /** Number of buffers that it only reads: bindings 0 to `reads` - 1. */
  readonly reads: number;
  /** Number of buffers that it writes: the bindings behind the ones that it reads. */
  readonly writes: number;
  /** Members of its uniform structure, in order; its binding is the last. */
  readonly uniforms?: Readonly<Record<string, UniformType>>;
  /** Values of its `override` constants. */
  readonly constants?: Readonly<Record<string, number>>;
}

/**
 * A kernel: WGSL with the layout of its bindings, compiled by the device when first run.
 *
 * @example
 * ```ts
 * import { empty, Kernel, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const twice = new Kernel({
 *   name: "twice",
 *   code: `
 *     @group(0) @binding(0) var<storage, read> x: array<f32>;
 *     @group(0) @binding(1) var<storage, read_write> y: array<f32>;
 *     @compute @workgroup_size(64)
 *     fn main(@builtin(global_invocation_id) id: vec3u) {
 *       if (id.x < arrayLength(&y)) { y[id.x] = 2.0 * x[id.x]; }
 *     }`,
 *   reads: 1,
 *   writes: 1,
 * });
 * const x = tensor(device, new Float32Array(64).fill(3)), y = empty(device, [64]);
 * device.run(twice, { reads: [x.storage], writes: [y.storage], groups: [1] });
 * console.assert((await y.data()).every((value) => value === 6));
 * device.destroy();
 * ```
 */
export class Kernel {
  /** The stem of its file, shown in tables and messages. */
  readonly name: string;
  /** WGSL text. */
  readonly code: string;
  /** Name of its entry point. */
  readonly entry: string;
  /** Number of buffers that it only reads. */
  readonly reads: number;
  /** Number of buffers that it writes. */
  readonly writes: number;
  /** Members of its uniform structure, in order. */
  readonly uniforms: readonly (readonly [name: string, type: UniformType])[];
  /** Values of its `override` constants. */
  readonly constants: Readonly<Record<string, number>>;
  /** Equal for kernels that compile to the same program. */
  readonly key: string;

  /** Describes a kernel; nothing is compiled yet. */
  constructor(source: KernelSource) {
    this.name = source.name;
    this.code = source.code;
    this.entry = source.entry ?? "main";
    this.reads = source.reads;
    this.writes = source.writes;
    this.uniforms = Object.entries(source.uniforms ?? {});
    this.constants = source.constants ?? {};
    this.key = `${this.entry} ${JSON.stringify(this.constants)} ${this.code}`;
  }
}

/** One run of a kernel. */
export interface Dispatch {
  /** Buffers it only reads, in the order of the bindings. */
  readonly reads: readonly Storage[];
  /** Buffers it writes; none of them may be a buffer that it reads. */
  readonly writes: readonly Storage[];
  /** Values of its uniforms, by name. */
  readonly uniforms?: Readonly<Record<string, number>>;
  /** Number of workgroups along x, y and z; nothing runs when one of them is 0. */
  readonly groups: readonly [x: number, y?: number, z?: number];
  /** Floating-point operations, for the kernel table. */
  readonly flops?: number;
}

/**
 * The kind of a device: a `gpu`; a `software` adapter, by which processors do the work of a GPU, so that
 * tiles in workgroup memory do not pay; or the processors themselves (`cpu`), which run the invocations of a
 * workgroup as lanes of vectors.
 */
export type DeviceKind = "gpu" | "software" | "cpu";

/** Properties of a device, for choosing kernel variants and for reports. */
export interface Traits {
  /** The adapter's name. */
  readonly name: string;
  /** The kind of the device; variants of kernels are chosen by it. */
  readonly kind: DeviceKind;
  /** Threads that work together now, on devices that run kernels on threads of the engine. */
  readonly threads?: number;
  /**
   * Bits of the processors' vectors: 256 once `tune()` found that the runtime joins neighbouring vectors of
   * 128, and that this pays.
   */
  readonly vectorBits?: 128 | 256;
  /** Bytes that one binding may span. */
  readonly maxBinding: number;
  /** Workgroups along one axis of a dispatch. */
  readonly maxGroups: number;
  /** Bytes of workgroup memory. */
  readonly workgroupMemory: number;
  /** Invocations of one workgroup. */
  readonly maxInvocations: number;
}

/** Options of all devices. */
export interface DeviceOptions {
  /** 0 silent, 2 times each kernel, 3 shows WGSL, 4 looks for NaN after each op. */
  readonly debug?: number;
  /** Where the lines of `debug` go. */
  readonly log?: (line: string) => void;
  /** Choices among kernel variants from an earlier run on the same device. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** A step that was recorded: its dispatches with their buffers. */
export interface Recording<T> {
  /** What the recorded function returned; each replay writes its tensors anew. */
  readonly result: T;
  /** Number of dispatches. */
  readonly length: number;
  /** Runs the dispatches again; nothing is allocated. */
  replay(): void;
}

/** The time of a recording that ran beside others. */
export interface LaneTime {
  /** When it began, in milliseconds of the system's clock. */
  readonly start: number;
  /** When it was through. */
  readonly end: number;
  /** Milliseconds that threads worked on it, summed over threads. */
  readonly busy: number;
}

/** One line of the kernel table: all runs of a kernel since the last call. */
export interface KernelTime {
  /** The kernel's name. */
  readonly name: string;
  /** Number of runs. */
  readonly count: number;
  /** Time of all runs, milliseconds. */
  readonly milliseconds: number;
  /** Bytes of all bound buffers, summed over runs. */
  readonly bytes: number;
  /** Floating-point operations, where the callers state them. */
  readonly flops: number;
}

/** Counts of a device's work since it was opened. */
export interface Counters {
  /** Kernels run, replayed ones included. */
  dispatches: number;
  /** Command buffers handed to the driver. */
  submits: number;
  /** Bind groups made. */
  bindGroups: number;
  /** Pipelines compiled. */
  pipelines: number;
}

/** A place where tensors live and kernels run. */
export interface Device {
  /** Properties of the device. */
  readonly traits: Traits;
  /** Counts of its work so far. */
  readonly counters: Readonly<Counters>;
  /** The debug level: 0 silent, 2 times each kernel, 3 shows WGSL, 4 looks for NaN after each op. */
  readonly debug: number;
  /** Choices among kernel variants by measured trial; keep them to skip the trials next time. */
  readonly choices: Map<string, string>;
  /** Bytes and buffers in use. */
  memory(): MemoryStatistics;
  /** Starts a new measurement of the peak of bytes in use. */
  resetPeak(): void;
  /** Memory for at least `bytes` bytes, its contents undefined. */
  allocate(bytes: number): Storage;
  /** Copies host memory into a buffer, after all kernels that were run before. */
  write(storage: Storage, data: Uint32Array | Float32Array, offsetBytes?: number): void;
  /** Runs a kernel: after all earlier ones, and before the next read. */
  run(kernel: Kernel, dispatch: Dispatch): void;
  /** Checks f32 elements for NaN; the next read names the first check that met one. */
  inspect(storage: Storage, elements: number, what: string): void;
  /** Copies a buffer to the host, after all kernels that were run before. */
  read(storage: Storage, bytes: number, offsetBytes?: number): Promise<ArrayBuffer>;
  /** Waits until all kernels that were run are done. */
  settle(): Promise<void>;
  /**
   * Runs `body`, and returns all memory that it allocated to the pool, except the memory of tensors that it
   * returns or keeps.
   */
  scope<T>(body: () => T): T;
  /** Takes the tensors in `value` out of every scope: they live as long as something refers to them. */
  keep<T>(value: T): T;
  /** Returns the tensors in `value` to the pool at once; using them afterwards throws. */
  release(value: unknown): void;
  /** Runs `body` once and keeps its dispatches for replay. */
  record<T>(body: () => T, place?: RecordingPlace): Recording<T>;
  /**
   * Runs recordings of different lanes again, at the same time as far as the device can. Each keeps the order
   * of its own dispatches, and none may write what another reads or writes, so the results are those of
   * replaying them one after another. The call may return while they run, and those of the next call may begin
   * before all of this call are done: each waits for the recordings of its lane, and for others that write
   * what it uses or use what it writes.
   *
   * @param watch Takes their times when they are done, in their order; devices that cannot tell the times of
   *   recordings apart never call it.
   */
  together(
    recordings: readonly Recording<unknown>[],
    watch?: (times: readonly LaneTime[]) => void,
  ): void;
  /** Names the place in the program that dispatches come from, for errors and tables. */
  label<T>(name: string, body: () => T): T;
  /** The kernel table since the last call; empty unless `debug` is 2 or more. */
  profile(): Promise<KernelTime[]>;
  /** Frees everything. */
  destroy(): void;
}

/**
 * Workgroups for `count` invocations in workgroups of `size`, folded to two axes where one does
 * not suffice. Kernels find their index as `id.y * groups.x * size + id.x`.
 */
export function grid(count: number, size = 64): [number, number] {
  const groups = Math.ceil(count / size);
  const rows = Math.ceil(groups / 65535);
  return rows <= 1 ? [groups, 1] : [Math.ceil(groups / rows), rows];
}
