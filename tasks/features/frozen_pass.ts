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
  ShapeError,
  type Signal,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import type { Feed } from "../loop/steps.ts";

/** Values of one name for a mini-batch. */
export interface PackedRows {
  /** The values, example after example. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Sizes past the axis of examples, and past the axis of time where x has one. */
  readonly shape: readonly number[];
}

/** Features of a mini-batch. */
export interface PackedFeatures {
  /** Values by name: `x`, and all other features that blocks hand on. */
  readonly tables: ReadonlyMap<string, PackedRows>;
  /** Time steps of each example in x `[batch]`; null where x has no time. */
  readonly lengths: Uint32Array<ArrayBuffer> | null;
  /** Time steps that x had room for; 1 where it has no time. */
  readonly time: number;
}

type Output = Pick<Features<Signal>, "x" | "rows">;

/** Blocks in a row, as they predict: nothing is dropped, nothing learns. */
export class FrozenPass {
  readonly #device: Chain["device"];
  readonly #feed: Feed;
  readonly #lookUp: Recorded<string, Output> | undefined;
  readonly #run: Recorded<string, Output>;
  /** Seconds and padded steps of the batches whose shape had been run before; below, of all batches. */
  readonly #warm = { seconds: 0, steps: 0 };
  readonly #all = { seconds: 0, steps: 0 };

  /**
   * Blocks on the features that a feed gives.
   *
   * @param looksUp Whether the feed looks up features that blocks below have made.
   */
  constructor(blocks: Chain["blocks"], feed: Feed, looksUp: boolean) {
    const { device } = blocks[0];
    this.#device = device;
    this.#feed = feed;
    this.#lookUp = looksUp
      ? recorded(device, (inputs) => outputOf(feed.features(inputs)))
      : undefined;
    this.#run = recorded(device, (inputs) =>
      outputOf(blocks.reduce(
        (features, block) => block.forward(features),
        feed.features(inputs),
      )));
  }

  /**
   * Seconds of the blocks alone on all batches so far; the first batch of each shape counts as if it had been
   * as fast as the others. The time of looking features up is left out, since a step that computes features
   * looks none up.
   */
  get seconds(): number {
    const { seconds, steps } = this.#warm.steps ? this.#warm : this.#all;
    return steps && Math.max(0, seconds) * this.#all.steps / steps;
  }

  /** The features of a mini-batch. */
  async run(batch: Batch): Promise<PackedFeatures> {
    const known = this.#run.shapes;
    const inputs = this.#feed.inputs(batch);
    const [, lookUp] = await this.#timed(() => this.#lookUp?.(inputs));
    const [output, whole] = await this.#timed(() => this.#run(inputs));
    const steps = batch.inputs.x.shape.slice(0, 2).reduce((product, size) => product * size);
    for (const sum of this.#run.shapes === known ? [this.#all, this.#warm] : [this.#all]) {
      sum.seconds += whole - (this.#lookUp ? lookUp : 0);
      sum.steps += steps;
    }
    return await packed(output);
  }

  /** The result of an action, and the seconds until the device has done it. */
  async #timed<T>(action: () => T): Promise<[T, seconds: number]> {
    const begin = performance.now();
    const result = action();
    await this.#device.settle();
    return [result, (performance.now() - begin) / 1000];
  }
}

function outputOf({ x, rows }: Features<Signal>): Output {
  return { x, rows };
}

async function packed({ x, rows: { lengths, ...rows } }: Output): Promise<PackedFeatures> {
  const steps = lengths ? await lengths.words() : null;
  const data = await x.data();
  const tables = new Map([["x", {
    values: steps ? withoutPadding(data, x.shape, steps) : data,
    shape: x.shape.slice(steps ? 2 : 1),
  }]]);
  for (const [name, values] of Object.entries(rows)) {
    if (values.dtype !== "f32") {
      throw new ShapeError(
        `Cannot keep the features "${name}": they are whole numbers, hand on f32`,
      );
    }
    tables.set(name, { values: await values.data(), shape: values.shape.slice(1) });
  }
  return { tables, lengths: steps, time: steps ? x.shape[1] : 1 };
}

/** `[batch, time, ...]` without the rows past each example's length. */
function withoutPadding(
  data: Float32Array<ArrayBuffer>,
  [, time, ...rest]: readonly number[],
  lengths: Uint32Array,
): Float32Array<ArrayBuffer> {
  const columns = rest.reduce((product, size) => product * size, 1);
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
