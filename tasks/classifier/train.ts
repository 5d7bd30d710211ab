/**
 * Training a classifier by one call.
 *
 * @module
 */
import { type Device, type Learner, openDevice } from "../../engine/mod.ts";
import { buildModel, type TextModel } from "../../models/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import type { Criterion } from "../loop/exits/confidence.ts";
import { fitRule, leastThreshold } from "../loop/exits/calibration.ts";
import { logitsOf } from "../loop/exits/sweep.ts";
import { fit } from "../loop/fit.ts";
import { Prediction } from "../loop/steps.ts";
import { Classifier } from "./classifier.ts";
import { type LabelledData, prepare, type PreparedData } from "./kinds.ts";
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
export async function trainClassifier<N extends TextModel = "lstmal">(
  data: LabelledData,
  options: ClassifierOptions<N> = {},
): Promise<Classifier<N>> {
  checkClassifierOptions(options);
  options.signal?.throwIfAborted();
  const prepared = prepare(data, options);
  if (options.device) return await trained(options.device, prepared, options);
  const device = await openDevice();
  return await trained(device, prepared, options).catch((error) => {
    device.destroy();
    throw error;
  });
}

async function trained<N extends TextModel>(
  device: Device,
  { encoding, train, held: validation }: PreparedData,
  options: ClassifierOptions<N>,
): Promise<Classifier<N>> {
  const { model = "lstmal" as N, batch, criterion = "max-softmax" } = options;
  const classes = encoding.classes.length;
  const own = netOptions(options, { model, words: encoding.vocabulary.size, classes });
  const learner = buildModel(device, model, own);
  const { epochs = defaultEpochs(train.labels.length, batch) } = options;
  await fit(learner, { train, validation, classes }, { ...options, epochs });
  const exits = validation && await exitsOf(learner, validation, { classes, criterion });
  return new Classifier<N>(learner, { model, options: own, encoding, exits });
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
