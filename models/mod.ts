/**
 * The models: nets of blocks that learn by themselves, and the same trained by backpropagation.
 *
 * @module
 */
export {
  blockOf,
  type BlockSpec,
  buildModel,
  type ModelName,
  type ModelOptions,
  models,
  type OptionsByModel,
  partOf,
  type PartSpec,
} from "./catalog.ts";
export {
  type ImageKind,
  type ImageModel,
  imageModels,
  type ImageOptionsByModel,
} from "./image/catalog.ts";
export { ImageEntry } from "./image/entry.ts";
export type {
  ConvLayer,
  DenseLayer,
  ImageLayer,
  PoolLayer,
  ResidualLayer,
  Trunk,
} from "./image/layers.ts";
export { convPlan } from "./image/plan.ts";
export {
  type Columns,
  type ConvLayers,
  type ConvNetOptions,
  defaultConv,
  defaultConvNet,
  defaultDense,
  defaultImageNet,
  defaultVgg,
  type DenseLayers,
  type DenseNetOptions,
  type Pixels,
} from "./image/options.ts";
export type { ModelKind } from "./kind.ts";
export {
  type EquilibriumKind,
  type EquilibriumModel,
  equilibriumModels,
} from "./equilibrium/catalog.ts";
export { EquilibriumEntry } from "./equilibrium/entry.ts";
export { equilibriumMemory, type MemoryNeed } from "./equilibrium/memory.ts";
export { buildEquilibrium, type BuiltEquilibrium } from "./equilibrium/net.ts";
export {
  defaultEquilibrium,
  type EquilibriumOptions,
  type StaticWords,
} from "./equilibrium/options.ts";
export { buildBlock, buildNet, type NetPlan, type PartRange } from "./net.ts";
export { defaultNet, type LabelOptions, type LearningOptions, type NetOptions } from "./options.ts";
export {
  type Blocks,
  type BlocksOf,
  type TextKind,
  type TextModel,
  textModels,
  type TextOptionsByModel,
} from "./text/catalog.ts";
export { lengthsOf, type Segment, segmentOf, TextEntry } from "./text/entry.ts";
export { LinearEncoder, type LinearEncoderOptions } from "./text/linear_encoder.ts";
export { LstmEncoder, type LstmEncoderOptions } from "./text/lstm_encoder.ts";
export {
  defaultLinear,
  defaultLstm,
  defaultTransformer,
  defaultWords,
  type LinearBlocks,
  type LstmBlocks,
  type SideTable,
  type TextOptions,
  type TransformerBlocks,
  type WordOptions,
} from "./text/options.ts";
export { StackedEncoder } from "./stacked_encoder.ts";
export { type LayerAt, textPlan } from "./text/plan.ts";
export { type Joining, SideWords, sideWords, type SideWordsOptions } from "./text/side_words.ts";
export { TransformerEncoder, type TransformerEncoderOptions } from "./text/transformer_encoder.ts";
export { MeanWordEncoder, WordEncoder, WordTable } from "./text/words.ts";
