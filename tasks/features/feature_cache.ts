/**
 * Features of frozen blocks, computed once for all examples of a set and looked up from then on.
 *
 * @module
 */
import {
  type Chain,
  type EntryUse,
  type Features,
  type HostInput,
  reshape,
  type Signal,
} from "../../engine/mod.ts";
import type { Batch, BatchSource } from "../../datasets/mod.ts";
import { Pause } from "../loop/clock.ts";
import { type Feed, feedOf } from "../loop/steps.ts";
import { FrozenPass, type PackedFeatures } from "./frozen_pass.ts";
import { DeviceRows, FileRows, type RowStore } from "./row_store.ts";

/** Bytes of features of a set that are kept on a device without being asked for. */
const MODEST = 2 ** 30;

/** Where features are kept. */
export type CachePlace = "device" | "disk";

/** Which features are kept, and where. */
export interface FeatureCacheOptions {
  /** The chain. */
  readonly chain: Chain;
  /** How many of its blocks are frozen, 1 or more. */
  readonly frozen: number;
  /** The features that a lower frozen block makes of the same set, to start from; they stay as they are. */
  readonly below?: FeatureCache;
  /** Where features are kept; `auto` is on the device where they fit. */
  readonly place: CachePlace | "auto";
  /** Folder of the file, where it is one. */
  readonly folder: string;
  /** Examples of a mini-batch while features are computed. */
  readonly batch: number;
  /** Whether to stop. */
  readonly stopped?: () => boolean;
  /** Called with the number of examples done. */
  readonly onProgress?: (done: number) => void;
}

/** Which blocks take the features that are looked up. */
export interface CacheFeedOptions {
  /** Whether the blocks learn from the features. */
  readonly training: boolean;
  /** The block after the last that runs; all above the frozen ones run where absent. */
  readonly end?: number;
  /**
   * Whether the features have the shapes that blocks give them; by default they have as little padding as is
   * enough. Equal shapes run the same kernels, which round alike.
   */
  readonly wide?: boolean;
}

/** The features that frozen blocks make of a set of examples, without padding. */
export class FeatureCache implements Disposable {
  /** Seconds that it took to fill. */
  readonly seconds: number;
  /** Seconds of one pass of all frozen blocks over the set, in warm batches, nothing kept. */
  readonly pass: number;
  readonly #tables: Tables;

  private constructor(tables: Tables, seconds: number, pass: number) {
    this.#tables = tables;
    this.seconds = seconds;
    this.pass = pass;
  }

  /**
   * Runs the frozen blocks over a set; null where it is stopped.
   *
   * @throws {KernelError} When the device is asked for and cannot hold the features.
   * @throws {DataError} When the file cannot be written.
   */
  static async fill(set: BatchSource, options: FeatureCacheOptions): Promise<FeatureCache | null> {
    const begin = performance.now();
    const { chain, frozen, below, batch: size, stopped, onProgress } = options;
    const blocks = chain.blocks.slice(below?.frozen ?? 0, frozen);
    const use: EntryUse = { first: 0, end: frozen, learns: () => false };
    const feed = below?.feed({ training: false, end: frozen, wide: true }) ?? feedOf(chain, use);
    const pass = new FrozenPass(blocks, feed, below !== undefined);
    using room = new DisposableStack();
    const tables = room.use(new Tables(set, options));
    const pause = new Pause();
    let done = 0;
    for (const batch of set.batches({ batch: size, anyOrder: true })) {
      if (stopped?.()) return null;
      tables.add(batch, await pass.run(batch));
      onProgress?.(done += batch.size);
      await pause.take();
    }
    room.move();
    const seconds = (performance.now() - begin) / 1000;
    return new FeatureCache(tables, seconds, (below?.pass ?? 0) + pass.seconds);
  }

  /** How many blocks made the features. */
  get frozen(): number {
    return this.#tables.options.frozen;
  }

  /** Where the features are. */
  get place(): CachePlace {
    return this.#tables.place;
  }

  /** Bytes of all features. */
  get bytes(): number {
    return this.#tables.bytes;
  }

  /** Feeds features to the blocks above, with the inputs that enter at those blocks. */
  feed(options: CacheFeedOptions): Feed {
    return new CacheFeed(this.#tables, options);
  }

  /** Gives memory and files back. */
  [Symbol.dispose](): void {
    this.#tables[Symbol.dispose]();
  }
}

/** Features of one name: their rows, and the shape of the row of an example or of a time step. */
interface Table {
  readonly store: RowStore;
  readonly shape: readonly number[];
}

/** Tables of features by name, and where the rows of each example begin. */
class Tables implements Disposable {
  readonly options: FeatureCacheOptions;
  place: CachePlace = "device";
  readonly tables = new Map<string, Table>();
  readonly #set: BatchSource;
  /** The first row of each example in the table of x. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** The number of rows of each example in the table of x; null where each example has one. */
  lengths: Uint32Array<ArrayBuffer> | null = null;
  /** Time steps that x had room for in the mini-batch of each example. */
  readonly times: Uint32Array<ArrayBuffer>;
  /** The row of each example in all other tables. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** The row after the last in all other tables. */
  #next = 1;

  constructor(set: BatchSource, options: FeatureCacheOptions) {
    const examples = set.labels.length;
    this.options = options;
    this.#set = set;
    this.starts = new Uint32Array(examples);
    this.times = new Uint32Array(examples);
    this.places = new Uint32Array(examples);
  }

  get bytes(): number {
    return [...this.tables.values()].reduce((sum, { store }) => sum + store.bytes, 0);
  }

  add({ rows }: Batch, features: PackedFeatures): void {
    if (!this.tables.size) this.#open(features);
    const { tables, lengths, time } = features;
    let start = this.tables.get("x")!.store.rows;
    rows.forEach((row, i) => {
      this.starts[row] = start;
      this.times[row] = time;
      this.places[row] = this.#next++;
      if (lengths) this.lengths![row] = lengths[i];
      start += lengths?.[i] ?? 1;
    });
    for (const [name, { values }] of tables) this.tables.get(name)!.store.append(values);
  }

  /** Makes the tables, whose widths the first features tell. */
  #open({ tables, lengths }: PackedFeatures): void {
    const { chain: { device }, place, folder, frozen } = this.options;
    const examples = this.#set.labels.length;
    if (lengths) this.lengths = new Uint32Array(examples);
    const sizes = [...tables].map(([name, { shape }]) => ({
      name,
      shape,
      // Row 0 is zeros, for padding.
      rows: 1 + (name === "x" && lengths ? this.#set.steps(frozen - 1) : examples),
      columns: shape.reduce((product, size) => product * size, 1),
    }));
    const bytes = sizes.reduce((sum, { rows, columns }) => sum + 4 * rows * columns, 0);
    const fits = bytes <= Math.min(device.traits.maxBinding, MODEST);
    this.place = place === "auto" ? (fits ? "device" : "disk") : place;
    for (const { name, shape, rows, columns } of sizes) {
      const store = this.place === "device"
        ? new DeviceRows(device, rows, columns)
        : new FileRows(folder, columns);
      this.tables.set(name, { store, shape });
    }
  }

  [Symbol.dispose](): void {
    for (const { store } of this.tables.values()) store[Symbol.dispose]();
    this.tables.clear();
  }
}

/** The names of looked-up features begin with it among the inputs of a recorded function. */
const KEPT = "kept ";

/** Looks features up. */
class CacheFeed implements Feed {
  readonly #tables: Tables;
  readonly #options: CacheFeedOptions;
  readonly #use: EntryUse;

  constructor(tables: Tables, options: CacheFeedOptions) {
    const { frozen: first } = tables.options;
    this.#tables = tables;
    this.#options = options;
    this.#use = { first, end: options.end ?? Infinity, learns: () => options.training };
  }

  inputs(batch: Batch): Record<string, HostInput> {
    const { tables, starts, places, lengths, options: { chain } } = this.#tables;
    const inputs = chain.entry.host(batch.inputs, this.#use);
    const shape = [batch.size];
    for (const [name, { store }] of tables) {
      const first = pick(name === "x" ? starts : places, batch.rows);
      if (name === "x" && lengths) {
        const own = pick(lengths, batch.rows);
        inputs[`${KEPT}x`] = this.#steps(batch, first, own);
        inputs[`${KEPT}lengths`] = { data: own, shape };
      } else inputs[KEPT + name] = store.input(first, shape);
    }
    return inputs;
  }

  features(inputs: Readonly<Record<string, Signal>>): Features<Signal> {
    const { tables, options: { chain } } = this.#tables;
    const entering: Record<string, Signal> = {};
    const rows: Record<string, Signal> = {};
    for (const [name, signal] of Object.entries(inputs)) {
      if (!name.startsWith(KEPT)) entering[name] = signal;
      else if (name === `${KEPT}lengths`) rows.lengths = signal;
    }
    for (const [name, { store, shape }] of tables) {
      const values = store.gather(inputs[KEPT + name]);
      rows[name] = reshape(values, [...values.shape.slice(0, -1), ...shape]);
    }
    const { x, ...rest } = rows;
    return chain.entry.features(entering, { x, rows: rest, shared: {} });
  }

  /** Numbers of the rows of x, as many for each example: those that an example lacks are row 0, which is zeros. */
  #steps(
    { size, rows }: Batch,
    starts: Uint32Array,
    lengths: Uint32Array<ArrayBuffer>,
  ): HostInput {
    const { tables, times } = this.#tables;
    const widest = greatest(pick(times, rows));
    const time = this.#options.wide
      ? widest
      : Math.min(8 * Math.ceil(Math.max(greatest(lengths), 1) / 8), widest);
    const numbers = new Uint32Array(size * time);
    starts.forEach((start, i) => {
      for (let t = 0; t < lengths[i]; t++) numbers[i * time + t] = start + t;
    });
    return tables.get("x")!.store.input(numbers, [size, time]);
  }
}

function greatest(values: Uint32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function pick(values: Uint32Array, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(rows, (row) => values[row]);
}
