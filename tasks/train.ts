/**
 * `train`: from a data set to a tested model in a run folder.
 *
 * @module
 */
import type { Parsed } from "./options/options.ts";
import { runTraining, trainingOf } from "./training/training.ts";

/** Trains, tests and saves a model, or continues a run; all blocks learn at once. */
export async function train(parsed: Parsed<"train">): Promise<void> {
  const training = await trainingOf(parsed);
  await runTraining({
    ...training,
    stages: [{ first: 0, end: training.options.numLayer }],
  });
}
