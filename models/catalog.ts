/**
 * The one list of models, by the names of the original scripts.
 *
 * @module
 */
import type { AssociatedBlock, Device, FeatureShape, Learner } from "../engine/mod.ts";
import { buildBlock, buildNet, type NetPlan } from "./net.ts";
import type { NetOptions } from "./options.ts";
import { linearal } from "./text/linearal.ts";
import { lstmal } from "./text/lstmal.ts";
import {
  defaultLinear,
  defaultLstm,
  defaultTransformer,
  type LinearBlocks,
  type LstmBlocks,
  type TextOptions,
  type TransformerBlocks,
} from "./text/options.ts";
import { transformeral } from "./text/transformeral.ts";

/** A kind of model. */
export interface ModelKind<O extends NetOptions = NetOptions> {
  /** What its blocks are, in a few words. */
  readonly title: string;
  /** What its data are. */
  readonly modality: "text";
  /** The blocks above the first, where a caller has no others. */
  readonly above: O extends TextOptions<infer Blocks> ? Blocks : object;
  /** Its net. */
  plan(options: O): NetPlan;
}

/** Models by name; a text model takes side inputs where its options name some. */
export const models: {
  readonly linearal: ModelKind<TextOptions<LinearBlocks>>;
  readonly lstmal: ModelKind<TextOptions<LstmBlocks>>;
  readonly transformeral: ModelKind<TextOptions<TransformerBlocks>>;
} = {
  lstmal: {
    title: "LSTMs over the words",
    modality: "text",
    above: defaultLstm,
    plan: lstmal,
  },
  linearal: {
    title: "linear layers on the mean of the words",
    modality: "text",
    above: defaultLinear,
    plan: linearal,
  },
  transformeral: {
    title: "Transformer encoder layers",
    modality: "text",
    above: defaultTransformer,
    plan: transformeral,
  },
};

/** The name of a model. */
export type ModelName = keyof typeof models;

/** The options of a model. */
export type ModelOptions<N extends ModelName> = Parameters<typeof models[N]["plan"]>[0];

/**
 * A model by name.
 *
 * @throws {ShapeError} When its options do not fit each other.
 */
export function buildModel<N extends ModelName>(
  device: Device,
  name: N,
  options: ModelOptions<N>,
): Learner {
  return buildNet(device, options, planOf(name, options));
}

/** A block that another process can build alone: all that it is, as JSON. */
export interface BlockSpec<N extends ModelName = ModelName> {
  /** The model that it is a block of. */
  readonly model: N;
  /** The options of that model. */
  readonly options: ModelOptions<N>;
  /** Its number there, counted from 0. */
  readonly block: number;
  /** Sizes of the features that enter it; those of the encoder below, see `Encoder.out`. */
  readonly input: FeatureShape;
}

/**
 * The block of a specification, with the first values that it has in the whole model.
 *
 * @throws {ShapeError} When its options do not fit each other.
 */
export function blockOf<N extends ModelName>(
  device: Device,
  { model, options, block, input }: BlockSpec<N>,
): AssociatedBlock {
  return buildBlock(device, options, planOf(model, options), block, input);
}

function planOf<N extends ModelName>(name: N, options: ModelOptions<N>): NetPlan {
  const kind: { plan(options: ModelOptions<N>): NetPlan } = models[name];
  return kind.plan(options);
}
