/**
 * Optimizers, clipping of gradients, and schedules of learning rates.
 *
 * @module
 */
export type { Optimizer } from "./optimizer.ts";
export * from "./adam.ts";
export * from "./sgd.ts";
export * from "./anchored.ts";
export * from "./clip.ts";
export * from "./schedules.ts";
