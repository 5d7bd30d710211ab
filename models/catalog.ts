/**
 * The one list of models, by the names of the original scripts.
 *
 * @module
 */
import {
  type AssociatedBlock,
  type Device,
  type FeatureShape,
  type Learner,
  ShapeError,
} from "../engine/mod.ts";
import { checkOptions, type OptionKinds } from "../engine/options.ts";
import { buildBlock, buildNet, type NetPlan } from "./net.ts";
import { linearal } from "./text/linearal.ts";
import { lstmal } from "./text/lstmal.ts";
import {
  defaultLinear,
  defaultLstm,
  defaultTransformer,
  type LinearBlocks,
  linearKinds,
  type LstmBlocks,
  lstmKinds,
  type TextOptions,
  type TransformerBlocks,
  transformerKinds,
  wordKinds,
} from "./text/options.ts";
import { transformeral } from "./text/transformeral.ts";

/** The options of the blocks above the first, for each model. */
export interface Blocks {
  /** Linear layers on the mean of the words. */
  linearal: LinearBlocks;
  /** LSTMs over the words. */
  lstmal: LstmBlocks;
  /** Transformer encoder layers. */
  transformeral: TransformerBlocks;
}

/** The name of a model. */
export type ModelName = keyof Blocks;

/** The options of the blocks above the first, for one model. */
export type BlocksOf<N extends ModelName> = Blocks[N];

/** The options of a model. */
export type ModelOptions<N extends ModelName = ModelName> = TextOptions<BlocksOf<N>>;

/** A kind of model. */
export interface ModelKind<N extends ModelName = ModelName> {
  /** Its blocks above the first, in a few words. */
  readonly title: string;
  /** The kind of data that it reads. */
  readonly modality: "text";
  /** The default options of its blocks above the first. */
  readonly above: BlocksOf<N>;
  /** The plan of its net. */
  plan(options: ModelOptions<N>): NetPlan;
  /** Width of the word vectors that may enter at block `i`, counted from 0; null where any width may. */
  sideWidth(options: ModelOptions<N>, i: number): number | null;
}

/** The models by name. Each takes side inputs if its options name some. */
export const models: { readonly [N in ModelName]: ModelKind<N> } = {
  lstmal: {
    title: "LSTMs over the words",
    modality: "text",
    above: defaultLstm,
    plan: lstmal,
    sideWidth: ({ words, above: { hidden, bidirectional } }, i) =>
      i === 1 ? words.width : bidirectional ? 2 * hidden : hidden,
  },
  linearal: {
    title: "linear layers on the mean of the words",
    modality: "text",
    above: defaultLinear,
    plan: linearal,
    sideWidth: ({ words, above: { width, merge } }, i) =>
      merge === "concat" ? null : i === 1 ? words.width : width,
  },
  transformeral: {
    title: "Transformer encoder layers",
    modality: "text",
    above: defaultTransformer,
    plan: transformeral,
    sideWidth: ({ words }) => words.width,
  },
};

/** What the options of the blocks above the first may be, by model. */
export const blockKinds: { readonly [N in ModelName]: OptionKinds<BlocksOf<N>> } = {
  lstmal: lstmKinds,
  linearal: linearKinds,
  transformeral: transformerKinds,
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
export function buildModel<N extends ModelName>(
  device: Device,
  name: N,
  options: ModelOptions<N>,
): Learner {
  return buildNet(device, options, planOf(name, options));
}

/** The net of a model, whose options are what they may be. */
function planOf<N extends ModelName>(name: N, options: ModelOptions<N>): NetPlan {
  const { plan } = kindOf(name);
  const act = `build the model "${name}"`;
  checkOptions(act, options.words, wordKinds, "words.");
  checkOptions(act, options.above, blockKinds[name], "above.");
  return plan(options);
}

/**
 * Finds a kind of model by its name.
 *
 * @throws {ShapeError} When there is no such model.
 */
export function kindOf<N extends ModelName>(name: N): ModelKind<N> {
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
  if (block > 0 && !input) {
    throw new ShapeError(
      `Cannot build block ${block} (from 0) alone: the sizes of the features that enter it are missing, give ` +
        "input, the out of the encoder below",
    );
  }
  return buildBlock(device, options, plan, block, input ?? plan.input);
}
