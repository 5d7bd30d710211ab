/**
 * Watches how the states of a trained model come to rest.
 *
 * @module
 */
import { convergence, type Dynamics, type Learner, signalsOf } from "../../engine/mod.ts";
import type { Batch, BatchSource } from "../../datasets/mod.ts";
import { feedOf } from "../loop/steps.ts";
import type { OptionsOf } from "../options/options.ts";
import { type SettlingFile, writeSettlingFile } from "./file.ts";

/** Rows that are watched at most. */
const ROWS = 20;

/** The residual at which states count as at rest where a run has no other: a thousandth of their range. */
const TOLERANCE = 1e-3;

/** The first rows of a set as one mini-batch. */
export function firstRows(set: BatchSource, rows: number): Batch {
  const [batch] = set.batches({ batch: rows });
  return batch;
}

/** How the states of a model move for a mini-batch; null for a model without states that settle. */
export function dynamicsOf(learner: Learner, batch: Batch): Dynamics | null {
  if (!learner.dynamics) return null;
  const inputs = signalsOf(learner.device, feedOf(learner).inputs(batch));
  return learner.dynamics(learner.entry.features(inputs));
}

/**
 * Watches the free phase on some test rows and writes `settling.json`; does nothing, and gives null, for a model
 * without states that settle.
 *
 * @throws {DataError} when the file cannot be written
 */
export async function writeSettling(
  run: string,
  learner: Learner,
  set: BatchSource,
  { freeSteps: steps, settlingOrder: order, tolerance = TOLERANCE }: Pick<
    OptionsOf<"train">,
    "freeSteps" | "settlingOrder" | "tolerance"
  >,
): Promise<SettlingFile | null> {
  const batch = firstRows(set, ROWS);
  const dynamics = dynamicsOf(learner, batch);
  if (!dynamics) return null;
  const { residuals, phi } = await convergence(dynamics, { steps, order });
  const last = residuals.findLastIndex((change) => change > tolerance);
  const needed = last === residuals.length - 1 ? null : last + 2;
  const file = { rows: batch.size, residuals, phi, tolerance, needed };
  await writeSettlingFile(run, file);
  return file;
}
