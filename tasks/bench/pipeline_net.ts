/**
 * Nets of equal blocks in training, and their times.
 *
 * @module
 */
import { type Device, plainEntry, Random } from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import {
  buildNet,
  defaultLinear,
  defaultLstm,
  defaultNet,
  defaultTransformer,
  defaultWords,
  type NetPlan,
  type TextModel,
} from "../../models/mod.ts";
import { linearal } from "../../models/text/linearal.ts";
import { lstmal } from "../../models/text/lstmal.ts";
import { transformeral } from "../../models/text/transformeral.ts";
import { type BlockSchedule, type PipelinedStep, stepsOf } from "../loop/block_schedule.ts";
import type { Feed, Stepping, TrainingStep } from "../loop/steps.ts";
import { stateOf } from "./models.ts";

/** A net of equal blocks, and the size of its mini-batches. */
export interface PipelineCase {
  /** The model whose blocks they are. */
  readonly model: TextModel;
  /** Blocks. */
  readonly blocks: number;
  /** Texts of a mini-batch. */
  readonly batch: number;
  /** Width of features and codes. */
  readonly width: number;
}

/** Words of a text, and classes. */
const TIME = 8, CLASSES = 4;
/** Least milliseconds of a run, and mini-batches: at its end threads wait for the last. */
const LEAST = 30, FEWEST = 2;
/** Milliseconds of steps before any is timed, since runtimes compile once more what is hot. */
const WARM = 300;

/** How a net is trained. */
export interface Way {
  /** By associated learning or by backpropagation. */
  readonly mode: "al" | "bp";
  /** When its blocks step. */
  readonly schedule: BlockSchedule;
}

/** A net of equal blocks in training. */
export class Net {
  /** Milliseconds a mini-batch, one for each run. */
  readonly times: number[] = [];
  /** Milliseconds that threads worked on a mini-batch of each run; empty where its blocks step one after another. */
  readonly busy: number[] = [];
  readonly #device: Device;
  readonly #batch: Batch;
  readonly #steps: (TrainingStep | PipelinedStep) & Pick<Stepping, "times">;
  /** Mini-batches until all is recorded and every block has work, which it has from then on. */
  readonly #fill: number;
  readonly #held: unknown;
  #run = 1;

  /** A net of a case. */
  constructor(device: Device, one: PipelineCase, { mode, schedule }: Way) {
    const learner = buildNet(device, { ...netOptions(one), mode }, planOf(one));
    this.#device = device;
    this.#batch = batchOf(one);
    this.#steps = stepsOf(learner, vectors, schedule);
    this.#fill = schedule === "pipeline" ? one.blocks + 1 : 1;
    this.#held = [stateOf(learner), this.#steps.totals.sums];
  }

  /** Compiles and records, and finds how many mini-batches make a run. */
  async begin(): Promise<void> {
    for (let i = 0; i < this.#fill; i++) this.#steps.run(this.#batch);
    await this.warm(WARM);
    this.#run = Math.max(FEWEST, Math.ceil(LEAST / await this.#go(2)));
  }

  /** Steps for so many milliseconds, untimed. */
  async warm(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) await this.#go(1);
  }

  /** Times a run, and gives milliseconds a mini-batch. */
  async time(): Promise<number> {
    const before = this.#steps.times;
    const time = await this.#go(this.#run);
    this.times.push(time);
    const now = this.#steps.times;
    if (before && now) {
      this.busy.push((sum(now.busy) - sum(before.busy)) / (now.ticks - before.ticks));
    }
    return time;
  }

  /** Frees its memory. */
  release(): void {
    this.#device.release(this.#held);
  }

  /** Milliseconds a mini-batch, behind one that brings the net into the caches. */
  async #go(count: number): Promise<number> {
    this.#steps.run(this.#batch);
    await this.#device.settle();
    const start = performance.now();
    for (let i = 0; i < count; i++) this.#steps.run(this.#batch);
    await this.#device.settle();
    return (performance.now() - start) / count;
  }
}

const sum = (times: readonly number[]) => times.reduce((a, b) => a + b, 0);

function netOptions({ blocks, width }: PipelineCase) {
  return {
    ...defaultNet,
    classes: CLASSES,
    blocks,
    labels: { ...defaultNet.labels, width, deepWidth: width },
    learning: { ...defaultNet.learning, dropout: 0 },
  };
}

/** The blocks of a model above its word table; their vectors enter as they are. */
function planOf(one: PipelineCase): NetPlan {
  const { encoder } = wholePlan(one);
  return {
    input: { x: one.model === "linearal" ? [one.width] : [TIME, one.width] },
    encoder: (place, i, input) => encoder(place, i + 1, input),
    entry: () => plainEntry,
  };
}

function wholePlan(one: PipelineCase): NetPlan {
  const { width } = one;
  const words = { ...defaultWords, vocabulary: 2, width };
  const options = { ...netOptions(one), words };
  const [linear, lstm] = [{ ...defaultLinear, width }, { ...defaultLstm, hidden: width / 2 }];
  const transformer = { ...defaultTransformer, heads: 4, feedForward: width, dropout: 0 };
  switch (one.model) {
    case "linearal":
      return linearal({ ...options, above: linear });
    case "lstmal":
      return lstmal({ ...options, above: lstm });
    case "transformeral":
      return transformeral({ ...options, above: transformer });
  }
}

/**
 * Random vectors of words; `linearal` reads their means. Each text is there twice, in different classes: nobody
 * can learn them by heart, after which gradients are 0 or next to it, and no step is like one of training.
 */
function batchOf({ model, batch: size, width }: PipelineCase): Batch {
  const random = new Random(1);
  const shape = model === "linearal" ? [size, width] : [size, TIME, width];
  const count = shape.slice(1).reduce((product, n) => product * n);
  const texts = Array.from(
    { length: Math.ceil(size / 2) },
    () => Array.from({ length: count }, () => random.normal()),
  );
  const rows = Array.from({ length: size }, (_, row) => texts[row >> 1]);
  const x = { data: Float32Array.from(rows.flat()), shape };
  const lengths = { data: new Uint32Array(size).fill(TIME), shape: [size] };
  return {
    size,
    inputs: { x, lengths },
    labels: Uint32Array.from({ length: size }, (_, row) => ((row >> 1) + row % 2) % CLASSES),
    rows: Uint32Array.from({ length: size }, (_, row) => row),
  };
}

const vectors: Feed = {
  inputs: ({ inputs }) => ({ ...inputs }),
  features: ({ x, lengths }) => ({ x, rows: { lengths }, shared: {} }),
};
