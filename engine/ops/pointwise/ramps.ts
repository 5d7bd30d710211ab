/**
 * Activations whose states settle: they stay between 0 and 1, and rise in a narrow range.
 *
 * @module
 */
import { type Unary, unary } from "./elementwise.ts";

/**
 * `clamp(x, 0, 1)`.
 *
 * @example
 * ```ts
 * import { openCpu, ramp, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = ramp(tensor(device, [-1, 0.5, 9]));
 * console.assert((await y.data()).join() === "0,0.5,1");
 * device.destroy();
 * ```
 */
export const ramp: Unary = unary("ramp", {
  forward: "clamp(x, 0.0, 1.0)",
  slope: "select(0.0, 1.0, x > 0.0 && x < 1.0)",
  reference: (x) => Math.min(Math.max(x, 0), 1),
  domain: [-1, 2],
  kinks: [0, 1],
});

/**
 * `clamp(x, 0, 2) / 2`.
 *
 * @example
 * ```ts
 * import { halfRamp, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = halfRamp(tensor(device, [-1, 1, 9]));
 * console.assert((await y.data()).join() === "0,0.5,1");
 * device.destroy();
 * ```
 */
export const halfRamp: Unary = unary("half_ramp", {
  forward: "0.5 * clamp(x, 0.0, 2.0)",
  slope: "select(0.0, 0.5, x > 0.0 && x < 2.0)",
  reference: (x) => Math.min(Math.max(x, 0), 2) / 2,
  domain: [-1, 3],
  kinks: [0, 2],
});

/**
 * `1 / (1 + e^(-4 (x - 1/2)))`, which is as steep as {@linkcode ramp} at 1/2.
 *
 * @example
 * ```ts
 * import { openCpu, steepSigmoid, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = steepSigmoid(tensor(device, [0.5, 100]));
 * console.assert((await y.data()).join() === "0.5,1");
 * device.destroy();
 * ```
 */
export const steepSigmoid: Unary = unary("steep_sigmoid", {
  forward: "1.0 / (1.0 + exp(clamp(2.0 - 4.0 * x, -80.0, 80.0)))",
  slope: "4.0 * y * (1.0 - y)",
  reference: (x) => 1 / (1 + Math.exp(2 - 4 * x)),
});
