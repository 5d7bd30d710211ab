/**
 * Layers, and first values for their parameters.
 *
 * @module
 */
export * from "./module.ts";
export * from "./initializers.ts";
export * from "./lstm.ts";
