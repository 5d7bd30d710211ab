/**
 * Tensors with reverse-mode gradients on WebGPU or on the processors, layers, optimizers, and local learning rules.
 *
 * @module
 */
export * from "./error.ts";
export * from "./tensor/shape.ts";
export * from "./random.ts";
export { type MemoryStatistics, Storage, storagesOnlyIn } from "./device/memory.ts";
export type { Block as MemoryBlock } from "./device/pool.ts";
export * from "./device/device.ts";
export * from "./device/webgpu.ts";
export * from "./device/cpu.ts";
export * from "./device/open.ts";
export * from "./tensor/tensor.ts";
export * from "./tensor/tape.ts";
export * from "./tensor/parameter.ts";
export * from "./tensor/op.ts";
export * from "./gradients.ts";
export * from "./tensor/recorded.ts";
export * from "./ops/mod.ts";
export * from "./nn/mod.ts";
export * from "./optim/mod.ts";
export * from "./local/mod.ts";
export * from "./tensor/totals.ts";
export * from "./ops/matmul/tuning.ts";
