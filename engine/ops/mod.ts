/**
 * All operations.
 *
 * @module
 */
export * from "./pointwise/activations.ts";
export * from "./pointwise/ramps.ts";
export * from "./pointwise/pointwise.ts";
export * from "./pointwise/full.ts";
export { max, mean, sum } from "./reduce/reduce.ts";
export type { ReduceOptions, Reduction } from "./reduce/reduce.ts";
export * from "./matmul/matmul.ts";
export { linear } from "./matmul/linear.ts";
export type { LinearOperation, LinearOptions } from "./matmul/linear.ts";
export type { FusedActivation } from "./matmul/activate.ts";
export type { Binary, BinarySource, Unary, UnarySource } from "./pointwise/elementwise.ts";
export { binary, unary } from "./pointwise/elementwise.ts";
export * from "./pointwise/one_hot.ts";
export * from "./lstm/lstm.ts";
export { batchNorm, frozenBatchNorm } from "./conv/batch_norm.ts";
export type {
  BatchNormOperation,
  BatchNormOptions,
  FrozenBatchNorm,
  NormOptions,
  NormStatistics,
} from "./conv/batch_norm.ts";
export { conv2d } from "./conv/conv2d.ts";
export type { ConvOperation } from "./conv/conv2d.ts";
export { averagePool, globalAveragePool, maxPool } from "./conv/pool.ts";
export type { Pooling, PoolOptions } from "./conv/pool.ts";
export type { ConvOptions } from "./conv/sizes.ts";
export type { Padding, WindowOptions } from "./conv/windows.ts";
export { images } from "./image/images.ts";
export type { ImagePixels, ImagesOperation, ImagesOptions } from "./image/images.ts";
export * from "./losses/cross_entropy.ts";
export * from "./losses/mean_squared_error.ts";
export * from "./losses/weighted_cross_entropy.ts";
export { embedding, rowIndex } from "./embedding/embedding.ts";
export type { EmbeddingOperation, EmbeddingOptions } from "./embedding/embedding.ts";
export * from "./embedding/mean.ts";
export * from "./reduce/masked_mean.ts";
export * from "./arrange/join_max.ts";
export * from "./arrange/join_rows.ts";
export * from "./arrange/gather_rows.ts";
export * from "./arrange/reshape.ts";
export * from "./arrange/concatenate.ts";
export { dropout, DropoutStream } from "./pointwise/dropout.ts";
export type { DropoutOperation } from "./pointwise/dropout.ts";
export { attention } from "./attention/attention.ts";
export type {
  AttentionOperation,
  AttentionOptions,
  AttentionRuleOptions,
} from "./attention/attention.ts";
export { attentionWeights } from "./attention/weights.ts";
export type { AttentionWeights } from "./attention/weights.ts";
export * from "./reduce/softmax.ts";
export * from "./reduce/layer_norm.ts";
export * from "./arrange/transpose.ts";
export * from "./reduce/argmax.ts";
