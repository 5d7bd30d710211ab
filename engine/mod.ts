/**
 * Tensors with reverse-mode gradients on WebGPU or on the processors, layers, optimizers, and local learning rules.
 *
 * @module
 */
export * from "./error.ts";
export * from "./shape.ts";
export * from "./random.ts";
export * from "./pool.ts";
export * from "./memory.ts";
export * from "./device.ts";
export * from "./webgpu.ts";
export * from "./cpu.ts";
export * from "./open.ts";
export * from "./tensor.ts";
export * from "./tape.ts";
export * from "./parameter.ts";
export * from "./op.ts";
export * from "./gradients.ts";
export * from "./recorded.ts";
export * from "./ops/mod.ts";
export * from "./nn/mod.ts";
export * from "./optim/mod.ts";
export * from "./local/mod.ts";
export * from "./totals.ts";
export * from "./tuning.ts";
