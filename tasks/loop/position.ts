/**
 * Where training is, and how its stages ended: together with the tensors on the device, all that is needed to
 * go on.
 *
 * @module
 */

/** An epoch, and how well its weights predict. */
export interface Epoch {
  /** Its number, from 1. */
  readonly epoch: number;
  /** Accuracy on the validation rows at each depth, from 0 to 1. */
  readonly validation: readonly number[];
}

/** The best epoch of a stage, with the accuracy of each depth that learns. */
export interface BestEpoch extends Epoch {
  /** The figure that chose it, from 0 to 1: the validation accuracy of the stage's full depth or another. */
  readonly accuracy: number;
}

/** Where the features of frozen blocks were kept in a stage, and what they cost. */
export interface CacheFigures {
  /**
   * A table on the device, a file, or the frozen word table itself, in which words are looked up; `none` where
   * they are computed in each step, since examples change from epoch to epoch.
   */
  readonly place: "device" | "disk" | "word table" | "none";
  /** Bytes of the features of training and validation rows. */
  readonly bytes: number;
  /** Seconds that it took to compute and store them, each time that the stage was begun or resumed. */
  readonly seconds: number;
  /** Seconds of one pass of all frozen blocks over the training rows, nothing stored or looked up. */
  readonly pass: number;
}

/** A part of a run in which the same blocks learned. */
export interface StageResult extends Epoch {
  /** Depths that learned; `validation` has the accuracies of these. */
  readonly depths: readonly number[];
  /** Epochs of the stage. */
  readonly epochs: number;
  /** Seconds of training in it. */
  readonly seconds: number;
  /** Figures on the features of the frozen blocks; null where none was frozen. */
  readonly cache: CacheFigures | null;
  /** Seconds that the cache saved: a pass of the frozen blocks for each epoch, less the seconds that filled it. */
  readonly saved: number;
}

/** Where training is. */
export interface Position {
  /** Epoch that is under way, from 1. */
  readonly epoch: number;
  /** Mini-batches of it that are done. */
  readonly batch: number;
  /** Steps since the run began. */
  readonly step: number;
  /** Steps since the losses were last read. */
  readonly unread: number;
  /** Seconds of training since the run began. */
  readonly seconds: number;
  /** The epoch of the stage with the highest figure so far. */
  readonly best: BestEpoch | null;
  /** State of each group's schedule. */
  readonly schedules: Readonly<Record<string, unknown>>;
  /** Stages that are over, in order. */
  readonly done: readonly StageResult[];
  /** Features that the stage under way learns from, where blocks below it are frozen. */
  readonly cache: CacheFigures | null;
}

/** The start of a run. */
export const START: Position = {
  epoch: 1,
  batch: 0,
  step: 0,
  unread: 0,
  seconds: 0,
  best: null,
  schedules: {},
  done: [],
  cache: null,
};

/** Epochs of the stages of a run that are over. */
export function epochsDone({ done }: Position): number {
  return done.reduce((sum, { epochs }) => sum + epochs, 0);
}
