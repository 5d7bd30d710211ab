/**
 * The one list of models, by the names of the original scripts.
 *
 * @module
 */
import {
  type AssociatedBlock,
  type Chain,
  type Device,
  type FeatureShape,
  type Learner,
  ShapeError,
} from "../engine/mod.ts";
import { imageModels, type ImageOptionsByModel } from "./image/catalog.ts";
import type { ModelKind } from "./kind.ts";
import { buildBlock, buildNet, buildPart, type NetPlan, type PartRange } from "./net.ts";
import type { NetOptions } from "./options.ts";
import {
  type BlocksOf,
  type TextModel,
  textModels,
  type TextOptionsByModel,
} from "./text/catalog.ts";
import type { TextOptions } from "./text/options.ts";

/** The options of each model. */
export interface OptionsByModel extends TextOptionsByModel, ImageOptionsByModel {}

/** The name of a model. */
export type ModelName = keyof OptionsByModel;

/** The options of a model. */
export type ModelOptions<N extends ModelName = ModelName> = OptionsByModel[N];

/** The models by name. */
export const models: Readonly<Record<ModelName, ModelKind>> = {
  ...textModels,
  ...imageModels,
};

/**
 * Builds a model by its name.
 *
 * @throws {ShapeError} When an option is not what it may be, or does not fit the others.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const net = buildModel(device, "linearal", options);
 * console.assert(net.depths.join() === "1,2,3");
 * device.destroy();
 * ```
 */
export function buildModel<N extends TextModel>(
  device: Device,
  name: N,
  options: TextOptions<BlocksOf<N>>,
): Learner;
/**
 * Builds a model of any kind by its name.
 *
 * @throws {ShapeError} When an option is not what it may be, or does not fit the others.
 *
 * @example
 * ```ts
 * import { buildModel, imageModels, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { net, layers } = imageModels.cnn_al; // the default options
 * const scaling = { mean: [0.5], deviation: [0.5], perImage: false };
 * const input = { height: 8, width: 8, channels: 1, ...scaling };
 * const options = { ...net, classes: 2, input, layers: { ...layers, width: 1 / 8 } };
 * const learner = buildModel(device, "cnn_al", options);
 * const x = tensor(device, new Uint32Array(2 * 16), [2, 16]); // two black images, four pixels a word
 * const logits = learner.predict(learner.entry.features({ x }));
 * console.assert(logits.length === 4); // after each block
 * device.destroy();
 * ```
 */
export function buildModel<N extends ModelName>(
  device: Device,
  name: N,
  options: ModelOptions<N>,
): Learner;
export function buildModel(device: Device, name: ModelName, options: NetOptions): Learner {
  return buildNet(device, options, planOf(name, options));
}

/** The net of a model, whose options are what they may be. */
function planOf(name: ModelName, options: NetOptions): NetPlan {
  const kind = kindOf(name);
  kind.check(`build the model "${name}"`, options);
  return kind.plan(options);
}

/**
 * Finds a kind of model by its name.
 *
 * @throws {ShapeError} When there is no such model.
 */
export function kindOf(name: ModelName): ModelKind {
  if (Object.hasOwn(models, name)) return models[name];
  throw new ShapeError(
    `Cannot build the model "${name}": there is none of this name, give one of ${
      Object.keys(models).join(", ")
    }`,
  );
}

/**
 * The specification of one block, as JSON, from which another process can build the block alone. First values
 * of word tables do not fit into JSON: leave them out, and assign them to the parameters of the block.
 */
export interface BlockSpec<N extends ModelName = ModelName> {
  /** The model that the block belongs to. */
  readonly model: N;
  /** The options of that model. */
  readonly options: ModelOptions<N>;
  /** The number of the block in the model, counted from 0. */
  readonly block: number;
  /** Sizes of the features that enter the block: `out` of the encoder below; the first block needs none. */
  readonly input?: FeatureShape;
}

/**
 * Builds the block of a specification, with the first values that it has in the whole model.
 *
 * @throws {ShapeError} When an option is not what it may be or does not fit the others, there is no such block,
 * or `input` is missing.
 *
 * @example
 * ```ts
 * import {
 *   blockOf,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   full,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const block = blockOf(device, { model: "linearal", options, block: 1, input: { x: [8] } });
 * const codes = full(device, [2, options.labels.width], 0); // what the block below says of the labels
 * const { losses } = block.step({ x: full(device, [2, 8], 1), rows: {}, shared: {} }, codes);
 * console.assert(losses.length === 2); // no other block is needed for it to learn
 * device.destroy();
 * ```
 */
export function blockOf<N extends ModelName>(
  device: Device,
  { model, options, block, input }: BlockSpec<N>,
): AssociatedBlock {
  const plan = planOf(model, options);
  if (block > 0 && !input) throw missingInput(block);
  return buildBlock(device, options, plan, block, input ?? plan.input);
}

/** The specification of neighbouring blocks of a model, as JSON; see {@linkcode BlockSpec}. */
export interface PartSpec<N extends ModelName = ModelName> extends PartRange {
  /** The model that the blocks belong to. */
  readonly model: N;
  /** The options of that model. */
  readonly options: ModelOptions<N>;
}

/**
 * Builds neighbouring blocks of a model alone, with the first values that they have in the whole model.
 *
 * @throws {ShapeError} When an option is not what it may be or does not fit the others, there are no such blocks,
 * or `input` is missing.
 *
 * @example
 * ```ts
 * import { defaultLinear, defaultNet, defaultWords, openCpu, partOf } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const part = partOf(device, { model: "linearal", options, first: 1, end: 3, input: { x: [8] } });
 * console.assert(part.groups[0].name === "block 2 encoder");
 * device.destroy();
 * ```
 */
export function partOf<N extends ModelName>(
  device: Device,
  { model, options, first, end, input }: PartSpec<N>,
): Chain {
  const plan = planOf(model, options);
  const { blocks } = options as NetOptions;
  if (!(first >= 0 && first < end && end <= blocks)) {
    throw new ShapeError(
      `Cannot build blocks ${first} up to ${end} (from 0): the model has ${blocks}, give some of them`,
    );
  }
  if (first > 0 && !input) throw missingInput(first);
  return buildPart(device, options, plan, { first, end, input });
}

function missingInput(block: number): ShapeError {
  return new ShapeError(
    `Cannot build block ${block} (from 0) alone: the sizes of the features that enter it are missing, give ` +
      "input, the out of the encoder below",
  );
}
