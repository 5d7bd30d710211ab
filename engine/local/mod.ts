/**
 * Local learning rules.
 *
 * @module
 */
export * from "./features.ts";
export * from "./associated.ts";
export * from "./chain.ts";
export * from "./adaptive.ts";
export * from "./stage.ts";
export * from "./backprop.ts";
