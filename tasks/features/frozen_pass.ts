/**
 * Frozen blocks on mini-batches of the host: their features as rows without padding.
 *
 * @module
 */
import {
  type Chain,
  type Device,
  type Features,
  type Recorded,
  recorded,
  type Signal,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import { type Feed, TextFeed } from "../loop/steps.ts";

/** Features of a mini-batch, the rows of each text after those of the text before. */
export interface PackedFeatures {
  /** One row a word, or one a text `[rows, columns]`. */
  readonly x: Float32Array<ArrayBuffer>;
  /** Width of a row. */
  readonly columns: number;
  /** Rows of each text `[batch]`; none where there is one a text. */
  readonly lengths: Uint32Array<ArrayBuffer> | null;
  /** State that recurrent blocks hand on, h and c `[batch, directions * hidden]`. */
  readonly state: PackedState | null;
}

/** A state of recurrent blocks, a row a text. */
export interface PackedState {
  /** Directions that share a row. */
  readonly directions: number;
  /** Width of a row. */
  readonly columns: number;
  /** Hidden values `[batch, columns]`. */
  readonly h: Float32Array<ArrayBuffer>;
  /** Cell values `[batch, columns]`. */
  readonly c: Float32Array<ArrayBuffer>;
}

type Output = Pick<Features<Signal>, "x" | "lengths" | "state">;

/** Blocks in a row, as they predict: nothing is dropped, nothing learns. */
export class FrozenPass {
  readonly #device: Device;
  readonly #feed: Feed;
  readonly #lookUp: Recorded<string, Output> | undefined;
  readonly #run: Recorded<string, Output>;
  /** Seconds and padded words of batches whose shape had been run before, and words of all. */
  readonly #warm = { seconds: 0, words: 0 };
  readonly #all = { seconds: 0, words: 0 };

  /** Blocks on the features that a feed looks up; on words, where they are the first of a chain. */
  constructor(device: Device, blocks: Chain["blocks"], lookUp?: Feed) {
    this.#device = device;
    const feed = this.#feed = lookUp ?? new TextFeed({ training: false });
    this.#lookUp = lookUp && recorded(device, (inputs) => outputOf(feed.features(inputs)));
    this.#run = recorded(device, (inputs) =>
      outputOf(blocks.reduce(
        (features, block) => block.forward(features),
        feed.features(inputs),
      )));
  }

  /**
   * Seconds of the blocks alone on all batches so far, the first of each shape taken to be as fast as
   * the others. No step looks features up where it computes them, so that this time is left out.
   */
  get seconds(): number {
    const { seconds, words } = this.#warm.words ? this.#warm : this.#all;
    return words && Math.max(0, seconds) * this.#all.words / words;
  }

  /** The features of a mini-batch. */
  async run(batch: Batch): Promise<PackedFeatures> {
    const known = this.#run.shapes;
    const inputs = this.#feed.inputs(batch);
    const [, lookUp] = await this.#timed(() => this.#lookUp?.(inputs));
    const [output, whole] = await this.#timed(() => this.#run(inputs));
    const words = batch.batch * batch.time;
    for (const sum of this.#run.shapes === known ? [this.#all, this.#warm] : [this.#all]) {
      sum.seconds += whole - (this.#lookUp ? lookUp : 0);
      sum.words += words;
    }
    return await packed(output);
  }

  /** What an action gives, and the seconds until the device has done it. */
  async #timed<T>(action: () => T): Promise<[T, seconds: number]> {
    const begin = performance.now();
    const result = action();
    await this.#device.settle();
    return [result, (performance.now() - begin) / 1000];
  }
}

function outputOf({ x, lengths, state }: Features<Signal>): Output {
  return { x, lengths, state };
}

async function packed({ x, lengths, state }: Output): Promise<PackedFeatures> {
  const columns = x.shape.at(-1)!;
  const rows = x.shape.length === 3 ? await lengths!.words() : null;
  const data = await x.data();
  return {
    x: rows ? withoutPadding(data, x.shape, rows) : data,
    columns,
    lengths: rows,
    state: state ? await packedState(state) : null,
  };
}

/** `[batch, time, columns]` without the rows past each text's length. */
function withoutPadding(
  data: Float32Array<ArrayBuffer>,
  [, time, columns]: readonly number[],
  lengths: Uint32Array,
): Float32Array<ArrayBuffer> {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const kept = new Float32Array(total * columns);
  let at = 0;
  lengths.forEach((length, i) => {
    const from = i * time * columns;
    kept.set(data.subarray(from, from + length * columns), at);
    at += length * columns;
  });
  return kept;
}

async function packedState(
  { h, c }: NonNullable<Features<Signal>["state"]>,
): Promise<PackedState> {
  const [directions, batch, hidden] = h.shape;
  const rows = async (state: Signal) => {
    const data = await state.data();
    const packed = new Float32Array(data.length);
    for (let d = 0; d < directions; d++) {
      for (let i = 0; i < batch; i++) {
        const from = (d * batch + i) * hidden;
        packed.set(data.subarray(from, from + hidden), (i * directions + d) * hidden);
      }
    }
    return packed;
  };
  return { directions, columns: directions * hidden, h: await rows(h), c: await rows(c) };
}
