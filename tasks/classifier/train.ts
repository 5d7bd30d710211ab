/**
 * Training a classifier by one call.
 *
 * @module
 */
import { type Device, type Learner, openDevice } from "../../engine/mod.ts";
import { buildModel, type ModelName } from "../../models/mod.ts";
import {
  type BatchSource,
  DataError,
  type Examples,
  splitExamples,
  Vocabulary,
} from "../../datasets/mod.ts";
import type { Criterion } from "../loop/exits/confidence.ts";
import { fitRule, leastThreshold } from "../loop/exits/calibration.ts";
import { logitsOf } from "../loop/exits/sweep.ts";
import { fit } from "../loop/fit.ts";
import { Prediction } from "../loop/steps.ts";
import { rowsOf, type TextEncoding } from "../text/encoding.ts";
import { Classifier } from "./classifier.ts";
import { examplesOf, type LabelledTexts } from "./data.ts";
import {
  checkClassifierOptions,
  type ClassifierOptions,
  defaultEpochs,
  netOptions,
} from "./options.ts";
import type { Exits } from "./saved.ts";

/**
 * Trains a classifier of texts; it has the weights of the epoch with the best validation accuracy.
 *
 * @throws {DataError} When texts, labels and classes do not match, or too few texts are there to hold some out.
 * @throws {ShapeError} When an option is unknown, not what it may be, or does not fit the others.
 * @throws {KernelError} When a loss is no longer finite, or the device fails.
 *
 * @example
 * ```ts
 * import { newsDataset, trainClassifier } from "@associated/learning";
 *
 * const { classes, train: { texts, labels } } = newsDataset();
 * const data = { texts: texts.slice(0, 400), labels: labels.slice(0, 400) };
 * const net = await trainClassifier(data, { model: "linearal", classes, epochs: 2 });
 * const [answer] = await net.predict(["An aerobic crowd on Friday"], { depth: "auto" });
 * console.assert(classes.includes(answer.label) && answer.depth <= 3);
 * net.learner.device.destroy();
 * ```
 */
export async function trainClassifier<N extends ModelName = "lstmal">(
  data: LabelledTexts,
  options: ClassifierOptions<N> = {},
): Promise<Classifier<N>> {
  checkClassifierOptions(options);
  options.signal?.throwIfAborted();
  const { classes, examples } = examplesOf(data, options.classes);
  const { train, held } = parts(examples, classes, options);
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
  if (options.device) return await trained(options.device, { encoding, train, held }, options);
  const device = await openDevice();
  return await trained(device, { encoding, train, held }, options).catch((error) => {
    device.destroy();
    throw error;
  });
}

/** What training starts from. */
interface Prepared {
  readonly encoding: TextEncoding;
  /** What is learned from. */
  readonly train: Examples;
  /** What epochs are chosen by. */
  readonly held: Examples | null;
}

async function trained<N extends ModelName>(
  device: Device,
  { encoding, train, held }: Prepared,
  options: ClassifierOptions<N>,
): Promise<Classifier<N>> {
  const { model = "lstmal" as N, batch, criterion = "max-softmax" } = options;
  const classes = encoding.classes.length;
  const own = netOptions(options, { model, words: encoding.vocabulary.size, classes });
  const learner = buildModel(device, model, own);
  const validation = held && rowsOf(encoding, held);
  const { epochs = defaultEpochs(train.texts.length, batch) } = options;
  const sets = { train: rowsOf(encoding, train), validation, classes };
  await fit(learner, sets, { ...options, epochs });
  const exits = validation && await exitsOf(learner, validation, { classes, criterion });
  return new Classifier<N>(learner, { model, options: own, encoding, exits });
}

function parts(
  examples: Examples,
  classes: readonly string[],
  { validation, seed = 1 }: ClassifierOptions,
): Omit<Prepared, "encoding"> {
  const share = validation ?? 0.1;
  if (typeof share === "object" && share !== null) {
    return { train: examples, held: examplesOf(share, classes).examples };
  }
  if (share === 0) return { train: examples, held: null };
  if (!(share > 0 && share < 1)) {
    throw new DataError(
      `Cannot hold out a share of ${share} for validation: give a number from 0 up to, not ` +
        "including, 1, or texts",
    );
  }
  try {
    const { train, validation: held } = splitExamples(examples, seed, share);
    return { train, held };
  } catch (cause) {
    if (validation === undefined) return { train: examples, held: null };
    throw new DataError(
      `Cannot hold out a share of ${share} of ${examples.texts.length} texts for validation: ` +
        "one part would be empty, give more texts, validation texts of your own, or validation: 0",
      { cause },
    );
  }
}

/** Temperatures and a threshold from texts that no block learned from; null where there is one depth. */
async function exitsOf(
  learner: Learner,
  held: BatchSource,
  { classes, criterion }: { readonly classes: number; readonly criterion: Criterion },
): Promise<Exits | null> {
  if (!learner.chain) return null;
  const logits = await logitsOf(new Prediction(learner), held, { batch: 256, classes });
  const { rule, sweep } = fitRule(logits, { criterion, squashed: false, exits: learner.depths });
  return { rule, threshold: leastThreshold(sweep) };
}
