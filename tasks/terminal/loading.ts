/**
 * Shows the progress of downloading, reading and preparing data.
 *
 * @module
 */
import type { Progress as DataProgress } from "../../datasets/files/mod.ts";
import { Progress, type ProgressTarget } from "./progress.ts";

/** How far a step of preparing data has come. */
export interface StepProgress {
  /** The step, as `count words`. */
  readonly step: string;
  /** Plural name of what is counted, as `texts`. */
  readonly unit: string;
  /** How many are done. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
}

/** Called as data are downloaded, read and prepared. */
export type Watcher = (progress: DataProgress | StepProgress) => void;

/** A listener that shows one line for each file, and for each step that takes long; it ends when that is done. */
export function loading(target: ProgressTarget): Watcher {
  let shown: { name: string; bar: Progress } | null = null;
  return (progress) => {
    const { done, total } = progress;
    const isStep = "step" in progress;
    const name = isStep ? progress.step : progress.file;
    const size = isStep ? 1 : 1e6;
    if (shown?.name !== name) {
      shown?.bar[Symbol.dispose]();
      const label = isStep ? name : `${progress.activity} ${name.split("/").at(-1)}`;
      const unit = isStep ? progress.unit : "MB";
      const known = total === null ? undefined : total / size;
      shown = { name, bar: new Progress(target, { label, total: known, unit, isBrief: isStep }) };
    }
    shown.bar.update(done / size);
    if (done === total) {
      shown.bar[Symbol.dispose]();
      shown = null;
    }
  };
}
