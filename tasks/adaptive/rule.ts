/**
 * When examples leave early, as the options of `eval` and `predict` say.
 *
 * @module
 */
import type { Chain, Learner } from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import type { Criterion } from "../loop/exits/confidence.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import type { LoadedRun } from "../model/load_run.ts";
import { readExits } from "../options/depth.ts";
import { OptionError } from "../options/value.ts";
import { readResult } from "../run/result.ts";
import { readAdaptive } from "./file.ts";

/**
 * The blocks of a run's model, which neither a net trained by backpropagation nor one that settles can give.
 *
 * @param what The action that needs them, for the error, as `adapt runs/a`.
 * @throws {OptionError} when the model has none, so that there are no depths to leave at
 */
export function chainOf(learner: Learner, what: string): Chain {
  if (learner.chain) return learner.chain;
  const state = learner.dynamics
    ? "settles and has no blocks"
    : `was trained by backpropagation at depth ${learner.depths[0]} only`;
  throw new OptionError(`Cannot ${what}: this model ${state}, give a run of --mode al`);
}

/** The options of `eval` and `predict` that are about leaving early. */
export interface AdaptiveOptions {
  /** Threshold of confidence. */
  readonly adaptive?: number;
  /** How confidence is measured. */
  readonly criterion: Criterion;
  /** Depths at which texts may leave. */
  readonly exits?: readonly string[];
}

/**
 * The rule that `--adaptive`, `--criterion` and `--exits` ask for; null where examples do not leave early.
 *
 * @throws {OptionError} when these options do not fit the model
 * @throws {DataError} when the run has no temperatures for the criterion
 */
export async function exitRule(
  { path, learner, modality: { unit }, options: { decoder } }: LoadedRun,
  { adaptive, criterion, exits }: AdaptiveOptions,
): Promise<ExitRule | null> {
  if (adaptive === undefined) return null;
  const { depths } = chainOf(learner, `read --adaptive ${adaptive}`);
  const rule = { criterion, squashed: decoder === "sigmoid", exits: readExits(exits, depths) };
  if (criterion === "sigmoid") return { ...rule, temperatures: depths.map(() => 1) };
  const file = await readAdaptive(path);
  if (file?.depths === depths.length) {
    // What each depth asks for was found by one measure of confidence.
    const { temperatures, shares } = file;
    return {
      ...rule,
      temperatures,
      ...(!exits && { exits: file.exits }),
      ...(shares && file.criterion === criterion && { shares }),
    };
  }
  const state = file
    ? `its adaptive.json is of ${file.depths} blocks and the model has ${depths.length}`
    : "it has no adaptive.json";
  throw new DataError(
    `Cannot let ${unit} leave ${path} early: ${state}, write it with ./al adapt ${path}`,
  );
}

/**
 * What the logits of each depth are divided by, so that probabilities mean what they say, whether texts leave
 * early or not: the temperatures of the run's `adaptive.json`; of its `result.json` where the net answers at one
 * depth only; 1 where neither has them, as in a run that has not ended.
 *
 * @throws {DataError} when one of these files is damaged
 */
export async function temperaturesOf({ path, learner }: LoadedRun): Promise<readonly number[]> {
  const { depths } = learner;
  const file = learner.chain ? await readAdaptive(path) : null;
  if (file?.depths === depths.length) return file.temperatures;
  const { temperatures } = await readResult(path) ?? {};
  return temperatures?.length === depths.length ? temperatures : depths.map(() => 1);
}
