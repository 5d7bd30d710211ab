/**
 * The recurrent weights in the order in which processors read them.
 *
 * @module
 */
import { Kernel } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import type { LstmSizes } from "./steps.ts";
import packCode from "../../../shaders/lstm/lstm_pack.wgsl" with { type: "text" };

const kernels = new Map([8, 16].map((LANES) => {
  const kernel = new Kernel({
    name: "lstm_pack",
    code: packCode,
    reads: 1,
    writes: 1,
    uniforms: {
      hidden: "u32",
      matrices: "u32",
      depth: "u32",
      along_depth: "u32",
      along_units: "u32",
    },
    constants: { LANES },
  });
  return [LANES, kernel] as const;
}));

/**
 * The recurrent weights, or their transposes, in panels of 8 or 16 units for processors: their elements lie
 * in the order in which the loops of the products read them.
 */
export function packed(
  x: Signal,
  { hidden, directions }: LstmSizes,
  units: 8 | 16,
  transposed = false,
): Signal {
  const [matrices, depth] = transposed ? [1, 4 * hidden] : [4, hidden];
  const blocks = Math.ceil(hidden / units);
  const y = empty(x.device, [directions * matrices, blocks, depth, units]);
  const [along_depth, along_units] = transposed ? [1, 4 * hidden] : [4 * hidden, 1];
  x.device.run(kernels.get(units)!, {
    reads: [x.storage],
    writes: [y.storage],
    uniforms: { hidden, matrices, depth, along_depth, along_units },
    groups: [blocks, directions * matrices],
  });
  return y;
}
