/**
 * Residual nets (He et al., 2016).
 *
 * @module
 */
import type { NetPlan } from "../net.ts";
import { conv, residual, type Trunk } from "./layers.ts";
import type { ConvNetOptions } from "./options.ts";
import { convPlan } from "./plan.ts";

/** ResNet-18: resnet_AL of Peng (2023). */
const resnet18: Trunk = {
  blocks: [
    [conv(64), residual(64), residual(64)],
    [residual(128, 2), residual(128)],
    [residual(256, 2), residual(256)],
    [residual(512, 2), residual(512)],
  ],
  above: [residual(512), residual(512)],
};

/** ResNet-20, with 3 residual layers a stage, and ResNet-32, with 5 (Kao and Chen, 2021). */
function small(count: number): Trunk {
  const stage = (channels: number, stride: number) =>
    Array.from({ length: count }, (_, i) => residual(channels, i ? 1 : stride));
  return {
    blocks: [[conv(16)], stage(16, 1), stage(32, 2), stage(64, 2)],
    above: stage(64, 1),
  };
}

/** Blocks of two residual layers, ResNet-18 as a whole. */
export const resnetAl = (options: ConvNetOptions): NetPlan => convPlan(options, resnet18);

/** A convolution, then blocks of three residual layers. */
export const resnet20Al = (options: ConvNetOptions): NetPlan => convPlan(options, small(3));

/** A convolution, then blocks of five residual layers. */
export const resnet32Al = (options: ConvNetOptions): NetPlan => convPlan(options, small(5));
