/**
 * Training a classifier by one call.
 *
 * @module
 */
import { type Device, type Learner, openDevice } from "../../engine/mod.ts";
import type { EquilibriumModel, ImageModel, TextModel } from "../../models/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { type Criterion, fitTemperature } from "../loop/exits/confidence.ts";
import { fitRule, leastThreshold } from "../loop/exits/calibration.ts";
import { type DepthLogits, logitsOf } from "../loop/exits/sweep.ts";
import { fit } from "../loop/fit.ts";
import { ownEpochs } from "../loop/own_data.ts";
import { Prediction } from "../loop/steps.ts";
import { Classifier } from "./classifier.ts";
import type { LabelledImages } from "../image/labelled.ts";
import type { LabelledNumbers } from "../numbers/labelled.ts";
import type { LabelledTexts } from "../text/labelled.ts";
import type { PreparedData } from "../parts.ts";
import { familyOf } from "./families.ts";
import type { LearnableKind } from "./kind.ts";
import { type DataEncoding, kindOfData, type LabelledData } from "./kinds.ts";
import { checkClassifierOptions, type ClassifierOptions } from "./options.ts";
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
  data: LabelledTexts,
  options?: ClassifierOptions<N>,
): Promise<Classifier<N>>;
/**
 * Trains a classifier of images.
 *
 * @example
 * ```ts
 * import { digitsDataset, selectImages, trainClassifier } from "@associated/learning";
 *
 * const { classes, train } = digitsDataset();
 * const { pixels, shape, labels } = selectImages(train, Uint32Array.from({ length: 200 }, (_, i) => i));
 * const options = { model: "mlp_al", layers: { units: 32 }, classes, epochs: 1 } as const;
 * const net = await trainClassifier({ images: { pixels, shape }, labels }, options);
 * const [answer] = await net.predict([pixels.subarray(0, 28 * 28)]); // the bytes of an image
 * console.assert(classes.includes(answer.label));
 * net.learner.device.destroy();
 * ```
 */
export async function trainClassifier<N extends ImageModel = "cnn_al">(
  data: LabelledImages,
  options?: ClassifierOptions<N>,
): Promise<Classifier<N>>;
/**
 * Trains a classifier of rows of numbers.
 *
 * @example
 * ```ts
 * import { trainClassifier } from "@associated/learning";
 *
 * const rows = Array.from({ length: 60 }, (_, i) => [i, Math.sin(i)]);
 * const net = await trainClassifier({ rows, labels: rows.map(([i]) => i < 30 ? "low" : "high") });
 * console.assert((await net.predict([[3, 0]])).length === 1);
 * net.learner.device.destroy();
 * ```
 */
export async function trainClassifier(
  data: LabelledNumbers,
  options?: ClassifierOptions<"mlp_al">,
): Promise<Classifier<"mlp_al">>;
/**
 * Trains a classifier of texts, or of pairs of texts, whose states settle.
 *
 * @example
 * ```ts
 * import { trainClassifier } from "@associated/learning";
 *
 * const texts = ["a man sleeps", "a dog runs", "a man runs", "a dog sleeps"];
 * const columns = { second: ["he is awake", "it moves", "he moves", "it is awake"] }; // ep_text reads none
 * const data = { texts, columns, labels: ["no", "yes", "yes", "no"] };
 * const net = await trainClassifier(data, { model: "ep_pair", settling: { hidden: [8] }, epochs: 2 });
 * const [answer] = await net.predict([{ text: "a cat runs", columns: { second: "it sleeps" } }]);
 * console.assert(["no", "yes"].includes(answer.label));
 * net.learner.device.destroy();
 * ```
 */
export async function trainClassifier<N extends EquilibriumModel>(
  data: LabelledTexts,
  options: ClassifierOptions<N> & { readonly model: N },
): Promise<Classifier<N>>;
export async function trainClassifier(
  data: LabelledData,
  options: ClassifierOptions = {},
): Promise<Classifier> {
  const kind = kindOfData(data);
  checkClassifierOptions(kind, options);
  options.signal?.throwIfAborted();
  const { model = kind.model } = options, family = familyOf(model);
  checkColumns(model, family.columns(model), data);
  const prepared = kind.prepare(data, { ...family.choices(model), ...options });
  if (options.device) return await trained(options.device, kind, prepared, options);
  const device = await openDevice();
  return await trained(device, kind, prepared, options).catch((error) => {
    device.destroy();
    throw error;
  });
}

/** Refuses columns that a model does not read, and too few of them. */
function checkColumns(model: string, reads: number, data: LabelledData): void {
  const given = "columns" in data && data.columns ? Object.keys(data.columns) : [];
  if (given.length === reads) return;
  throw new DataError(
    reads
      ? `Cannot train on ${given.length} columns: the model "${model}" reads pairs of texts, give columns ` +
        "of one name with the second text of each"
      : `Cannot train on the column ${
        given[0]
      }: the model "${model}" reads none, leave columns out`,
  );
}

async function trained(
  device: Device,
  kind: LearnableKind,
  { encoding, train, held: validation }: PreparedData,
  options: ClassifierOptions,
): Promise<Classifier> {
  const { model = kind.model, batch = 64, criterion = "max-softmax" } = options;
  const classes = encoding.classes.length;
  const family = familyOf(model), own = family.options(kind, model, { ...options }, encoding);
  const learner = family.build(
    device,
    model,
    kind.first?.(own, train, { ...options, batch }) ?? own,
  );
  const { epochs = ownEpochs({ rows: train.labels.length, batch }), choose = kind.choose } =
    options;
  await fit(learner, { train, validation, classes }, { ...options, epochs, choose });
  const held = validation &&
    await logitsOf(new Prediction(learner), validation, { batch: 256, classes });
  const exits = held && exitsOf(learner, held, criterion);
  return new Classifier(learner, {
    model,
    options: own,
    encoding: encoding as DataEncoding,
    exits,
    // Where all go through all blocks, as after backpropagation, probabilities are scaled too.
    ...(held && !exits &&
      { temperatures: held.logits.map((logits) => fitTemperature({ ...held, logits })) }),
  });
}

/** Temperatures and a threshold from examples that no block learned from; null where there is one depth. */
function exitsOf(learner: Learner, held: DepthLogits, criterion: Criterion): Exits | null {
  if (!learner.chain) return null;
  const { rule, sweep } = fitRule(held, { criterion, squashed: false, exits: learner.depths });
  return { rule, threshold: leastThreshold(sweep) };
}
