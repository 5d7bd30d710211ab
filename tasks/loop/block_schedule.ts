/**
 * When the blocks of a net step: on one mini-batch after another, or at the same time.
 *
 * @module
 */
import {
  forTraining,
  type Learner,
  Pipeline,
  type PipelineTimes,
  ShapeError,
  Totals,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import {
  type Feed,
  feedOf,
  labelledInputs,
  oneByOne,
  type Stepping,
  type StepWatch,
  TrainingStep,
} from "./steps.ts";

/**
 * Steps the blocks of a learner at the same time, each on another mini-batch, and sums its losses on the device.
 * After {@linkcode PipelinedStep.drain} all weights and sums are those of {@linkcode TrainingStep}, to the bit.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   PipelinedStep,
 *   TextRows,
 *   Vocabulary,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { train } = newsDataset();
 * const examples = { texts: train.texts.slice(0, 64), labels: train.labels.slice(0, 64) };
 * const vocabulary = Vocabulary.build(examples.texts);
 * const rows = new TextRows(vocabulary.encode(examples));
 * const words = { ...defaultWords, vocabulary: vocabulary.size };
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 4, words, above: defaultLinear });
 * const steps = new PipelinedStep(net);
 * for (const batch of rows.batches({ batch: 32 })) steps.run(batch);
 * steps.drain();
 * console.assert((await steps.totals.read()).length === net.losses.length);
 * device.destroy();
 * ```
 */
export class PipelinedStep implements Stepping {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #feed: Feed;
  readonly #pipeline: Pipeline;

  /**
   * The step of a learner.
   *
   * @throws {ShapeError} When its blocks do not learn one by one.
   */
  constructor(learner: Learner, feed: Feed = feedOf(learner, forTraining)) {
    const { stations } = learner;
    if (!stations) {
      throw new ShapeError(
        "Cannot train in a pipeline: the blocks of this net do not learn one by one, step them in sequence",
      );
    }
    const totals = this.totals = new Totals(learner.device, learner.losses.length);
    this.#feed = feed;
    const first = stations.blocks.map((_, i) =>
      stations.blocks.slice(0, i).reduce((sum, { losses }) => sum + losses.length, 0)
    );
    this.#pipeline = new Pipeline(stations, {
      enter: ({ labels, ...inputs }) => ({ features: feed.features(inputs), classes: labels }),
      losses: (block, losses) =>
        totals.addTo(totals.sums.slice(first[block], first[block] + losses.length), losses),
    });
  }

  /** Hands a mini-batch to the first block; the blocks above go on with those before it. */
  run(batch: Batch): void {
    this.#pipeline.push(labelledInputs(this.#feed, batch));
  }

  /** Learns from mini-batches as they come; the blocks above are behind. */
  through(batches: Iterable<Batch>, { stopped }: Pick<StepWatch, "stopped">): AsyncIterable<Batch> {
    return oneByOne((batch) => this.run(batch), batches, stopped);
  }

  /** Times of the blocks; null where the device does not tell them. */
  get times(): PipelineTimes | null {
    return this.#pipeline.times;
  }

  /** Lets the blocks above catch up with the first. */
  drain(): void {
    this.#pipeline.drain();
  }
}

/**
 * When the blocks of a net step: each on the same mini-batch, one after another, or all at the same time, each on
 * another mini-batch. The weights are the same to the bit.
 */
export type BlockSchedule = "sequential" | "pipeline";

/** The schedules. */
export const SCHEDULES: readonly BlockSchedule[] = ["sequential", "pipeline"];

/** The steps of a learner by a schedule; where none is given, by the one that is measured to be faster. */
export function stepsOf(
  learner: Learner,
  feed?: Feed,
  schedule?: BlockSchedule,
): TrainingStep | PipelinedStep {
  const chosen = schedule ?? fasterSchedule(learner);
  // Looking for NaN, all blocks write to one place.
  const pipelined = chosen === "pipeline" && learner.device.debug < 4;
  return pipelined ? new PipelinedStep(learner, feed) : new TrainingStep(learner, feed);
}

/** The schedule that is measured to be faster: docs/decisions.md. */
function fasterSchedule({ stations, device: { traits } }: Learner): BlockSchedule {
  const several = stations !== undefined && stations.blocks.length > 1;
  return several && (traits.threads ?? 1) > 1 ? "pipeline" : "sequential";
}
