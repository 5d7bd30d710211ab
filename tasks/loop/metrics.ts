/**
 * What training measures as it goes.
 *
 * @module
 */

/** Losses of some steps of training. */
export interface TrainMetric {
  /** What it is. */
  readonly kind: "train";
  /** Steps done since the run began. */
  readonly step: number;
  /** Epoch, from 1. */
  readonly epoch: number;
  /** Seconds of training since the run began. */
  readonly seconds: number;
  /** Examples a second since the metric before. */
  readonly samplesPerSecond: number;
  /**
   * Mean of each loss since the metric before, by its name: one value a block, null of frozen ones; or one
   * value for the whole net.
   */
  readonly losses: Readonly<Record<string, readonly (number | null)[]>>;
}

/** What is known at an epoch's end. */
export interface EpochMetric {
  /** What it is. */
  readonly kind: "epoch";
  /** Steps done since the run began. */
  readonly step: number;
  /** Epoch that ended, from 1. */
  readonly epoch: number;
  /** Seconds of training since the run began. */
  readonly seconds: number;
  /** Accuracy on the validation rows after each block, from 0 to 1. */
  readonly validation: readonly number[];
  /** Learning rate of each block in that epoch, null of frozen ones. */
  readonly rates: readonly (number | null)[];
  /** Whether it is the best so far. */
  readonly best: boolean;
}

/** Something that was measured. */
export type Metric = TrainMetric | EpochMetric;
