/**
 * What a text model is built from.
 *
 * @module
 */
import type { ActivationName, Device } from "../../engine/mod.ts";

/** Choices that serve where a caller has no others: what is wrong in the authors' code is mended. */
export const defaultSettings = {
  labelBias: true,
  initialization: "pytorch",
  pool: "words",
  bidirectional: true,
  readout: "mean",
  handOver: true,
  heads: 4,
  norm: "post",
  positions: 0,
  layerDropout: 0.1,
  activation: "tanh",
  forwardActivation: "elu",
  bridge: "linear",
  decoder: "none",
  deepDecoder: "none",
  reconstruction: "cross-entropy",
  detachTarget: true,
  dropout: 0,
  clip: 0,
  optimizer: "adam",
  autoEncoderScale: 1,
  decay: 0,
  sideMerge: "concat",
  embeddingDeviation: 0.1,
  sameEmbedding: false,
} as const;

/** The word table of a block that takes a side input. */
export interface SideTable {
  /** Words with their own row, padding and unknown included. */
  readonly rows: number;
  /** First values `[rows, columns]`, row-major. */
  readonly vectors?: Float32Array;
}

/** Sizes and choices that define a text model; rates may be changed later, shapes may not. */
export interface TextModelOptions {
  /** The device of its tensors. */
  readonly device: Device;
  /** `al` for Associated Learning, `bp` for the same path trained end to end. */
  readonly mode: "al" | "bp";
  /** Start of every random stream. */
  readonly seed: number;
  /** Rows of the word table: words with their own row, padding and unknown included. */
  readonly vocabulary: number;
  /** Number of classes. */
  readonly classes: number;
  /** Number of blocks, the embedding counted as one. */
  readonly layers: number;
  /** Width of a word's vector. */
  readonly embedding: number;
  /** Width of the blocks after the embedding, of each direction of an LSTM. */
  readonly hidden: number;
  /** Width of the label codes of the first block. */
  readonly label: number;
  /** Width of the label codes of later blocks. */
  readonly deepLabel: number;
  /** Whether g, b and h have biases; those of Wu et al. (2022) have none. */
  readonly labelBias: boolean;
  /** First values: PyTorch's, or those of Peng (2023). */
  readonly initialization: "pytorch" | "thesis";
  /** Means over the real words, or over all positions, padding (zeros) included (Peng, 2023). */
  readonly pool: "words" | "positions";
  /** First values of the word table `[vocabulary, embedding]`, row-major. */
  readonly vectors?: Float32Array;
  /** Deviation of the first values of word tables that are drawn. */
  readonly embeddingDeviation: number;
  /** Side inputs by block, counted from 0; the first has none. */
  readonly sides?: readonly (SideTable | undefined)[];
  /** How a linear block joins x and its side input: side by side, or by the greater (Peng, 2023). */
  readonly sideMerge: "concat" | "max";
  /** Whether side inputs take their vectors from the first block's table (Peng, 2023: `--same-emb`). */
  readonly sameEmbedding: boolean;
  /** Whether LSTMs read in both directions. */
  readonly bidirectional: boolean;
  /** What a bridge reads of an LSTM: the sum of its directions' last states, both, or the outputs' mean. */
  readonly readout: "sum" | "both" | "mean";
  /** Whether an LSTM starts from the state in which the one below ended. */
  readonly handOver: boolean;
  /** Heads of attention. */
  readonly heads: number;
  /** Units between the two affine maps of an encoder layer. */
  readonly feedForward: number;
  /** Where an encoder layer normalizes: before each part, or after (as published). */
  readonly norm: "pre" | "post";
  /** Tokens at most that sinusoidal positions are added for; 0 adds none. */
  readonly positions: number;
  /** Probability with which an encoder layer drops weights, hidden units and results. */
  readonly layerDropout: number;
  /** Activation of g and of a linear bridge. */
  readonly activation: ActivationName;
  /** Activation of f in linear blocks. */
  readonly forwardActivation: ActivationName;
  /** One layer, or two of which the first is five times as wide (NECO 2021). */
  readonly bridge: "linear" | "mlp";
  /** Activation after h of the first block; `none` gives logits. */
  readonly decoder: ActivationName;
  /** Activation after h of later blocks. */
  readonly deepDecoder: ActivationName;
  /** d in the first block's reconstruction loss. */
  readonly reconstruction: "cross-entropy" | "mse";
  /** Whether the associated loss trains f and b only. */
  readonly detachTarget: boolean;
  /** Probability with which features between blocks are dropped. */
  readonly dropout: number;
  /** Greatest gradient norm of an optimizer's parameters; 0 for no limit. */
  readonly clip: number;
  /** Update rule. */
  readonly optimizer: "adam" | "sgd";
  /** Learning rate of the blocks after the embedding. */
  readonly rate: number;
  /** Learning rate of the embedding block. */
  readonly embeddingRate: number;
  /** Rate of g and h as a multiple of the block's. */
  readonly autoEncoderScale: number;
  /** Decoupled weight decay, of all but word tables. */
  readonly decay: number;
  /** Whether an embedding step touches the batch's rows only. */
  readonly embeddingUpdate: "sparse" | "dense";
}
