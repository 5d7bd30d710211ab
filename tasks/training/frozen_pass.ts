/**
 * Frozen blocks on mini-batches of the host: their features as rows without padding.
 *
 * @module
 */
import {
  type Chain,
  type Features,
  type Recorded,
  recorded,
  type Signal,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import { TextFeed } from "../model/steps.ts";

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

/** The lower blocks of a chain, as they predict: nothing is dropped, nothing learns. */
export class FrozenPass {
  readonly #chain: Chain;
  readonly #feed = new TextFeed({ training: false });
  readonly #run: Recorded<string, Output>;
  /** Seconds and padded words of batches whose shape had been run before, and words of all. */
  readonly #warm = { seconds: 0, words: 0 };
  readonly #all = { seconds: 0, words: 0 };

  /** The first `frozen` blocks. */
  constructor(chain: Chain, frozen: number) {
    this.#chain = chain;
    const blocks = chain.blocks.slice(0, frozen);
    this.#run = recorded(chain.device, (inputs): Output => {
      const { x, lengths, state } = blocks.reduce(
        (features, block) => block.forward(features),
        this.#feed.features(inputs),
      );
      return { x, lengths, state };
    });
  }

  /** Seconds of all batches so far, the first of each shape taken to be as fast as the others. */
  get seconds(): number {
    const { seconds, words } = this.#warm.words ? this.#warm : this.#all;
    return words && seconds * this.#all.words / words;
  }

  /** The features of a mini-batch. */
  async run(batch: Batch): Promise<PackedFeatures> {
    const known = this.#run.shapes;
    const begin = performance.now();
    const output = this.#run(this.#feed.inputs(batch));
    await this.#chain.device.settle();
    const seconds = (performance.now() - begin) / 1000;
    const words = batch.batch * batch.time;
    for (const sum of this.#run.shapes === known ? [this.#all, this.#warm] : [this.#all]) {
      sum.seconds += seconds;
      sum.words += words;
    }
    return await packed(output);
  }
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
