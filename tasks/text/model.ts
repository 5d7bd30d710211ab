/**
 * Builds the model that a run's options describe.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import { type SideTable, type TextModelOptions, textModels } from "../../models/mod.ts";
import type { Vocabulary } from "../../datasets/mod.ts";
import type { OptionsOf } from "../options/options.ts";
import { blockInputs } from "../options/sides.ts";
import type { Words } from "./vocabulary_file.ts";

/** What a model depends on besides its options. */
export interface ModelSizes {
  /** Rows of the word table. */
  readonly vocabulary: number;
  /** Number of classes. */
  readonly classes: number;
  /** Width of a word's vector: of the word vectors, where there are some, else `emb-dim`. */
  readonly embedding: number;
  /** Word vectors to start from `[vocabulary, embedding]`. */
  readonly vectors?: Float32Array;
  /** Word tables of the blocks that take a side input, by block from 0. */
  readonly sides?: readonly (SideTable | undefined)[];
}

/**
 * The sizes of a run's model.
 *
 * @param rowsOf First values of a table, a row for each word; only tables whose vectors are as wide as
 * what they join take them
 */
export function modelSizes(
  options: OptionsOf<"train">,
  { vocabulary, columns, classes, dim }: Words,
  rowsOf: (words: Vocabulary) => Float32Array | undefined = () => undefined,
): ModelSizes {
  const embedding = dim ?? options.embDim;
  const tables = blockInputs(options).map((input, i): SideTable | undefined => {
    if (!i || !input) return undefined;
    const own = "column" in input ? columns.get(input.column) : undefined;
    const words = own ?? vocabulary;
    const fits = sideWidth(options, embedding, i) === embedding;
    return { rows: words.size, vectors: fits ? rowsOf(words) : undefined };
  });
  return {
    vocabulary: vocabulary.size,
    classes: classes.length,
    embedding,
    vectors: rowsOf(vocabulary),
    sides: tables.some((table) => table) ? tables : undefined,
  };
}

/** Width of the word vectors that enter at block `i`, counted from 0 and above the first. */
function sideWidth(options: OptionsOf<"train">, embedding: number, i: number): number {
  const { model, sideMerge, l1Dim, bidirectional } = options;
  const isLinear = model.startsWith("linear");
  const takesAny = model.startsWith("transformer") || (isLinear && sideMerge === "concat");
  if (i === 1 || takesAny) return embedding;
  return isLinear || !bidirectional ? l1Dim : 2 * l1Dim;
}

/** The model of a run. */
export function buildModel(
  device: Device,
  options: OptionsOf<"train">,
  sizes: ModelSizes,
): Learner {
  return textModels[options.model]({
    device,
    seed: options.seed,
    mode: options.mode,
    ...sizes,
    ...shapesOf(options),
    ...learningOf(options),
  });
}

/** What the options say of a model's blocks. */
function shapesOf(options: OptionsOf<"train">) {
  return {
    layers: options.numLayer,
    hidden: options.l1Dim,
    label: options.labelEmb,
    deepLabel: options.deepLabelEmb ?? options.labelEmb,
    labelBias: options.labelBias,
    initialization: options.init,
    pool: options.pool,
    bidirectional: options.bidirectional,
    readout: options.readout,
    handOver: options.handOver,
    heads: options.heads,
    feedForward: options.ffDim ?? options.l1Dim,
    norm: options.norm,
    positions: options.positions === "none" ? 0 : options.maxLen,
    sideMerge: options.sideMerge,
    sameEmbedding: options.sameEmb,
    activation: options.activation,
    forwardActivation: options.forwardActivation,
    bridge: options.bridge,
    decoder: options.decoder,
    deepDecoder: options.decoderDeep,
  } satisfies Partial<TextModelOptions>;
}

/** What they say of how the blocks learn. */
function learningOf(options: OptionsOf<"train">) {
  return {
    reconstruction: options.reconstruction === "ce" ? "cross-entropy" : "mse",
    detachTarget: options.detachTarget,
    dropout: options.dropout,
    layerDropout: options.layerDropout,
    clip: options.clip,
    optimizer: options.optimizer,
    rate: options.lr,
    embeddingRate: options.embLr,
    autoEncoderScale: options.aeLrScale,
    decay: options.weightDecay,
    embeddingUpdate: options.embeddingUpdate,
    embeddingDeviation: options.embStd,
  } satisfies Partial<TextModelOptions>;
}
