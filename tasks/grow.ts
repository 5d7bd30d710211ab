/**
 * `grow`: a new run whose model is that of an old one with blocks on top, which alone learn.
 *
 * @module
 */
import { Chain } from "../engine/mod.ts";
import { loadWeights } from "./run/checkpoint.ts";
import type { RunConfig } from "./options/config.ts";
import { type GrownFrom, readGrownFrom } from "./training/describe.ts";
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
 * @throws {OptionError} when it is not said what to add, or the old run cannot take it
 */
export async function grow(parsed: Parsed<"grow">): Promise<void> {
  const { resume } = parsed.options;
  if (resume !== undefined) {
    const options = await continuedOptions(parsed, resume);
    const { blocks: first } = (await readGrownFrom(resume))!;
    const stages = [{ first, end: options.numLayer }];
    return await runTraining({ command: "grow", options, resume, stages });
  }
  const { runDir: run, checkpoint } = parsed.options;
  if (run === undefined) {
    throw new OptionError("Cannot grow a model: no run is named, give ./al grow RUN --layers 2");
  }
  const config = await openModel(run, ["data", checkpoint]);
  const options = grownOptions(parsed, config, run);
  const first = blocksOf(config);
  await runTraining({
    command: "grow",
    options,
    stages: [{ first, end: options.numLayer }],
    growth: growthOf(run, checkpoint, first, options),
  });
}

function blocksOf({ options }: RunConfig): number {
  return Number(options["num-layer"]);
}

/** What gives the lower blocks of a new model the weights of a checkpoint. */
function growthOf(
  run: string,
  checkpoint: "best" | "last",
  blocks: number,
  { batchTest }: RunOptions,
): Growth {
  return {
    run,
    async load(learner, data): Promise<GrownFrom> {
      const file = runPath(run, checkpoint);
      const { blocks: all, entry } = learner.chain!;
      const below = new Chain(all.slice(0, blocks), { entry });
      await loadWeights(file, below);
      const depths = await evaluateSet(new Prediction(below), data.validation, {
        batch: batchTest,
        classes: data.encoding.classes.length,
      });
      const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
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
