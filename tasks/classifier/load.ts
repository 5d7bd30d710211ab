/**
 * A classifier from what was saved.
 *
 * @module
 */
import { type Device, openDevice, ShapeError } from "../../engine/mod.ts";
import { checkGiven } from "../../engine/options.ts";
import { DataError } from "../../datasets/mod.ts";
import { Classifier } from "./classifier.ts";
import { familyOf } from "./families.ts";
import { checkNames } from "./options.ts";
import { kindOfEncoding } from "./kinds.ts";
import { decodeClassifier, type SavedClassifier } from "./saved.ts";

/**
 * A classifier from the bytes that {@linkcode Classifier.save} gave, or from what a run folder of the
 * command line holds (`readRun` of `@associated/learning/files`).
 *
 * @param options The device to compute on; where absent a GPU where one answers, else the processors.
 * @throws {DataError} When they are no classifier, or damaged.
 * @throws {ShapeError} When an option is unknown or not what it may be.
 *
 * @example
 * ```ts
 * import { loadClassifier, trainClassifier } from "@associated/learning";
 *
 * const data = { texts: ["good", "fine", "bad", "poor"], labels: ["+", "+", "-", "-"] };
 * const net = await trainClassifier(data, { model: "linearal", epochs: 5 });
 * const again = await loadClassifier(await net.save(), { device: net.learner.device });
 * const [one, other] = [await net.predict(["good"]), await again.predict(["good"])];
 * console.assert(one[0].label === other[0].label);
 * net.learner.device.destroy();
 * ```
 */
export async function loadClassifier(
  saved: Uint8Array | ArrayBuffer | Blob | SavedClassifier,
  options: { readonly device?: Device } = {},
): Promise<Classifier> {
  checkNames("load a classifier", options, ["device"]);
  checkGiven("load a classifier", options, { device: "object" });
  const whole = await read(saved);
  checkParts(whole);
  if (options.device) return assembled(options.device, whole);
  const device = await openDevice();
  try {
    return assembled(device, whole);
  } catch (error) {
    device.destroy();
    throw error;
  }
}

async function read(saved: Parameters<typeof loadClassifier>[0]): Promise<SavedClassifier> {
  if (typeof saved === "object" && saved !== null && "weights" in saved) return saved;
  const bytes = await new Blob([saved as BlobPart]).arrayBuffer();
  return decodeClassifier(new Uint8Array(bytes));
}

/** Refuses parts that do not fit each other, before anything is built of them. */
function checkParts({ model, options, encoding, weights, exits }: SavedClassifier): void {
  const { classes } = options;
  const { depths: blocks, places: named } = familyOf(model).counts(options);
  const { unit, fits } = kindOfEncoding(encoding);
  const places = new Set(Array.from(weights.keys(), (name) => name.split("/")[0]));
  const depths = exits?.rule.exits ?? [blocks];
  const why = !fits(options, encoding) || classes !== encoding.classes.length
    ? "its net and its encoding differ in size or classes"
    : named !== places.size
    ? `it has weights of ${places.size} blocks and is a net of ${named}`
    : depths.some((depth) => !(depth >= 1 && depth <= blocks)) || depths.at(-1) !== blocks
    ? `its ${unit} leave at depths ${depths.join(", ")} of ${blocks}`
    : null;
  if (why) throw new DataError(`Cannot load a classifier: ${why}, take another copy`);
}

/** The net with its weights. */
function assembled(device: Device, { weights, ...about }: SavedClassifier): Classifier {
  const learner = built(device, about);
  for (const parameter of learner.parameters) {
    const found = weights.get(parameter.name);
    if (!(found?.data instanceof Float32Array) || found.shape.join() !== parameter.shape.join()) {
      throw new DataError(
        `Cannot load a classifier: it has no ${parameter}, the weights are of another model`,
      );
    }
    parameter.assign(found.data);
  }
  return new Classifier(learner, about);
}

/** The net of the saved options, which are data like any other. */
function built(device: Device, { model, options }: Pick<SavedClassifier, "model" | "options">) {
  try {
    return familyOf(model).build(device, model, options);
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    const state = cause.message.replace(/^Cannot /, "cannot ");
    throw new DataError(
      `Cannot load a classifier: its net is not one that can be built (${state}), take another copy`,
      { cause },
    );
  }
}
