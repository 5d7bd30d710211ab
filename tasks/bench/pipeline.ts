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
import type { Feed, Stepping, TrainingStep } from "../loop/steps.ts";
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
  /** Its threads; 1 where it has none of its own. */
  readonly threads: number;
  /** Milliseconds a mini-batch, one block after another: the median. */
  readonly sequential: number;
  /** The same in a pipeline that is filled. */
  readonly pipeline: number;
  /** The same by backpropagation. */
  readonly backprop: number;
  /** Milliseconds that threads work on a mini-batch in the pipeline, summed over threads; null where nothing tells. */
  readonly busy: number | null;
  /** The same for each run. */
  readonly runs: Readonly<Record<"sequential" | "pipeline" | "backprop", readonly number[]>>;
}

/** Words of a text, and classes. */
const TIME = 8, CLASSES = 4;
/** Least milliseconds of a run. */
const LEAST = 50;
/** How a net is trained. */
export interface Way {
  /** By associated learning or by backpropagation. */
  readonly mode: "al" | "bp";
  /** When its blocks step. */
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
  for (const [i, { name, device: { traits } }] of devices.entries()) {
    const [sequential, pipeline, backprop] = nets[i].map(({ times }) => times);
    yield {
      kind: "pipeline",
      ...one,
      device: name,
      threads: traits.threads ?? 1,
      sequential: median(sequential),
      pipeline: median(pipeline),
      backprop: median(backprop),
      busy: nets[i][1].busy,
      runs: { sequential, pipeline, backprop },
    };
  }
  for (const net of each) net.release();
}

/** A net of equal blocks in training. */
export class Net {
  /** Milliseconds a mini-batch, one for each run. */
  readonly times: number[] = [];
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
    this.#fill = schedule === "pipeline" ? 2 * one.blocks : 1;
    this.#held = [stateOf(learner), this.#steps.totals.sums];
  }

  /** Compiles and records, and finds how many mini-batches make a run. */
  async begin(): Promise<void> {
    for (let i = 0; i < this.#fill; i++) this.#steps.run(this.#batch);
    this.#run = Math.ceil(LEAST / await this.#go(2));
  }

  /** Times a run. */
  async time(): Promise<void> {
    this.times.push(await this.#go(this.#run));
  }

  /** Milliseconds that threads worked on a mini-batch, on average; null where its blocks step one after another. */
  get busy(): number | null {
    const { times } = this.#steps;
    return times ? times.busy.reduce((sum, time) => sum + time, 0) / times.ticks : null;
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
