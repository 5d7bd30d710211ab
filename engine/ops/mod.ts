/**
 * All operations.
 *
 * @module
 */
export * from "./pointwise.ts";
export * from "./full.ts";
export { max, mean, sum } from "./reduce.ts";
export type { ReduceOptions, Reduction } from "./reduce.ts";
export * from "./matmul.ts";
export { linear } from "./linear.ts";
export type { LinearOperation, LinearOptions } from "./linear.ts";
export type { FusedActivation } from "./matmul_product.ts";
export type { Binary, BinarySource, Unary, UnarySource } from "./elementwise.ts";
export { binary, unary } from "./elementwise.ts";
export * from "./one_hot.ts";
export * from "./lstm.ts";
export * from "./cross_entropy.ts";
export * from "./mean_squared_error.ts";
export { embedding, rowIndex } from "./embedding.ts";
export type { EmbeddingOperation, EmbeddingOptions } from "./embedding.ts";
export * from "./embedding_mean.ts";
export * from "./masked_mean.ts";
export * from "./join_max.ts";
export * from "./join_rows.ts";
export * from "./gather_rows.ts";
export * from "./reshape.ts";
export * from "./concatenate.ts";
export { dropout, DropoutStream } from "./dropout.ts";
export type { DropoutOperation } from "./dropout.ts";
export { attention } from "./attention.ts";
export type { AttentionOperation, AttentionOptions, AttentionRuleOptions } from "./attention.ts";
export { attentionWeights } from "./attention_weights.ts";
export type { AttentionWeights } from "./attention_weights.ts";
export * from "./softmax.ts";
export * from "./layer_norm.ts";
export * from "./transpose.ts";
export * from "./argmax.ts";
