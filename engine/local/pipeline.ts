/**
 * Blocks that learn at the same time, each from another mini-batch (Kao and Chen, Neural Computation 2021, who
 * count O(n + l) for n mini-batches and l blocks where backpropagation takes O(n l)).
 *
 * What a block hands on was computed before its update, and nothing comes back. So a block may step on one
 * mini-batch while the block above steps on the one before, and all weights are those of one block after
 * another, to the bit.
 *
 * @module
 */
import { copy } from "../device/copy.ts";
import type { LaneTime, Recording } from "../device/device.ts";
import { storagesIn } from "../device/memory.ts";
import { type HostInput, keyOf, overwrite } from "../tensor/recorded.ts";
import { empty, type Signal } from "../tensor/tensor.ts";
import type { BlockStep } from "./block.ts";
import type { Features } from "./features.ts";
import type { Stations } from "./learner.ts";
import { type PipelineTimes, TickTimes } from "./pipeline_times.ts";
import { Ticks } from "./ticks.ts";

/** What enters a pipeline, and where its losses go. */
export interface PipelineEnds {
  /** The features and the class indices that a mini-batch makes on the device. */
  enter(inputs: Readonly<Record<string, Signal>>): {
    readonly features: Features<Signal>;
    readonly classes: Signal;
  };
  /** Takes the losses of a step of a block, counted from 0 among those that learn; it is recorded. */
  losses(block: number, losses: readonly Signal[]): void;
}

/** What a block takes. */
type Handed = Pick<BlockStep, "output" | "t">;

/** A mini-batch under way. */
interface Entered {
  readonly number: number;
  readonly track: Track;
}

/** Mini-batches of one shape with the same parity, whose steps use the same memory. */
interface Track {
  readonly parity: number;
  readonly inputs: Record<string, Signal>;
  /** The step of each block, recorded when it first runs. */
  readonly steps: Recording<Handed | null>[];
}

/**
 * Steps the blocks of a net at the same time.
 *
 * Each block has temporaries of its own, and what it hands on has two places, taken in turn: the block above
 * reads one while the other is written. Both are as large as the largest mini-batch needs them, however many
 * shapes of mini-batches there are.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   forTraining,
 *   openCpu,
 *   Pipeline,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const { entry, stations } = buildModel(device, "linearal", options);
 * const pipeline = new Pipeline(stations!, {
 *   enter: ({ labels, ...inputs }) => ({ features: entry.features(inputs), classes: labels }),
 *   losses: () => {},
 * });
 * const words = {
 *   x: { data: Uint32Array.of(3, 1, 4, 0), shape: [2, 2] },
 *   lengths: { data: Uint32Array.of(2, 1), shape: [2] },
 * };
 * const labels = { data: Uint32Array.of(1, 0), shape: [2] };
 * for (let i = 0; i < 4; i++) pipeline.push({ ...entry.host(words, forTraining), labels });
 * pipeline.drain(); // until then blocks 2 and 3 have seen less than block 1
 * await device.settle();
 * device.destroy();
 * ```
 */
export class Pipeline {
  readonly #stations: Stations;
  readonly #ends: PipelineEnds;
  readonly #ticks: Ticks<Entered>;
  readonly #times: TickTimes;
  readonly #tracks = new Map<string, Track>();
  #pushed = 0;

  /** An empty pipeline. */
  constructor(stations: Stations, ends: PipelineEnds) {
    this.#stations = stations;
    this.#ends = ends;
    this.#ticks = new Ticks(stations.blocks.length);
    this.#times = new TickTimes(stations.blocks.length);
  }

  /** Times so far; null where the device does not tell them. */
  get times(): PipelineTimes | null {
    return this.#times.told(this.#pushed);
  }

  /**
   * Lets the next mini-batch in: one tick.
   *
   * @throws {ShapeError} When an input's elements do not fill its shape.
   */
  push(data: Readonly<Record<string, HostInput>>): void {
    const number = this.#pushed++;
    const parity = number % 2;
    const key = `${parity} ${keyOf(data)}`;
    const track = this.#tracks.get(key) ?? { parity, inputs: {}, steps: [] };
    this.#tracks.set(key, track);
    overwrite(this.#device, track.inputs, data);
    this.#tick({ number, track });
  }

  /** Ticks until every block has seen every mini-batch. */
  drain(): void {
    while (this.#ticks.inside) this.#tick(null);
  }

  get #device() {
    return this.#stations.blocks[0].device;
  }

  #tick(entering: Entered | null): void {
    const known: Recording<unknown>[] = [], batches: number[] = [];
    this.#ticks.next(entering).forEach((entered, block) => {
      if (!entered) return;
      const { track: { steps }, number } = entered;
      if (steps[block]) {
        known.push(steps[block]);
        batches.push(number);
      } else steps[block] = this.#record(entered.track, block); // which runs it
    });
    const all = known.length === this.#stations.blocks.length;
    const watch = all ? (times: readonly LaneTime[]) => this.#times.add(batches, times) : undefined;
    if (known.length) this.#device.together(known, watch);
  }

  #record(track: Track, block: number): Recording<Handed | null> {
    const { blocks } = this.#stations;
    return this.#device.record(() => {
      const from = block ? track.steps[block - 1].result! : this.#entering(track);
      const step = blocks[block].step(from.output, from.t);
      this.#ends.losses(block, step.losses);
      return block < blocks.length - 1 ? handedOn(step, from) : null;
    }, { lane: block, lanes: blocks.length, results: `${block} ${track.parity}` });
  }

  #entering({ inputs }: Track): Handed {
    const { features, classes } = this.#ends.enter(inputs);
    return { output: features, t: this.#stations.labels(classes) };
  }
}

/** What a block hands on; what it only passes through is copied, since it will be overwritten before it is read. */
function handedOn({ output: { x, rows, shared }, t }: BlockStep, from: Handed): Handed {
  const passing = storagesIn(from);
  const own = (signal: Signal): Signal => {
    if (!passing.has(signal.storage)) return signal;
    const mine = empty(signal.device, signal.shape, signal.dtype);
    copy(signal.device, signal.storage, mine.storage, 4 * signal.size);
    return mine;
  };
  const all = (signals: Readonly<Record<string, Signal>>) =>
    Object.fromEntries(Object.entries(signals).map(([name, signal]) => [name, own(signal)]));
  return { output: { x: own(x), rows: all(rows), shared: all(shared) }, t: own(t) };
}
