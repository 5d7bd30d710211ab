/** Small text models on the device of the test at hand, for tests to change what they are about. */
import type { AssociatedBlock, Chain, Learner } from "../../../engine/mod.ts";
import {
  buildModel,
  defaultLinear,
  defaultLstm,
  defaultNet,
  defaultTransformer,
  defaultWords,
  type LinearBlocks,
  type LstmBlocks,
  type TextModel,
  type TextOptions,
  type TransformerBlocks,
} from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";

/** Options that serve every text model. */
export type AnyText = TextOptions<LinearBlocks & LstmBlocks & TransformerBlocks>;

/** What a test changes of them; what is left out of a part stays as it is. */
export type Changes = {
  readonly [K in keyof AnyText]?: AnyText[K] extends object ? Partial<AnyText[K]> : AnyText[K];
};

/** A chain whose blocks are those of Associated Learning. */
export interface AssociatedChain extends Chain {
  readonly blocks: readonly AssociatedBlock[];
}

const small: AnyText = {
  ...defaultNet,
  classes: 3,
  blocks: 2,
  labels: { ...defaultNet.labels, width: 5, deepWidth: 5 },
  learning: { ...defaultNet.learning, rate: 1e-2, firstRate: 1e-2, dropout: 0 },
  words: { ...defaultWords, vocabulary: 12, width: 6, update: "dense" },
  above: {
    ...defaultLinear,
    ...defaultLstm,
    ...defaultTransformer,
    width: 4,
    hidden: 4,
    feedForward: 4,
  },
};

/** Options of a small text model; later changes win. */
export const options = (...changes: readonly Changes[]): AnyText =>
  changes.reduce<AnyText>((all, change) => ({
    ...all,
    ...change,
    labels: { ...all.labels, ...change.labels },
    learning: { ...all.learning, ...change.learning },
    words: { ...all.words, ...change.words },
    above: { ...all.above, ...change.above },
  }), small);

/** A small text model. */
export const netOf = (name: TextModel, ...changes: readonly Changes[]): Learner =>
  buildModel(device, name, options(...changes));

/** The same where it learns by itself, block for block. */
export const chainOf = (name: TextModel, ...changes: readonly Changes[]): AssociatedChain =>
  netOf(name, ...changes) as AssociatedChain;
