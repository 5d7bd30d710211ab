/**
 * The options of every net, whatever its encoders read.
 *
 * @module
 */
import { type ActivationName, activationNames, type ClassLossOptions } from "../engine/mod.ts";
import { AMOUNT, CHANCE, COUNT, type OptionKinds, WHOLE } from "../engine/options.ts";

/** The label side: g, b and h of every block. */
export interface LabelOptions {
  /** Width of the label codes of the first block. */
  readonly width: number;
  /** Width of the label codes of later blocks. */
  readonly deepWidth: number;
  /** Whether g, b and h have biases; the maps of Wu et al. (2022) have none. */
  readonly bias: boolean;
  /** Activation of g and of the bridge, of both its layers where it has two. */
  readonly activation: ActivationName;
  /**
   * One layer, or two with five times the width of the codes in between (NECO 2021), which `mlp-norm`
   * normalizes over the batch, then with relu.
   */
  readonly bridge: "linear" | "mlp" | "mlp-norm";
  /** Activation after h of the first block; `none` gives logits. */
  readonly decoder: ActivationName;
  /** Activation after h of later blocks. */
  readonly deepDecoder: ActivationName;
  /** d in the first block's reconstruction loss. */
  readonly reconstruction: "cross-entropy" | "mse";
  /** Whether the associated loss trains f and b only. */
  readonly detachTarget: boolean;
}

/** How the blocks learn. */
export interface LearningOptions extends ClassLossOptions {
  /** Update rule. */
  readonly optimizer: "adam" | "sgd";
  /** Learning rate of the blocks after the first. */
  readonly rate: number;
  /** Learning rate of the first block, and of all tables. */
  readonly firstRate: number;
  /** Rate of g and h as a multiple of the block's rate. */
  readonly labelScale: number;
  /** Decoupled decay of all weights but tables. */
  readonly decay: number;
  /** Strength with which all rows of a table are drawn to their first values at a step, times its rate. */
  readonly tableDecay: number;
  /**
   * Strength of L2 in the loss of each block, or of the net: half the squares of the kernels of f, summed,
   * times this (Kao and Chen, 2021).
   */
  readonly l2: number;
  /** Probability with which features between blocks are dropped. */
  readonly dropout: number;
  /** Greatest norm of the gradients of an encoder side, and of a label side; 0 for no limit. */
  readonly clip: number;
}

/** Sizes and choices that define a net; rates may be changed later, shapes may not. */
export interface NetOptions {
  /** `al` for Associated Learning, `bp` for the same path trained end to end. */
  readonly mode: "al" | "bp";
  /** Start of every random stream. */
  readonly seed: number;
  /** Number of classes. */
  readonly classes: number;
  /** Number of blocks. */
  readonly blocks: number;
  /**
   * First values: as in PyTorch, as in the code of Peng (2023) or of Kao and Chen (2021); or as in PyTorch
   * but for the label encoders, which are `orthogonal`, so that the codes of two classes are as far apart in
   * the last block as in the first; so are the decoders where the net is trained end to end.
   */
  readonly initialization: "pytorch" | "thesis" | "neco" | "orthogonal";
  /** The label side. */
  readonly labels: LabelOptions;
  /** How the blocks learn. */
  readonly learning: LearningOptions;
}

/** Default options; they mend the defects of the authors' code. */
export const defaultNet: Omit<NetOptions, "classes"> = {
  mode: "al",
  seed: 1,
  blocks: 3,
  initialization: "pytorch",
  labels: {
    width: 64,
    deepWidth: 64,
    bias: true,
    activation: "tanh",
    bridge: "linear",
    decoder: "none",
    deepDecoder: "none",
    reconstruction: "cross-entropy",
    detachTarget: true,
  },
  learning: {
    optimizer: "adam",
    rate: 1e-3,
    firstRate: 5e-3,
    labelScale: 1,
    decay: 0,
    tableDecay: 0,
    l2: 0,
    dropout: 0.1,
    clip: 0,
  },
};

/** What the options of the label side may be. */
export const labelKinds: OptionKinds<LabelOptions> = {
  width: COUNT,
  deepWidth: COUNT,
  bias: "boolean",
  activation: activationNames,
  bridge: ["linear", "mlp", "mlp-norm"],
  decoder: activationNames,
  deepDecoder: activationNames,
  reconstruction: ["cross-entropy", "mse"],
  detachTarget: "boolean",
};

/** What the options of learning may be. */
export const learningKinds: OptionKinds<LearningOptions> = {
  optimizer: ["adam", "sgd"],
  rate: AMOUNT,
  firstRate: AMOUNT,
  labelScale: AMOUNT,
  decay: AMOUNT,
  tableDecay: AMOUNT,
  l2: AMOUNT,
  dropout: CHANCE,
  clip: AMOUNT,
};

/** What the options of learning may be that may be absent. */
export const lossKinds: OptionKinds<ClassLossOptions> = {
  classWeights: "object",
  smoothing: CHANCE,
};

/** What the other options of a net may be. */
export const netKinds: OptionKinds<NetOptions> = {
  mode: ["al", "bp"],
  seed: WHOLE,
  classes: COUNT,
  blocks: COUNT,
  initialization: ["pytorch", "thesis", "neco", "orthogonal"],
};
