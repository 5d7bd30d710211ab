/**
 * Local learning rules.
 *
 * @module
 */
export * from "./features.ts";
export * from "./encoder.ts";
export * from "./entry.ts";
export * from "./learner.ts";
export * from "./block.ts";
export * from "./groups.ts";
export * from "./chain.ts";
export type { ClassLossOptions } from "./class_loss.ts";
export * from "./adaptive.ts";
export * from "./stage.ts";
export * from "./ticks.ts";
export * from "./pipeline.ts";
export type { PipelineTimes, StepTime } from "./pipeline_times.ts";
export * from "./associated/block.ts";
export * from "./backprop.ts";
export * from "./equilibrium/mod.ts";
