/** The front of a {@linkcode Backend}: the part of a device that is the same for all. */
import type { Backend } from "./backend.ts";
import {
  type Counters,
  type Device,
  type DeviceOptions,
  type Dispatch,
  grid,
  type Kernel,
  type KernelTime,
  type LaneTime,
  type Recording,
  type Traits,
} from "./device.ts";
import { checkAllocation, checkRead, checkWrite, storagesOf } from "./dispatch.ts";
import type { Faults } from "./faults.ts";
import { inspect, Inspections } from "./inspect.ts";
import { type Memory, type MemoryStatistics, Storage, storagesIn } from "./memory.ts";
import type { RecordingPlace } from "./place.ts";
import type { Block } from "./pool.ts";
import { Recorder } from "./recorder.ts";

/** A device over a backend. */
export class DeviceFront<B extends Block, Command> implements Device {
  readonly traits: Traits;
  readonly debug: number;
  readonly choices: Map<string, string>;
  readonly #backend: Backend<B, Command>;
  readonly #memory: Memory;
  readonly #faults: Faults;
  readonly #recorder = new Recorder<B, Command>();
  readonly #inspections = new Inspections();
  /** Holds the number of the first inspection that met a NaN, counted from 1. */
  readonly #marker: Storage;
  #dispatches = 0;

  constructor(backend: Backend<B, Command>, options: DeviceOptions) {
    this.traits = backend.traits;
    this.debug = options.debug ?? 0;
    this.choices = backend.choices;
    this.#backend = backend;
    this.#memory = backend.memory;
    this.#faults = backend.faults;
    this.#marker = new Storage(backend.marker);
  }

  get counters(): Counters {
    return { dispatches: this.#dispatches, ...this.#backend.counters };
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
    const block = storage.block as B;
    checkWrite(data.byteLength, offsetBytes, block.bytes);
    this.#backend.write(block, data, offsetBytes);
  }

  run(kernel: Kernel, dispatch: Dispatch): void {
    const [x, y = 1, z = 1] = dispatch.groups;
    if (x === 0 || y === 0 || z === 0) return;
    const storages = storagesOf(kernel, dispatch);
    const blocks = storages.map((storage) => storage.block as B);
    const command = this.#backend.encode(kernel, blocks, dispatch);
    if (!command) return;
    const rebound = () => {
      const now = storages.map((storage, i) => storage.alive ? storage.block as B : blocks[i]);
      return this.#backend.rebind(command, kernel, now, dispatch);
    };
    this.#recorder.note({ command, storages, reads: kernel.reads, rebound });
    this.#append(command);
  }

  inspect(storage: Storage, elements: number, what: string): void {
    const uniforms = { elements, number: this.#inspections.add(what) };
    const groups = grid(elements);
    this.run(inspect, { reads: [storage], writes: [this.#marker], uniforms, groups });
  }

  async read(storage: Storage, bytes: number, offsetBytes = 0): Promise<ArrayBuffer> {
    this.#recorder.refuse("read");
    this.#faults.tell();
    const block = storage.block as B;
    checkRead(bytes, offsetBytes, block.bytes);
    const data = bytes ? await this.#backend.read(block, bytes, offsetBytes) : new ArrayBuffer(0);
    await this.#judge();
    return data;
  }

  async settle(): Promise<void> {
    this.#faults.tell();
    // Reading is the fastest wait there is: see webgpu/reader.ts.
    await this.#backend.read(this.#marker.block as B, 4, 0);
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

  record<T>(body: () => T, place: RecordingPlace = {}): Recording<T> {
    this.#backend.fence();
    const recording = this.#recorder.record(this, this.#memory, body, place, (commands) => {
      for (const command of commands) this.#append(command);
      this.#backend.fence();
    });
    this.#backend.fence();
    return recording;
  }

  together(
    recordings: readonly Recording<unknown>[],
    watch?: (times: readonly LaneTime[]) => void,
  ): void {
    const lanes = this.#recorder.lanesOf(recordings);
    for (const { commands } of lanes) this.#dispatches += commands.length;
    this.#backend.together(lanes, watch);
    this.#backend.fence();
  }

  label<T>(name: string, body: () => T): T {
    return this.#inspections.label(name, body);
  }

  profile(): Promise<KernelTime[]> {
    return this.#backend.profile();
  }

  destroy(): void {
    this.#backend.destroy();
    this.#faults.blame("Cannot use a device that was destroyed: open another");
  }

  #append(command: Command): void {
    this.#dispatches += 1;
    this.#backend.append(command);
  }

  /** Throws the first fault since the last time. */
  async #judge(): Promise<void> {
    await this.#faults.known();
    if (this.#inspections.count && !this.#faults.any) {
      const data = await this.#backend.read(this.#marker.block as B, 4, 0);
      this.#faults.note(this.#inspections.verdict(new Uint32Array(data)[0]));
    }
    this.#faults.tell();
  }
}
