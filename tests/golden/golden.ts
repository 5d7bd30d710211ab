/** The values that PyTorch gave, as `write.py` recorded them. */

/** A tensor: row-major values of a shape. */
export interface Recorded {
  shape: number[];
  values: number[];
}

/** Parameters or gradients by PyTorch's names; Linear weights are [out, in]. */
export type Named = Record<string, Recorded>;

/** Options of an optimizer, named as in PyTorch. */
export interface OptimizerOptions {
  lr: number;
  momentum?: number;
  nesterov?: boolean;
  weight_decay?: number;
  betas?: [number, number];
  eps?: number;
}

/** An optimizer over two parameters: their values after each step, and norms where it clips. */
export interface OptimizerCase {
  name: string;
  optimizer: "SGD" | "Adam" | "AdamW";
  options: OptimizerOptions;
  clip: number | null;
  /** Norm over both parameters before clipping, one a step; empty without clipping. */
  norms: number[];
  /** [step][parameter][element] */
  parameters: number[][][];
}

/** A learning rate: `rates[0]` at the start, `rates[e]` after e epochs. */
export interface ScheduleCase {
  name: string;
  schedule: "Constant" | "StepLR" | "CosineAnnealingLR" | "ReduceLROnPlateau";
  lr: number;
  options: {
    step_size?: number;
    gamma?: number;
    T_max?: number;
    eta_min?: number;
    mode?: "min" | "max";
    factor?: number;
    patience?: number;
    min_lr?: number;
  };
  /** The metric of each epoch, for ReduceLROnPlateau; else empty. */
  metrics: number[];
  rates: number[];
}

/** The content of `optim.json`. */
export interface OptimGolden {
  torch: string;
  dense: {
    initial: Recorded[];
    /** [step][parameter][element] */
    gradients: number[][][];
    cases: OptimizerCase[];
  };
  sparse: {
    options: OptimizerOptions;
    initial: Recorded;
    /** Rows of the gradient by index; an index that comes twice adds up. */
    steps: { indices: number[]; rows: Recorded; table: number[] }[];
  };
  schedules: ScheduleCase[];
}

/** An output and the gradient of sum(output * weights). */
export interface Weighted {
  x: Recorded;
  weights: Recorded;
  output: Recorded;
  gradient: Recorded;
}

/** A layer with the gradients of its parameters. */
export interface LayerGolden extends Weighted {
  parameters: Named;
  gradients: Named;
}

/** The three results of an LSTM: outputs [batch, time, directions * hidden], states [directions, batch, hidden]. */
export interface LstmResults {
  outputs: Recorded;
  h_n: Recorded;
  c_n: Recorded;
}

/** An LSTM over padded sequences; the loss is the sum of every result times its weights. */
export interface LstmGolden {
  bidirectional: boolean;
  lengths: number[];
  x: Recorded;
  /** h_0 and c_0, or nothing. */
  initial: Named;
  parameters: Named;
  results: LstmResults;
  weights: LstmResults;
  gradient: Recorded;
  initial_gradients: Named;
  gradients: Named;
}

/** Attention of a padded memory; the projections of queries, keys and values are one matrix. */
export interface AttentionGolden extends LayerGolden {
  heads: number;
  lengths: number[];
  memory: Recorded;
  memory_gradient: Recorded;
}

/** A Transformer's encoder layer over padded sequences, which drops nothing. */
export interface EncoderGolden extends LayerGolden {
  heads: number;
  norm: "pre" | "post";
  activation: "relu" | "gelu";
  lengths: number[];
}

/** The content of `layers.json`. */
export interface LayersGolden {
  torch: string;
  linear: LayerGolden;
  layer_norm: LayerGolden;
  embedding_mean: {
    table: Recorded;
    indices: Recorded;
    lengths: number[];
    weights: Recorded;
    output: Recorded;
    gradient: Recorded;
  };
  lstm: LstmGolden;
  lstm_initial: LstmGolden;
  bilstm: LstmGolden;
  bilstm_initial: LstmGolden;
  activations: { x: number[]; functions: Record<string, { y: number[]; slope: number[] }> };
  softmax: Weighted;
  log_softmax: Weighted;
  cross_entropy: { x: Recorded; classes: number[]; loss: number; gradient: Recorded };
  mse_loss: { x: Recorded; target: Recorded; loss: number; gradient: Recorded };
  attention: AttentionGolden;
  encoder_post: EncoderGolden;
  encoder_pre: EncoderGolden;
}

/** How windows move, of a case with a name. */
interface WindowsGolden {
  name: string;
  stride: number;
  padding: number;
}

/** A convolution of images [batch, height, width, in] with a weight [rows, columns, in, out] and a bias. */
export type ConvGolden = WindowsGolden & LayerGolden;

/** Pooling of images [batch, height, width, channels]. */
export interface PoolGolden extends WindowsGolden, Weighted {
  kind: "max" | "average";
  size: number;
}

/** A training step of batch normalization, and the running statistics after it. */
export interface NormStepGolden extends Weighted {
  gradients: Named;
  running: { mean: Recorded; variance: Recorded };
}

/** The content of `conv.json`. */
export interface ConvsGolden {
  torch: string;
  convolutions: ConvGolden[];
  poolings: PoolGolden[];
  global_average: Weighted;
  /** Steps that follow each other, then an image normalized by the running statistics. */
  batch_norm: { parameters: Named; steps: NormStepGolden[]; evaluated: Weighted };
}

/** Ten steps of a chain; parameters are named `<block>.<f, b, g or h>.<name>`. */
export interface ChainGolden {
  lr: number;
  /** The columns of `losses`, such as A1, R1, A2, R2. */
  loss_names: string[];
  /** Token indices [batch, time] with 0 after the end. */
  batches: { indices: Recorded; lengths: number[]; classes: number[] }[];
  initial: Named;
  /** [step][loss] */
  losses: number[][];
  final: Named;
  /** Logits of the last batch under the final parameters, by depth from "1". */
  logits: Record<string, Recorded>;
}

/** The content of `chain.json`. */
export interface ChainsGolden {
  torch: string;
  chain: ChainGolden;
  chain_undetached: ChainGolden;
  chain_lstm: ChainGolden;
}

/** The content of `baseline.json`. */
export type BaselineGolden = ChainGolden & { torch: string };

/** Words of a batch: indices [batch, time] with 0 after the end. */
export interface WordsGolden {
  indices: Recorded;
  lengths: number[];
}

/** Ten steps of a text model, only of parameters that take part. */
export type TextGolden = Pick<ChainGolden, "initial" | "losses" | "final" | "logits">;

/** The content of `text.json`: all models learn from the same batches. */
export interface TextsGolden {
  torch: string;
  lr: number;
  /** Side inputs are by block from 0. */
  batches: (WordsGolden & { classes: number[]; sides: (WordsGolden | null)[] })[];
  cases: Record<
    | "transformer"
    | "transformer_backprop"
    | "transformer_same"
    | "lstm_backprop"
    | "lstm_side"
    | "linear_concat"
    | "linear_max"
    | "linear_backprop",
    TextGolden
  >;
}

/** Ten steps of an image model, only of parameters that take part. */
export interface ImageGolden {
  /** [step][loss] */
  losses: number[][];
  /** By our names: the first and the last element, the sum, and the sum of magnitudes. */
  final: Record<string, number[]>;
  /** Logits [batch, classes] of the last batch under the final parameters, by depth from "1". */
  logits: Record<string, number[]>;
}

/** The content of `image.json`. */
export interface ImagesGolden {
  torch: string;
  lr: number;
  cases: Record<string, Record<"al" | "bp", ImageGolden>>;
}

function read<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`./${name}.json`, import.meta.url)));
}

/** Reads optimizers and schedules. */
export const readOptim = (): OptimGolden => read("optim");
/** Reads layers, activations and losses. */
export const readLayers = (): LayersGolden => read("layers");
/** Reads convolutions, pooling and batch normalization. */
export const readConvs = (): ConvsGolden => read("conv");
/** Reads the three chains of blocks. */
export const readChains = (): ChainsGolden => read("chain");
/** Reads the net trained by backpropagation. */
export const readBaseline = (): BaselineGolden => read("baseline");
/** Reads text models with encoder layers and side inputs. */
export const readTexts = (): TextsGolden => read("text");
/** Reads image models. */
export const readImages = (): ImagesGolden => read("image");
