/**
 * Features of frozen blocks, computed once for all texts of a set and looked up from then on.
 *
 * @module
 */
import {
  type Chain,
  type Features,
  type HostInput,
  reshape,
  type Signal,
  transpose,
} from "../../engine/mod.ts";
import { type Batch, Batches, type Encoded } from "../../datasets/mod.ts";
import { Breath } from "../loop/clock.ts";
import { FrozenPass, type PackedFeatures } from "./frozen_pass.ts";
import { DeviceRows, FileRows, type RowStore } from "./row_store.ts";
import { type Feed, segmentsOf, wordInputs } from "../loop/steps.ts";

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
  /** What fewer of them make of the same set, so that the others alone are run; it stays as it is. */
  readonly below?: FeatureCache;
  /** Where features are kept; `auto` is on the device where they fit. */
  readonly place: CachePlace | "auto";
  /** Folder of the file, where it is one. */
  readonly folder: string;
  /** Texts of a mini-batch while features are computed. */
  readonly batch: number;
  /** Words of a text that are read. */
  readonly maxLen: number;
  /** Whether to stop. */
  readonly stopped?: () => boolean;
  /** Called with the number of texts done. */
  readonly onProgress?: (done: number) => void;
}

/** What features are looked up for. */
export interface CacheFeedOptions {
  /** Whether blocks learn from them. */
  readonly training: boolean;
  /**
   * Whether they have the shapes that blocks give them, where by default they have as little padding
   * as is enough. The same shapes run the same kernels, which round alike.
   */
  readonly wide?: boolean;
}

/** Tables of features: x, and where blocks are recurrent h and c. */
type Table = "x" | "h" | "c";

/** The features that frozen blocks make of a set of texts, without padding. */
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
   * Runs the frozen blocks over a set, in batches of texts of like length; null where it is stopped.
   *
   * @throws {KernelError} When the device is asked for and cannot hold the features.
   * @throws {DataError} When the file cannot be written.
   */
  static async fill(set: Encoded, options: FeatureCacheOptions): Promise<FeatureCache | null> {
    const begin = performance.now();
    const { chain, frozen, below, batch: size, maxLen, stopped, onProgress } = options;
    const blocks = chain.blocks.slice(below?.frozen ?? 0, frozen);
    const pass = new FrozenPass(chain.device, blocks, below?.feed({ training: false, wide: true }));
    using room = new DisposableStack();
    const tables = room.use(new Tables(set, options));
    const breath = new Breath();
    let done = 0;
    for (const batch of new Batches(set, { batch: size, maxLen, bucket: Infinity })) {
      if (stopped?.()) return null;
      tables.add(batch, await pass.run(batch));
      onProgress?.(done += batch.batch);
      await breath.take();
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

  /** Feeds features to the blocks above; side inputs pass by as words. */
  feed(options: CacheFeedOptions): Feed {
    return new CacheFeed(this.#tables, options);
  }

  /** Gives memory and files back. */
  [Symbol.dispose](): void {
    this.#tables[Symbol.dispose]();
  }
}

/** Rows of features, and where those of each text begin. */
class Tables implements Disposable {
  readonly options: FeatureCacheOptions;
  place: CachePlace = "device";
  directions = 0;
  readonly stores = new Map<Table, RowStore>();
  readonly #set: Encoded;
  /** The first row of each text in the table of x. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Its rows there; null where there is one a text. */
  lengths: Uint32Array<ArrayBuffer> | null = null;
  /** Its row in the tables of h and c. */
  readonly places: Uint32Array<ArrayBuffer>;

  constructor(set: Encoded, options: FeatureCacheOptions) {
    this.options = options;
    this.#set = set;
    this.starts = new Uint32Array(set.labels.length);
    this.places = new Uint32Array(set.labels.length);
  }

  get bytes(): number {
    return [...this.stores.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add({ rows }: Batch, features: PackedFeatures): void {
    if (!this.stores.size) this.#open(features);
    const { x, lengths, state } = features;
    let start = this.stores.get("x")!.rows;
    let place = this.stores.get("h")?.rows ?? 0;
    rows.forEach((row, i) => {
      this.starts[row] = start;
      this.places[row] = place++;
      if (lengths) this.lengths![row] = lengths[i];
      start += lengths?.[i] ?? 1;
    });
    this.stores.get("x")!.append(x);
    if (state) {
      this.stores.get("h")!.append(state.h);
      this.stores.get("c")!.append(state.c);
    }
  }

  /** Makes the tables, whose widths the first features tell. */
  #open({ columns, lengths, state }: PackedFeatures): void {
    const { chain: { device }, place, folder } = this.options;
    const texts = this.#set.labels.length;
    const sizes: [Table, number, number][] = [[
      "x",
      1 + (lengths ? this.#words() : texts),
      columns,
    ]];
    if (state) {
      sizes.push(["h", 1 + texts, state.columns], ["c", 1 + texts, state.columns]);
      this.directions = state.directions;
    }
    if (lengths) this.lengths = new Uint32Array(texts);
    const bytes = sizes.reduce((sum, [, rows, columns]) => sum + 4 * rows * columns, 0);
    const fits = bytes <= Math.min(device.traits.maxBinding, MODEST);
    this.place = place === "auto" ? (fits ? "device" : "disk") : place;
    for (const [name, rows, columns] of sizes) {
      const store = this.place === "device"
        ? new DeviceRows(device, rows, columns)
        : new FileRows(folder, columns);
      this.stores.set(name, store);
    }
  }

  /** Words of all texts, with those that entered by the side at frozen blocks. */
  #words(): number {
    const { maxLen, frozen } = this.options;
    const { offsets, sides = [] } = this.#set;
    const sum = (ends: Uint32Array, most: number) =>
      ends.reduce((sum, end, i) => sum + (i ? Math.min(end - ends[i - 1], most) : 0), 0);
    return sides.slice(1, frozen).reduce(
      (words, side) => words + (side ? sum(side.offsets, Infinity) : 0),
      sum(offsets, maxLen),
    );
  }

  [Symbol.dispose](): void {
    for (const store of this.stores.values()) store[Symbol.dispose]();
    this.stores.clear();
  }
}

/** Looks features up. */
class CacheFeed implements Feed {
  readonly #tables: Tables;
  readonly #options: CacheFeedOptions;

  constructor(tables: Tables, options: CacheFeedOptions) {
    this.#tables = tables;
    this.#options = options;
  }

  inputs(batch: Batch): Record<string, HostInput> {
    const { stores, starts, places, options: { frozen } } = this.#tables;
    const { training } = this.#options;
    const inputs = {};
    batch.sides?.forEach((words, i) => {
      if (i >= frozen) Object.assign(inputs, wordInputs(words, i, batch.batch, training));
    });
    for (const [name, store] of stores) {
      const first = pick(name === "x" ? starts : places, batch.rows);
      Object.assign(
        inputs,
        name === "x" && this.#tables.lengths
          ? this.#words(batch, first, pick(this.#tables.lengths, batch.rows))
          : { [name]: store.input(first, [batch.batch]) },
      );
    }
    return inputs;
  }

  features(inputs: Readonly<Record<string, Signal>>): Features<Signal> {
    const { stores, directions, options: { chain } } = this.#tables;
    const gather = (name: Table) => stores.get(name)!.gather(inputs[name]);
    const state = (name: "h" | "c") =>
      transpose(reshape(gather(name), [inputs[name].shape[0], directions, -1]), [1, 0, 2]);
    const sides = segmentsOf(inputs);
    const { tape, parts: { f } } = chain.blocks[0];
    return {
      x: gather("x"),
      lengths: inputs.lengths,
      state: stores.has("h") ? { h: state("h"), c: state("c") } : undefined,
      sides: sides.length ? tape.pause(() => f.lookUp?.(sides) ?? sides) : undefined,
    };
  }

  /** Row numbers of the words of texts, 0 behind the last, in a block as wide as in the batch. */
  #words(
    { batch, time, sides = [] }: Batch,
    starts: Uint32Array,
    lengths: Uint32Array<ArrayBuffer>,
  ): Record<string, HostInput> {
    const { stores, options: { frozen } } = this.#tables;
    const widest = sides.slice(1, frozen).reduce((sum, side) => sum + (side?.time ?? 0), time);
    const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
    const wide = this.#options.wide ? widest : Math.min(8 * Math.ceil(longest / 8), widest);
    const numbers = new Uint32Array(batch * wide);
    starts.forEach((start, i) => {
      for (let t = 0; t < lengths[i]; t++) numbers[i * wide + t] = start + t;
    });
    return {
      x: stores.get("x")!.input(numbers, [batch, wide]),
      lengths: { data: lengths, shape: [batch] },
    };
  }
}

function pick(values: Uint32Array, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(rows, (row) => values[row]);
}
