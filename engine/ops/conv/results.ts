/**
 * What becomes of sums of transformed tiles: 4 x 4 pixels of a result, with a bias and an activation.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import type { Signal } from "../../tensor/tensor.ts";
import { activateCode, activations, type FusedActivation } from "../matmul/activate.ts";
import { type Block, tileUniforms, uniformsOf } from "./blocks.ts";
import resultsCode from "../../../shaders/conv/winograd_results.wgsl" with { type: "text" };
import tilesCode from "../../../shaders/conv/winograd_tiles.wgsl" with { type: "text" };

/** What finishes sums. */
export interface Finish {
  readonly bias?: Signal;
  readonly activation: FusedActivation;
}

/** Makes results of the sums of a block, `[.., tiles, channels]`. */
export type RunResult = (m: Signal, y: Signal, block: Block, finish: Finish) => void;

/** Runs the kernels whose `parts` say what the sums are, see winograd_results.wgsl. */
export function resultKernels(name: string, parts: readonly string[]): RunResult {
  const code = [...parts, resultsCode, tilesCode, activateCode].join("\n");
  const kernels = [0, 1].map((BIAS) =>
    activations.map((_, ACTIVATION) => {
      const constants = { BIAS, ACTIVATION };
      return new Kernel({ name, code, reads: 2, writes: 1, uniforms: tileUniforms, constants });
    })
  );
  return (m, y, block, { bias, activation }) =>
    y.device.run(kernels[bias ? 1 : 0][activations.indexOf(activation)], {
      // A kernel without a bias binds anything in its place.
      reads: [m.storage, (bias ?? m).storage],
      writes: [y.storage],
      uniforms: uniformsOf({ shape: y.shape, top: 0, left: 0 }, block),
      groups: grid(block.tiles, 1),
    });
}
