/**
 * Training a classifier by one call.
 *
 * @module
 */
import { type Device, type Learner, openDevice } from "../../engine/mod.ts";
import {
  type BlocksOf,
  buildModel,
  defaultNet,
  defaultWords,
  kindOf,
  type LabelOptions,
  type LearningOptions,
  type ModelName,
  type ModelOptions,
  type NetOptions,
  type WordOptions,
} from "../../models/mod.ts";
import {
  type BatchSource,
  DataError,
  type Examples,
  splitExamples,
  Vocabulary,
} from "../../datasets/mod.ts";
import { fitRule, leastThreshold } from "../loop/exits/calibration.ts";
import { logitsOf } from "../loop/exits/sweep.ts";
import { fit, type FitOptions } from "../loop/fit.ts";
import { Prediction } from "../loop/steps.ts";
import { rowsOf, type TextEncoding } from "../text/encoding.ts";
import { Classifier } from "./classifier.ts";
import { examplesOf, type LabelledTexts } from "./data.ts";
import type { Exits } from "./saved.ts";

/** How a classifier is trained; all of it has a default. */
export interface ClassifierOptions<N extends ModelName = ModelName> extends FitOptions {
  /** The kind of model; `lstmal` where absent. */
  readonly model?: N;
  /** `al`, where absent, for Associated Learning; `bp` for the same net by backpropagation. */
  readonly mode?: NetOptions["mode"];
  /** The device to compute on; where absent a GPU where one answers, else the processors. */
  readonly device?: Device;
  /** Names of the classes, in their order; where absent those of the labels. */
  readonly classes?: readonly string[];
  /**
   * Texts by which the epoch and the threshold of leaving early are chosen, or the share of the training
   * texts that is held out for it; 0 for none. A tenth where absent.
   */
  readonly validation?: LabelledTexts | number;
  /** Words of a text that are read, its first ones; 256 where absent. */
  readonly maxLen?: number;
  /** Words with a row of their own; 30,000 where absent. */
  readonly vocabularySize?: number;
  /** Number of blocks, the word table counted as one; 3 where absent. */
  readonly blocks?: number;
  /** The label side of the blocks. */
  readonly labels?: Partial<LabelOptions>;
  /** How the blocks learn. */
  readonly learning?: Partial<LearningOptions>;
  /** The word table. */
  readonly words?: Partial<Pick<WordOptions, "width" | "deviation" | "update" | "pool">>;
  /** The blocks above the word table. */
  readonly above?: Partial<BlocksOf<N>>;
}

/**
 * Trains a classifier of texts; it has the weights of the epoch with the best validation accuracy.
 *
 * @throws {DataError} When texts and labels do not match, or too few are there to hold some out.
 * @throws {ShapeError} When there is no such model or mode, or an option does not fit the others.
 *
 * @example
 * ```ts
 * import { newsDataset, trainClassifier } from "@associated/learning";
 *
 * const { texts, labels } = newsDataset(1).train;
 * const data = { texts: texts.slice(0, 400), labels: [...labels.slice(0, 400)] };
 * const net = await trainClassifier(data, { model: "linearal", epochs: 2 });
 * const [answer] = await net.predict(["The team won the match"], { depth: "auto" });
 * console.log(answer.label, answer.depth);
 * net.learner.device.destroy();
 * ```
 */
export async function trainClassifier<N extends ModelName = "lstmal">(
  data: LabelledTexts,
  options: ClassifierOptions<N> = {},
): Promise<Classifier<N>> {
  const { model = "lstmal" as N, seed = 1, validation = 0.1 } = options;
  const kind = kindOf(model);
  const { classes, examples } = examplesOf(data, options.classes);
  const { train, held } = parts(examples, validation, classes, seed);
  const { maxLen = 256, vocabularySize: size } = options;
  const encoding: TextEncoding = {
    vocabulary: Vocabulary.build(train.texts, { size }),
    columns: new Map(),
    classes,
    dim: null,
    inputs: [{ from: 0, to: maxLen }],
    sideColumns: [],
    maxLen,
    bucket: true,
  };
  const own = modelOptions(options, encoding, kind.above);
  const device = options.device ?? await openDevice();
  const learner = buildModel(device, model, own);
  const validating = held && rowsOf(encoding, held);
  await fit(learner, {
    train: rowsOf(encoding, train),
    validation: validating,
    classes: classes.length,
  }, options);
  const exits = validating && await exitsOf(learner, validating, classes.length);
  return new Classifier<N>(learner, { model, options: own, encoding, exits });
}

/** What is learned from, and what epochs are chosen by. */
function parts(
  examples: Examples,
  validation: LabelledTexts | number,
  classes: readonly string[],
  seed: number,
): { readonly train: Examples; readonly held: Examples | null } {
  if (typeof validation !== "number") {
    return { train: examples, held: examplesOf(validation, classes).examples };
  }
  if (validation === 0) return { train: examples, held: null };
  if (!(validation > 0 && validation < 1)) {
    throw new DataError(
      `Cannot hold out a share of ${validation} for validation: give a number from 0 up to, not ` +
        "including, 1, or texts",
    );
  }
  try {
    const { train, validation: held } = splitExamples(examples, seed, validation);
    return { train, held };
  } catch (cause) {
    throw new DataError(
      `Cannot hold out a share of ${validation} of ${examples.texts.length} texts for validation: ` +
        "one part would be empty, give more texts, validation texts of your own, or validation: 0",
      { cause },
    );
  }
}

/** The options of the model, with defaults for all that is not given. */
function modelOptions<N extends ModelName>(
  options: ClassifierOptions<N>,
  { vocabulary, classes }: TextEncoding,
  above: BlocksOf<N>,
): ModelOptions<N> {
  const { mode = defaultNet.mode, seed = 1, blocks = defaultNet.blocks } = options;
  return {
    ...defaultNet,
    mode,
    seed,
    blocks,
    classes: classes.length,
    labels: { ...defaultNet.labels, ...options.labels },
    learning: { ...defaultNet.learning, ...options.learning },
    words: { ...defaultWords, ...options.words, vocabulary: vocabulary.size },
    above: { ...above, ...options.above },
  };
}

/** Temperatures and a threshold from texts that no block learned from; null where there is one depth. */
async function exitsOf(
  learner: Learner,
  held: BatchSource,
  classes: number,
): Promise<Exits | null> {
  if (!learner.chain) return null;
  const logits = await logitsOf(new Prediction(learner), held, { batch: 256, classes });
  const criterion = "max-softmax";
  const { rule, sweep } = fitRule(logits, { criterion, squashed: false, exits: learner.depths });
  return { rule, threshold: leastThreshold(sweep) };
}
