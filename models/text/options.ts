/**
 * The options of text models, besides the options of every net.
 *
 * @module
 */
import { type ActivationName, activationNames } from "../../engine/mod.ts";
import { AMOUNT, CHANCE, COUNT, type OptionKinds, WHOLE } from "../../engine/options.ts";
import type { NetOptions } from "../options.ts";

/** The word table of a block that takes a side input. */
export interface SideTable {
  /** Words with their own row, padding and unknown included. */
  readonly rows: number;
  /** First values `[rows, columns]`, row-major. */
  readonly vectors?: Float32Array;
}

/** The word tables of a model. */
export interface WordOptions {
  /** Rows of the first block's table: words with their own row, padding and unknown included. */
  readonly vocabulary: number;
  /** Width of a word's vector. */
  readonly width: number;
  /** First values of that table `[vocabulary, width]`, row-major; drawn where absent. */
  readonly vectors?: Float32Array;
  /** Deviation of first values that are drawn. */
  readonly deviation: number;
  /** First values of the row of unknown words: drawn as the others, or zeros. */
  readonly unknown: "drawn" | "zero";
  /** Whether a step changes only the rows of the words in its mini-batch (`sparse`), or the whole table. */
  readonly update: "sparse" | "dense";
  /** Means over the real words, or over all positions, padding (zeros) included (Peng, 2023). */
  readonly pool: "words" | "positions";
  /**
   * Blocks, counted from the first, that have a table of their own for the text's words. Those above the first
   * read the words again, beside the features of the block below: what a table learns is its block's loss, and
   * the first block's loss tells nothing of the order of words.
   */
  readonly tables: number;
  /**
   * Layers that the first block has above its word table, as the blocks above it have one each: the table then
   * learns by a loss that sees the order of words.
   */
  readonly layers: number;
  /** Side inputs by block, counted from 0; the first has none. */
  readonly sides?: readonly (SideTable | undefined)[];
  /** Whether side inputs take their vectors from the first block's table (Peng, 2023). */
  readonly shared: boolean;
}

/** Linear blocks above the word vectors. */
export interface LinearBlocks {
  /** Width of a block. */
  readonly width: number;
  /** Activation of f. */
  readonly activation: ActivationName;
  /** How a block joins x and its side input: side by side, or by the greater (Peng, 2023). */
  readonly merge: "concat" | "max";
}

/** LSTM blocks above the word vectors. */
export interface LstmBlocks {
  /** Units of each direction. */
  readonly hidden: number;
  /** Whether LSTMs read in both directions. */
  readonly bidirectional: boolean;
  /**
   * What a bridge reads: the sum of the last states of both directions, both side by side, or the mean
   * output.
   */
  readonly readout: "sum" | "both" | "mean";
  /** Whether an LSTM starts from the state in which the LSTM below it ended. */
  readonly handOver: boolean;
}

/** Encoder layers of a Transformer above the word vectors, and as wide as the word vectors. */
export interface TransformerBlocks {
  /** Heads of attention, which share the width evenly. */
  readonly heads: number;
  /** Units between the two affine maps. */
  readonly feedForward: number;
  /** Where a layer normalizes: before each part, or after (as published). */
  readonly norm: "pre" | "post";
  /** Tokens at most that sinusoidal positions are added for; 0 adds none. */
  readonly positions: number;
  /** Probability with which a layer drops weights, hidden units and results. */
  readonly dropout: number;
}

/** A text model: its net, its words, and the blocks above them. */
export interface TextOptions<Blocks> extends NetOptions {
  /** The word tables. */
  readonly words: WordOptions;
  /** The blocks above the first. */
  readonly above: Blocks;
}

/** Default options of word tables. */
export const defaultWords: Omit<WordOptions, "vocabulary"> = {
  width: 128,
  deviation: 0.1,
  unknown: "drawn",
  update: "sparse",
  pool: "words",
  tables: 1,
  layers: 0,
  shared: false,
};

/** Default options of linear blocks. */
export const defaultLinear: LinearBlocks = { width: 64, activation: "elu", merge: "concat" };

/** Default options of LSTM blocks. */
export const defaultLstm: LstmBlocks = {
  hidden: 64,
  bidirectional: true,
  readout: "mean",
  handOver: true,
};

/** Default options of encoder layers. */
export const defaultTransformer: TransformerBlocks = {
  heads: 4,
  feedForward: 64,
  norm: "post",
  positions: 0,
  dropout: 0.1,
};

/** What the options of word tables may be. */
export const wordKinds: OptionKinds<WordOptions> = {
  vocabulary: COUNT,
  width: COUNT,
  deviation: AMOUNT,
  unknown: [undefined, "drawn", "zero"],
  update: ["sparse", "dense"],
  pool: ["words", "positions"],
  tables: COUNT,
  layers: WHOLE,
  shared: "boolean",
};

/** What the options of linear blocks may be. */
export const linearKinds: OptionKinds<LinearBlocks> = {
  width: COUNT,
  activation: activationNames,
  merge: ["concat", "max"],
};

/** What the options of LSTM blocks may be. */
export const lstmKinds: OptionKinds<LstmBlocks> = {
  hidden: COUNT,
  bidirectional: "boolean",
  readout: ["sum", "both", "mean"],
  handOver: "boolean",
};

/** What the options of encoder layers may be. */
export const transformerKinds: OptionKinds<TransformerBlocks> = {
  heads: COUNT,
  feedForward: COUNT,
  norm: ["pre", "post"],
  positions: WHOLE,
  dropout: CHANCE,
};
