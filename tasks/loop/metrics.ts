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
   * Mean of each loss since the metric before, by its name: one value for each block (null for a frozen
   * block), or one value for the whole net.
   */
  readonly losses: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Accuracies and rates at the end of an epoch. */
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
  /** Learning rate of each block in that epoch, null for a frozen block. */
  readonly rates: readonly (number | null)[];
  /** Whether it is the best so far. */
  readonly best: boolean;
}

/** Something that was measured. */
export type Metric = TrainMetric | EpochMetric;
