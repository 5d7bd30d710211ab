/**
 * Predictions whose examples leave at the first depth that is sure enough of them.
 *
 * @module
 */
import {
  type AdaptiveAnswers,
  AdaptiveChain,
  type Chain,
  type Leaves,
} from "../../../engine/mod.ts";
import type { Batch } from "../../../datasets/mod.ts";
import { feedOf } from "../steps.ts";
import { confidence, type Criterion } from "./confidence.ts";

/** When an example is sure enough. */
export interface ExitRule {
  /** How confidence is measured. */
  readonly criterion: Criterion;
  /** The divisor of the logits at each depth from 1. */
  readonly temperatures: readonly number[];
  /** Whether the net ends in a sigmoid; see `confidence`. */
  readonly squashed: boolean;
  /** Depths at which examples may leave, rising; at the last one all do. */
  readonly exits: readonly number[];
  /** The part of a threshold, above 0 up to 1, that each depth from 1 asks for; the whole where absent. */
  readonly shares?: readonly number[];
}

/** The answers to a batch of several. */
export interface BatchAnswers extends AdaptiveAnswers {
  /** The batch. */
  readonly batch: Batch;
}

/**
 * Predicts mini-batches whose examples leave at depths of their own.
 *
 * @example
 * ```ts
 * import {
 *   AdaptivePrediction,
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   TextRows,
 *   Vocabulary,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { train } = newsDataset();
 * const examples = { texts: train.texts.slice(0, 64), labels: train.labels.slice(0, 64) };
 * const vocabulary = Vocabulary.build(examples.texts);
 * const rows = new TextRows(vocabulary.encode(examples));
 * const words = { ...defaultWords, vocabulary: vocabulary.size };
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 2, words, above: defaultLinear });
 * const rule = { criterion: "entropy", squashed: false, temperatures: [1, 1, 1], exits: [1, 2, 3] } as const;
 * const [batch] = rows.batches({ batch: 8 });
 * const { depths } = await new AdaptivePrediction(net.chain!, rule).run(batch, 0);
 * console.assert(depths.every((depth) => depth === 1));
 * device.destroy();
 * ```
 */
export class AdaptivePrediction {
  /** When an example is sure enough. */
  readonly rule: ExitRule;
  readonly #chain: AdaptiveChain;

  /** Predictions of a chain under a rule. */
  constructor(chain: Chain, rule: ExitRule) {
    this.rule = rule;
    this.#chain = new AdaptiveChain(chain, rule.exits);
  }

  /** Lets each example leave at the first exit whose confidence reaches the threshold. */
  run(batch: Batch, threshold: number): Promise<AdaptiveAnswers> {
    return this.#chain.run(this.#inputs(batch), this.#sureAt(threshold));
  }

  /**
   * The same for many batches, faster: examples of several batches go on together. Gives the answers to each
   * batch, in their order.
   */
  through(batches: Iterable<Batch>, threshold: number): AsyncGenerator<BatchAnswers> {
    return this.#through(batches, this.#sureAt(threshold));
  }

  /**
   * Lets the first `examples` of each batch, all where absent, leave at the given exit and all others at the
   * first exit, whatever their confidence: for measuring times.
   */
  throughTo(
    batches: Iterable<Batch>,
    exit: number,
    examples: number = Infinity,
  ): AsyncGenerator<BatchAnswers> {
    return this.#through(batches, (_, depth, row) => depth === exit || row >= examples);
  }

  #sureAt(threshold: number): Leaves {
    return (logits, depth) => readinessAt(this.rule, logits, depth) >= threshold;
  }

  async *#through(batches: Iterable<Batch>, leaves: Leaves): AsyncGenerator<BatchAnswers> {
    const under: Batch[] = [];
    const inputsOf = (batch: Batch) => {
      under.push(batch);
      return this.#inputs(batch);
    };
    const inputs = function* () {
      for (const batch of batches) yield inputsOf(batch);
    };
    for await (const { depths, logits } of this.#chain.through(inputs(), leaves)) {
      yield { batch: under.shift()!, depths, logits };
    }
  }

  #inputs(batch: Batch) {
    return feedOf(this.#chain.chain).inputs(batch);
  }
}

/** What is compared with a threshold, 0 to 1: confidence over the part of the threshold that a depth asks for. */
export function readinessAt(rule: ExitRule, logits: Float32Array, depth: number): number {
  return Math.min(1, confidenceAt(rule, logits, depth) / (rule.shares?.[depth - 1] ?? 1));
}

/** The depth at which an example leaves: the first exit that is ready to answer by its logits, else the last. */
export function leavingDepth(
  rule: ExitRule,
  threshold: number,
  logitsAt: (depth: number) => Float32Array,
): number {
  const isReady = (depth: number) => readinessAt(rule, logitsAt(depth), depth) >= threshold;
  return rule.exits.find(isReady) ?? rule.exits.at(-1)!;
}

/** Confidence in the class logits of a depth, 0 to 1. */
export function confidenceAt(
  { criterion, temperatures, squashed }: Omit<ExitRule, "exits">,
  logits: Float32Array,
  depth: number,
): number {
  return confidence(criterion, logits, { temperature: temperatures[depth - 1], squashed });
}
