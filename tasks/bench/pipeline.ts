/**
 * Measures what blocks gain that step at the same time: nets of equal blocks, trained one block after another
 * and in a pipeline, and the same nets by backpropagation.
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
import type { Feed, TrainingStep } from "../loop/steps.ts";
import type { Ours } from "./devices.ts";
import { stateOf } from "./models.ts";
import { median } from "./peers/measure.ts";

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

/** Times of a step of a net of equal blocks. */
export interface PipelineLine extends PipelineCase {
  /** The kind of line. */
  readonly kind: "pipeline";
  /** Name of our device. */
  readonly device: string;
  /** Milliseconds a mini-batch, one block after another: the median. */
  readonly sequential: number;
  /** The same in a pipeline that is filled. */
  readonly pipeline: number;
  /** The same by backpropagation. */
  readonly backprop: number;
  /** The same for each run. */
  readonly runs: Readonly<Record<"sequential" | "pipeline" | "backprop", readonly number[]>>;
}

/** Words of a text, and classes. */
const TIME = 8, CLASSES = 4;
/** Least milliseconds of a run. */
const LEAST = 50;
/** How a net is trained. */
interface Way {
  readonly mode: "al" | "bp";
  readonly schedule: BlockSchedule;
}
const WAYS: readonly Way[] = [
  { mode: "al", schedule: "sequential" },
  { mode: "al", schedule: "pipeline" },
  { mode: "bp", schedule: "sequential" },
];

/** The cases: from small kernels to large ones. */
export const pipelineCases: readonly PipelineCase[] =
  (["linearal", "lstmal", "transformeral"] as const).flatMap((model) =>
    [4, 8].flatMap((blocks) =>
      [64, 300].flatMap((width) => [16, 64, 256].map((batch) => ({ model, blocks, batch, width })))
    )
  );

/** The name of a case, as `pipeline-lstmal-4-64-16`: model, blocks, width, batch. */
export function pipelineName({ model, blocks, width, batch }: PipelineCase): string {
  return `pipeline-${model}-${blocks}-${width}-${batch}`;
}

/** The cases of a name, or whose names begin with its words: `pipeline-lstmal` is all of that model. */
export function pipelinesNamed(name: string): readonly PipelineCase[] {
  return pipelineCases.filter((one) => `${pipelineName(one)}-`.startsWith(`${name}-`));
}

/** Measures a case on each device, all ways and devices in turn, so that what disturbs the machine disturbs all. */
export async function* pipelines(
  devices: readonly Ours[],
  one: PipelineCase,
  repeats: number,
): AsyncGenerator<PipelineLine> {
  const nets = devices.map(({ device }) => WAYS.map((way) => new Net(device, one, way)));
  const each = nets.flat();
  for (const net of each) await net.begin();
  for (let run = 0; run < repeats; run++) for (const net of each) await net.time();
  for (const [i, { name }] of devices.entries()) {
    const [sequential, pipeline, backprop] = nets[i].map(({ times }) => times);
    yield {
      kind: "pipeline",
      ...one,
      device: name,
      sequential: median(sequential),
      pipeline: median(pipeline),
      backprop: median(backprop),
      runs: { sequential, pipeline, backprop },
    };
  }
  for (const net of each) net.release();
}

/** A net in training. */
class Net {
  /** Milliseconds a mini-batch, one for each run. */
  readonly times: number[] = [];
  readonly #device: Device;
  readonly #batch: Batch;
  readonly #steps: TrainingStep | PipelinedStep;
  readonly #fill: number;
  readonly #held: unknown;
  #run = 1;

  constructor(device: Device, one: PipelineCase, { mode, schedule }: Way) {
    const learner = buildNet(device, { ...netOptions(one), mode }, planOf(one));
    this.#device = device;
    this.#batch = batchOf(one);
    this.#steps = stepsOf(learner, vectors, schedule);
    this.#fill = one.blocks;
    this.#held = [stateOf(learner), this.#steps.totals.sums];
  }

  /** Compiles and records, and finds how many mini-batches make a run. */
  async begin(): Promise<void> {
    await this.#go(2 * this.#fill);
    this.#run = Math.ceil(LEAST / await this.#go(2));
  }

  async time(): Promise<void> {
    this.times.push(await this.#go(this.#run));
  }

  release(): void {
    this.#device.release(this.#held);
  }

  /** Milliseconds a mini-batch, all blocks at work from the first to the last one that counts. */
  async #go(count: number): Promise<number> {
    for (let i = 0; i < this.#fill; i++) this.#steps.run(this.#batch);
    await this.#device.settle();
    const start = performance.now();
    for (let i = 0; i < count; i++) this.#steps.run(this.#batch);
    await this.#device.settle();
    const time = performance.now() - start;
    this.#steps.drain();
    await this.#device.settle();
    return time / count;
  }
}

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

/** Random vectors of words; `linearal` reads their means. */
function batchOf({ model, batch: size, width }: PipelineCase): Batch {
  const random = new Random(1);
  const shape = model === "linearal" ? [size, width] : [size, TIME, width];
  const count = shape.reduce((product, n) => product * n);
  const x = { data: Float32Array.from({ length: count }, () => random.normal()), shape };
  const lengths = { data: new Uint32Array(size).fill(TIME), shape: [size] };
  return {
    size,
    inputs: { x, lengths },
    labels: Uint32Array.from({ length: size }, () => random.integer(CLASSES)),
    rows: Uint32Array.from({ length: size }, (_, row) => row),
  };
}

const vectors: Feed = {
  inputs: ({ inputs }) => ({ ...inputs }),
  features: ({ x, lengths }) => ({ x, rows: { lengths }, shared: {} }),
};
