/**
 * Nets whose states settle, and learn by equilibrium propagation.
 *
 * @module
 */
export * from "./neurons.ts";
export * from "./synapse.ts";
export * from "./projection.ts";
export * from "./dense.ts";
export * from "./nudge.ts";
export * from "./net.ts";
export * from "./gradient_rule.ts";
export * from "./learner.ts";
export * from "./settling.ts";
export * from "./gdu.ts";
