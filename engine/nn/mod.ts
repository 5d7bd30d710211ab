/**
 * Layers, and first values for their parameters.
 *
 * @module
 */
export * from "./module.ts";
export * from "./initializers.ts";
export * from "./activations.ts";
export * from "./linear.ts";
export * from "./embedding.ts";
export * from "./dropout.ts";
export * from "./layer_norm.ts";
export * from "./conv.ts";
export * from "./batch_norm.ts";
export * from "./conv_norm.ts";
export * from "./lstm.ts";
export * from "./attention.ts";
export * from "./encoder_layer.ts";
export * from "./positions.ts";
