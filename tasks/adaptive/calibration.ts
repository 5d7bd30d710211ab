/**
 * Temperatures and thresholds from the validation texts, for `adaptive.json`.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import type { EvaluationOptions } from "../loop/evaluation.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import { type AdaptiveFile, type SweepRow, writeAdaptive } from "./file.ts";
import { fitRule, leastThreshold, THRESHOLDS } from "../loop/exits/calibration.ts";
import { type Criterion, crossEntropyAt, fitTemperature } from "../loop/exits/confidence.ts";
import type { OptionsOf } from "../options/options.ts";
import { Prediction } from "../loop/steps.ts";
import { type DepthLogits, logitsOf, type Sweep } from "../loop/exits/sweep.ts";

/** How confidence is measured, where examples may leave, and which thresholds to try. */
export interface CalibrationOptions {
  /** How confidence is measured. */
  readonly criterion: Criterion;
  /** Depths at which texts may leave, rising, the full depth last. */
  readonly exits: readonly number[];
  /** Thresholds to try, rising. */
  readonly thresholds: readonly number[];
  /** Whether the net ends in a sigmoid. */
  readonly squashed: boolean;
  /** Checkpoint that gave the logits. */
  readonly checkpoint: "best" | "last";
}

/** A calibration on the validation texts. */
export interface Calibration {
  /** The rule with its temperatures. */
  readonly rule: ExitRule;
  /** Accuracy and exits of the validation texts under the rule. */
  readonly validation: Sweep;
  /** The content of `adaptive.json`; test texts and times are missing. */
  readonly file: AdaptiveFile;
}

/** Fits a temperature for each depth, tries the thresholds, and picks one, all on validation texts. */
export function calibrate(set: DepthLogits, options: CalibrationOptions): Calibration {
  const { criterion, exits, thresholds, squashed, checkpoint } = options;
  const { logits, labels, classes } = set;
  const { rule, sweep: validation } = fitRule(set, { criterion, exits, squashed });
  const { temperatures } = rule;
  const atDepth = logits.map((values) => ({ logits: values, labels, classes }));
  const rowOf = (threshold: number): SweepRow => ({
    threshold,
    validation: validation.at(threshold),
    test: null,
    cost: null,
  });
  const chosen = rowOf(leastThreshold(validation, thresholds));
  const file: AdaptiveFile = {
    checkpoint,
    criterion,
    depths: logits.length,
    exits,
    temperatures,
    crossEntropy: {
      raw: atDepth.map((set) => crossEntropyAt(set, 1)),
      scaled: atDepth.map((set, d) => crossEntropyAt(set, temperatures[d])),
    },
    threshold: chosen.threshold,
    budget: null,
    full: { validation: validation.full, test: null },
    sweep: thresholds.map(rowOf),
    chosen,
    times: null,
  };
  return { rule, validation, file };
}

/**
 * The temperature of each depth of a net on validation rows; for nets whose examples cannot leave early, which
 * have no `adaptive.json`.
 */
export async function temperaturesOn(
  learner: Learner,
  validation: BatchSource,
  sizes: EvaluationOptions,
): Promise<readonly number[]> {
  const { logits, labels, classes } = await logitsOf(new Prediction(learner), validation, sizes);
  return logits.map((values) => fitTemperature({ logits: values, labels, classes }));
}

/**
 * Calibrates a trained chain on its validation rows and writes `adaptive.json` into its run folder; does
 * nothing, and gives null, for a net trained by backpropagation, which predicts at one depth only.
 *
 * @param learner The model, with the weights of its best epoch.
 * @throws {DataError} when the file cannot be written
 */
export async function writeCalibration(
  path: string,
  learner: Learner,
  { validation, classes, onProgress }: {
    readonly validation: BatchSource;
    readonly classes: readonly string[];
    readonly onProgress?: EvaluationOptions["onProgress"];
  },
  { batchTest: batch, decoder }: Pick<OptionsOf<"train">, "batchTest" | "decoder">,
): Promise<Calibration | null> {
  if (!learner.chain) return null;
  const sizes = { batch, classes: classes.length, onProgress };
  const set = await logitsOf(new Prediction(learner), validation, sizes);
  const calibration = calibrate(set, {
    criterion: "max-softmax",
    exits: learner.depths,
    thresholds: THRESHOLDS,
    squashed: decoder === "sigmoid",
    checkpoint: "best",
  });
  await writeAdaptive(path, calibration.file);
  return calibration;
}
