/**
 * The models: nets of blocks that learn by themselves, and the same trained by backpropagation.
 *
 * @module
 */
export * from "./catalog.ts";
export * from "./net.ts";
export * from "./options.ts";
export * from "./text/entry.ts";
export * from "./text/linear_encoder.ts";
export * from "./text/lstm_encoder.ts";
export * from "./text/options.ts";
export * from "./text/side_words.ts";
export * from "./text/transformer_encoder.ts";
export * from "./text/words.ts";
export { WideBridge } from "./wide_bridge.ts";
