/**
 * `grow`: a new run whose model is the model of an old run with new blocks on top; only the new blocks learn.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { Chain } from "../engine/mod.ts";
import { type GrownFrom, readEnvironment } from "./run/environment.ts";
import { weightsFrom } from "./run/checkpoint.ts";
import { evaluateSet } from "./loop/evaluation.ts";
import { grownOptions } from "./training/grown_options.ts";
import type { Parsed } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { openModel } from "./model/open_model.ts";
import { runPath } from "./run/folder.ts";
import type { RunOptions } from "./training/stages.ts";
import { Prediction } from "./loop/steps.ts";
import { continuedOptions, type Growth, runTraining } from "./training/training.ts";

/**
 * Trains new blocks above those of a saved model, or continues such a run.
 *
 * @throws {OptionError} when the options do not say what to add, or the old model cannot take it
 */
export async function grow(parsed: Parsed<"grow">): Promise<void> {
  const { resume } = parsed.options;
  if (resume !== undefined) {
    const options = await continuedOptions(parsed, resume);
    const { grownFrom } = await readEnvironment(resume);
    const first = grownFrom?.blocks ?? 0;
    if (!(first > 0 && first < options.numLayer)) {
      throw new DataError(
        `Cannot read ${
          runPath(resume, "environment")
        }: it does not say how many of the blocks are ` +
          "frozen, take another copy or start a new run",
      );
    }
    const stages = [{ first, end: options.numLayer }];
    return await runTraining({ command: "grow", options, resume, stages });
  }
  const { runDir: run, checkpoint } = parsed.options;
  if (run === undefined) {
    throw new OptionError("Cannot grow a model: no run is named, give ./al grow RUN --layers 2");
  }
  const { config, options: { numLayer: first } } = await openModel(run, ["data", checkpoint]);
  const options = grownOptions(parsed, config, run);
  await runTraining({
    command: "grow",
    options,
    stages: [{ first, end: options.numLayer }],
    growth: growthOf(run, checkpoint, first, options),
  });
}

/** How the lower blocks of a new model get the weights of a checkpoint. */
function growthOf(
  run: string,
  checkpoint: "best" | "last",
  blocks: number,
  { batchTest }: RunOptions,
): Growth {
  return {
    run,
    async load(learner, data, onProgress): Promise<GrownFrom> {
      const file = runPath(run, checkpoint);
      const { blocks: all, entry } = learner.chain!;
      const below = new Chain(all.slice(0, blocks), { entry });
      const bytes = await Deno.readFile(file);
      weightsFrom(file, bytes, below);
      const depths = await evaluateSet(new Prediction(below), data.validation, {
        batch: batchTest,
        classes: data.encoding.classes.length,
        onProgress,
      });
      const hash = await crypto.subtle.digest("SHA-256", bytes);
      return {
        run,
        checkpoint,
        sha256: new Uint8Array(hash).toHex(),
        blocks,
        validation: depths.map(({ accuracy }) => accuracy),
      };
    },
  };
}
