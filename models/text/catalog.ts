/**
 * The text models, by the names of the original scripts.
 *
 * @module
 */
import { checkOptions, type OptionKinds } from "../../engine/options.ts";
import type { ModelKind } from "../kind.ts";
import { defaultNet } from "../options.ts";
import { linearal } from "./linearal.ts";
import { lstmal } from "./lstmal.ts";
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
} from "./options.ts";
import { transformeral } from "./transformeral.ts";

/** The options of the blocks above the first, for each text model. */
export interface Blocks {
  /** Linear layers on the mean of the words. */
  linearal: LinearBlocks;
  /** LSTMs over the words. */
  lstmal: LstmBlocks;
  /** Transformer encoder layers. */
  transformeral: TransformerBlocks;
}

/** The name of a text model. */
export type TextModel = keyof Blocks;

/** The options of the blocks above the first, for one text model. */
export type BlocksOf<N extends TextModel> = Blocks[N];

/** The options of each text model. */
export type TextOptionsByModel = { [N in TextModel]: TextOptions<BlocksOf<N>> };

/** A kind of text model. */
export interface TextKind<N extends TextModel = TextModel>
  extends ModelKind<TextOptions<BlocksOf<N>>> {
  /** Texts. */
  readonly modality: "text";
  /** The default options of its blocks above the first. */
  readonly above: BlocksOf<N>;
  /** Width of the word vectors that may enter at block `i`, counted from 0; null where any width may. */
  sideWidth(options: TextOptions<BlocksOf<N>>, i: number): number | null;
}

/** What the options of the blocks above the first may be, by model. */
export const blockKinds: { readonly [N in TextModel]: OptionKinds<BlocksOf<N>> } = {
  lstmal: lstmKinds,
  linearal: linearKinds,
  transformeral: transformerKinds,
};

const shared = { modality: "text", net: defaultNet } as const;

/** The text models by name. Each takes side inputs if its options name some. */
export const textModels: { readonly [N in TextModel]: TextKind<N> } = {
  lstmal: {
    ...shared,
    title: "LSTMs over the words",
    check: (act, options) => checkText(act, options, lstmKinds),
    above: defaultLstm,
    plan: lstmal,
    sideWidth: ({ words, above: { hidden, bidirectional } }, i) =>
      i === 1 ? words.width : bidirectional ? 2 * hidden : hidden,
  },
  linearal: {
    ...shared,
    title: "linear layers on the mean of the words",
    check: (act, options) => checkText(act, options, linearKinds),
    above: defaultLinear,
    plan: linearal,
    sideWidth: ({ words, above: { width, merge } }, i) =>
      merge === "concat" ? null : i === 1 ? words.width : width,
  },
  transformeral: {
    ...shared,
    title: "Transformer encoder layers",
    check: (act, options) => checkText(act, options, transformerKinds),
    above: defaultTransformer,
    plan: transformeral,
    sideWidth: ({ words }) => words.width,
  },
};

function checkText<T extends object>(
  act: string,
  { words, above }: TextOptions<T>,
  kinds: OptionKinds<T>,
): void {
  checkOptions(act, { words, above }, { words: "object", above: "object" });
  checkOptions(act, words, wordKinds, "words.");
  checkOptions(act, above, kinds, "above.");
}
