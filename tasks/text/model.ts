/**
 * The text model that a run's options describe.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import {
  type BlocksOf,
  buildEquilibrium,
  buildModel,
  type TextModel,
  textModels,
  type TextOptions,
  type WordOptions,
} from "../../models/mod.ts";
import type { Vocabulary } from "../../datasets/mod.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { OptionError } from "../options/value.ts";
import { netOptions } from "../net_options.ts";
import type { TextEncoding } from "./encoding.ts";
import { equilibriumOptions } from "./equilibrium.ts";

type RunOptions = OptionsOf<"train">;

/** First values of a table, a row for each word. */
export type FirstRows = (words: Vocabulary) => Float32Array | undefined;

/** What a model learns from. */
export interface LearnedFrom {
  /** First values of word tables, where there are word vectors; drawn where absent. */
  readonly firstRows?: FirstRows;
  /** How far word tables return to their first values at a step. */
  readonly tableDecay?: number;
}

/**
 * The model of a run.
 *
 * @throws {OptionError} when side inputs and features differ in width
 */
export function buildText(
  device: Device,
  options: RunOptions,
  encoding: TextEncoding,
  from: LearnedFrom = {},
): Learner {
  const name = baseModel(options.model);
  if (isEquilibrium(name)) {
    const vectors = from.firstRows?.(encoding.vocabulary);
    return buildEquilibrium(device, equilibriumOptions(options, encoding, vectors)).learner;
  }
  const model = name as TextModel; // models of texts read texts
  return buildModel(device, model, modelOptions(model, options, encoding, from));
}

/** The options of the library's model that the options of a run stand for. */
export function modelOptions<N extends TextModel>(
  name: N,
  options: RunOptions,
  encoding: TextEncoding,
  { firstRows = () => undefined, tableDecay }: LearnedFrom = {},
): TextOptions<BlocksOf<N>> {
  const { vocabulary, classes, dim } = encoding;
  const words: WordOptions = {
    vocabulary: vocabulary.size,
    width: dim ?? options.embDim,
    vectors: firstRows(vocabulary),
    deviation: options.embStd,
    unknown: options.unknown,
    update: options.embeddingUpdate,
    pool: options.pool,
    tables: options.wordTables,
    layers: options.firstLayers,
    shared: options.sameEmb,
  };
  const own = netOptions(options, classes.length, tableDecay);
  const net = { ...own, words, above: blocksOf[name](options) };
  return { ...net, words: { ...words, sides: sidesOf(name, net, encoding, firstRows) } };
}

/** The word tables of the blocks that take a side input, by block from 0; none where no block does. */
function sidesOf<N extends TextModel>(
  name: N,
  net: TextOptions<BlocksOf<N>>,
  { inputs, columns, vocabulary }: TextEncoding,
  firstRows: FirstRows,
): WordOptions["sides"] {
  const { words } = net;
  const tables = inputs.map((input, i) => {
    if (!i || !input) return undefined;
    const own = ("column" in input ? columns.get(input.column) : undefined) ?? vocabulary;
    const width = textModels[name].sideWidth(net, i);
    // Only tables whose vectors are as wide as what they join begin with them.
    const fits = width === null || width === words.width;
    if (words.shared && !fits) throw widthError(words.width, width, i);
    return { rows: own.size, vectors: fits ? firstRows(own) : undefined };
  });
  return tables.some((table) => table) ? tables : undefined;
}

function widthError(columns: number, width: number, i: number): OptionError {
  return new OptionError(
    `Cannot join words of ${columns} columns to features of ${width} in block ${i + 1}: make ` +
      "both equally wide (--emb-dim, --l1-dim, --no-bidirectional), or give each block a table " +
      "of its own without vectors (neither --same-emb nor --vectors)",
  );
}

/** What the options of a run say of the blocks above the first, by model. */
const blocksOf: { readonly [N in TextModel]: (options: RunOptions) => BlocksOf<N> } = {
  linearal: ({ l1Dim, forwardActivation, sideMerge }) => ({
    width: l1Dim,
    activation: forwardActivation,
    merge: sideMerge,
  }),
  lstmal: ({ l1Dim, bidirectional, readout, handOver }) => ({
    hidden: l1Dim,
    bidirectional,
    readout,
    handOver,
  }),
  transformeral: ({ heads, ffDim, l1Dim, norm, positions, maxLen, layerDropout }) => ({
    heads,
    feedForward: ffDim ?? l1Dim,
    norm,
    positions: positions === "none" ? 0 : maxLen,
    dropout: layerDropout,
  }),
};
