/**
 * Predictions whose texts leave at the first depth that is sure enough of them.
 *
 * @module
 */
import { type AdaptiveAnswers, AdaptiveChain, Chain, type Learner } from "../../../engine/mod.ts";
import { type Batch, DataError } from "../../../datasets/mod.ts";
import { readAdaptive } from "../../adaptive/file.ts";
import { confidence, type Criterion } from "./confidence.ts";
import { readExits } from "../../options/depth.ts";
import type { LoadedRun } from "../../model/load_run.ts";
import { OptionError } from "../../options/value.ts";
import { type Feed, TextFeed } from "../steps.ts";

/** When a text is sure enough. */
export interface ExitRule {
  /** How confidence is measured. */
  readonly criterion: Criterion;
  /** The divisor of the logits at each depth from 1. */
  readonly temperatures: readonly number[];
  /** Whether the net ends in a sigmoid; see `confidence`. */
  readonly squashed: boolean;
  /** Depths at which texts may leave, rising; at the last one all do. */
  readonly exits: readonly number[];
}

/** Predicts mini-batches whose texts leave at depths of their own. */
export class AdaptivePrediction {
  /** When a text is sure enough. */
  readonly rule: ExitRule;
  readonly #chain: AdaptiveChain;
  readonly #feed: Feed;

  /** Predictions of a chain under a rule. */
  constructor(chain: Chain, rule: ExitRule, feed: Feed = new TextFeed({ training: false })) {
    this.rule = rule;
    this.#feed = feed;
    this.#chain = new AdaptiveChain(chain, rule.exits, (inputs) => feed.features(inputs));
  }

  /** Each text's depth and its class logits there; a text leaves where it is at least that confident. */
  run(batch: Batch, threshold: number): Promise<AdaptiveAnswers> {
    return this.#chain.run(
      this.#feed.inputs(batch),
      (logits, depth) => confidenceAt(this.rule, logits, depth) >= threshold,
    );
  }

  /**
   * The same where the first texts of the batch leave at one of the exits and the others at the first,
   * whatever their confidence.
   */
  runTo(batch: Batch, exit: number, texts: number = batch.batch): Promise<AdaptiveAnswers> {
    let [asked, at] = [0, 0];
    return this.#chain.run(this.#feed.inputs(batch), (_, depth) => {
      if (depth !== at) [asked, at] = [0, depth];
      return depth === exit || asked++ >= texts;
    });
  }
}

/** Confidence in the class logits of a depth, 0 to 1. */
export function confidenceAt(
  { criterion, temperatures, squashed }: Omit<ExitRule, "exits">,
  logits: Float32Array,
  depth: number,
): number {
  return confidence(criterion, logits, { temperature: temperatures[depth - 1], squashed });
}

/**
 * The chain that a run's model is.
 *
 * @param what What asks for it, as `run ./al adapt`.
 * @throws {OptionError} when backpropagation trained it, which has no depths to leave at
 */
export function chainOf(learner: Learner, what: string): Chain {
  if (learner instanceof Chain) return learner;
  throw new OptionError(
    `Cannot ${what}: this model was trained by backpropagation at depth ${
      learner.depths[0]
    } only, ` +
      "give a run of --mode al",
  );
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
 * The rule that `--adaptive`, `--criterion` and `--exits` ask for; null where texts do not leave early.
 *
 * @throws {OptionError} when they cannot stand with the model
 * @throws {DataError} when the run has no temperatures for the criterion
 */
export async function exitRule(
  { path, learner, options: { decoder } }: LoadedRun,
  { adaptive, criterion, exits }: AdaptiveOptions,
): Promise<ExitRule | null> {
  if (adaptive === undefined) return null;
  const { depths } = chainOf(learner, `read --adaptive ${adaptive}`);
  const rule = { criterion, squashed: decoder === "sigmoid", exits: readExits(exits, depths) };
  if (criterion === "sigmoid") return { ...rule, temperatures: depths.map(() => 1) };
  const file = await readAdaptive(path);
  if (file?.depths === depths.length) return { ...rule, temperatures: file.temperatures };
  const state = file
    ? `its adaptive.json is of ${file.depths} blocks and the model has ${depths.length}`
    : "it has no adaptive.json";
  throw new DataError(
    `Cannot let texts leave ${path} early: ${state}, write it with ./al adapt ${path}`,
  );
}
