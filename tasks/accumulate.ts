/**
 * `accumulate`: trains one block after another. The blocks below the one that learns are frozen, so that each
 * of them computes its features once (dynamic layer accumulation: Peng, 2023).
 *
 * @module
 */
import type { Parsed } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { runTraining, trainingOf } from "./training/training.ts";

/**
 * Trains, tests and saves a model block after block, or continues such a run.
 *
 * @throws {OptionError} when the model is to be trained by backpropagation
 */
export async function accumulate(parsed: Parsed<"accumulate">): Promise<void> {
  const training = await trainingOf(parsed);
  const { mode, numLayer, trainPrefix = false, blocksOn } = training.options;
  if (blocksOn !== undefined) {
    throw new OptionError(
      "Cannot use --blocks-on with accumulate: one block learns at a time there, leave it out or give ./al train",
    );
  }
  if (mode !== "al") {
    const state = mode === "bp" ? "backpropagation trains all at once" : "the net has no blocks";
    throw new OptionError(
      `Cannot accumulate blocks with --mode ${mode}: ${state}, leave --mode out or give ./al train`,
    );
  }
  const stages = Array.from({ length: numLayer }, (_, i) => ({
    first: trainPrefix ? 0 : i,
    end: i + 1,
  }));
  await runTraining({ ...training, stages });
}
