/**
 * Activations: pointwise functions of one tensor that layers end in.
 *
 * @module
 */
import { type Unary, unary } from "./elementwise.ts";
import { eluFormula, reluFormula, sigmoidFormula, tanhFormula } from "./formulas.ts";
import { multiply, negate, subtract } from "./pointwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { openCpu, tanh, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = tanh(tensor(device, [0, 100]));
 * console.assert((await y.data()).join() === "0,1");
 * device.destroy();
 * ```
 */
export const tanh: Unary = unary("tanh", tanhFormula);

/**
 * `1 / (1 + e^-x)`.
 *
 * @example
 * ```ts
 * import { openCpu, sigmoid, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = sigmoid(tensor(device, [0, 100]));
 * console.assert((await y.data()).join() === "0.5,1");
 * device.destroy();
 * ```
 */
export const sigmoid: Unary = unary("sigmoid", sigmoidFormula);

/**
 * `max(x, 0)`.
 *
 * @example
 * ```ts
 * import { openCpu, relu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = relu(tensor(device, [-1, 2]));
 * console.assert((await y.data()).join() === "0,2");
 * device.destroy();
 * ```
 */
export const relu: Unary = unary("relu", reluFormula);

/**
 * `min(max(x, 0), 6)`.
 *
 * @example
 * ```ts
 * import { openCpu, relu6, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = relu6(tensor(device, [-1, 2, 9]));
 * console.assert((await y.data()).join() === "0,2,6");
 * device.destroy();
 * ```
 */
export const relu6: Unary = unary("relu6", {
  forward: "clamp(x, 0.0, 6.0)",
  slope: "select(0.0, 1.0, x > 0.0 && x < 6.0)",
  reference: (x) => Math.min(Math.max(x, 0), 6),
  domain: [-3, 9],
  kinks: [0, 6],
});

/**
 * `x` above 0, `0.01 x` below.
 *
 * @example
 * ```ts
 * import { leakyRelu, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = leakyRelu(tensor(device, [-100, 2]));
 * console.assert((await y.data()).join() === "-1,2");
 * device.destroy();
 * ```
 */
export const leakyRelu: Unary = unary("leaky_relu", {
  forward: "select(0.01 * x, x, x > 0.0)",
  slope: "select(0.01, 1.0, x > 0.0)",
  reference: (x) => x > 0 ? x : 0.01 * x,
  kinks: [0],
});

/**
 * `x` above 0, `e^x - 1` below (Clevert et al., 2016).
 *
 * @example
 * ```ts
 * import { elu, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = elu(tensor(device, [0, 2]));
 * console.assert((await y.data()).join() === "0,2");
 * device.destroy();
 * ```
 */
export const elu: Unary = unary("elu", eluFormula);

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/**
 * Scaled {@linkcode elu} that keeps mean 0 and variance 1 (Klambauer et al., 2017).
 *
 * @example
 * ```ts
 * import { openCpu, selu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = selu(tensor(device, [0, 0]));
 * console.assert((await y.data()).join() === "0,0");
 * device.destroy();
 * ```
 */
export const selu: Unary = unary("selu", {
  forward: `${seluScale} * select(${seluAlpha} * (exp(min(x, 0.0)) - 1.0), x, x > 0.0)`,
  slope: `${seluScale} * select(${seluAlpha} * exp(min(x, 0.0)), 1.0, x > 0.0)`,
  reference: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  kinks: [0],
});

// Abramowitz and Stegun 7.1.26 is too coarse; this is the rational fit with |error| < 1.5e-7 in
// the form e^-x^2 * P(t), t = 1 / (1 + 0.3275911 |x|), kept for its few operations.
const erf = `
fn erf(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x));
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 +
    t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - p * exp(-x * x));
}`;

/**
 * `x` times the normal distribution function of `x` (Hendrycks and Gimpel, 2016), exact form.
 *
 * @example
 * ```ts
 * import { gelu, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = gelu(tensor(device, [0, 100]));
 * console.assert((await y.data()).join() === "0,100");
 * device.destroy();
 * ```
 */
export const gelu: Unary = unary("gelu", {
  prelude: erf,
  forward: "0.5 * x * (1.0 + erf(x * 0.70710678))",
  slope: "0.5 * (1.0 + erf(x * 0.70710678)) + x * 0.39894228 * exp(-0.5 * x * x)",
  reference: (x) => x * normalDistribution(x),
});

/** The normal distribution function in float64, by its series (Marsaglia, 2004). */
function normalDistribution(x: number): number {
  let term = x, total = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(total); n += 2) total += term *= x * x / n;
  return 0.5 + total * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * `log(1 + e^x)`.
 *
 * @example
 * ```ts
 * import { openCpu, softplus, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = softplus(tensor(device, [-200, 200]));
 * console.assert((await y.data()).join() === "0,200");
 * device.destroy();
 * ```
 */
export const softplus: Unary = unary("softplus", {
  forward: "max(x, 0.0) + log(1.0 + exp(-abs(x)))",
  slope: sigmoidFormula.forward,
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
});

/**
 * `clamp(x / 6 + 1/2, 0, 1)`.
 *
 * @example
 * ```ts
 * import { hardSigmoid, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = hardSigmoid(tensor(device, [-9, 0, 9]));
 * console.assert((await y.data()).join() === "0,0.5,1");
 * device.destroy();
 * ```
 */
export const hardSigmoid: Unary = unary("hard_sigmoid", {
  forward: "clamp(x / 6.0 + 0.5, 0.0, 1.0)",
  slope: "select(0.0, 1.0 / 6.0, abs(x) < 3.0)",
  reference: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  domain: [-5, 5],
  kinks: [-3, 3],
});

/**
 * `x - tanh(x)`, as PyTorch's Tanhshrink.
 *
 * @example
 * ```ts
 * import { openCpu, tanhShrink, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = tanhShrink(tensor(device, [0, 0]));
 * console.assert((await y.data()).join() === "0,0");
 * device.destroy();
 * ```
 */
export const tanhShrink: Unary = unary("tanh_shrink", {
  prelude: `${tanhFormula.prelude}
// The difference itself near 0, where x and tanh(x) cancel.
fn shrink(x: f32) -> f32 {
  let s = x * x;
  let near = x * s * (0.333333333 + s * (-0.133333333 + s * 0.0539682540));
  return select(x - tanh_accurate(x), near, abs(x) < 0.1);
}`,
  forward: "shrink(x)",
  slope: "(x - y) * (x - y)",
  reference: (x) => x - Math.tanh(x),
});

/**
 * `x - tanh(x)` above 0, 0 below.
 *
 * @example
 * ```ts
 * import { openCpu, rectifiedTanhShrink, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = rectifiedTanhShrink(tensor(device, [-1, 0]));
 * console.assert((await y.data()).join() === "0,0");
 * device.destroy();
 * ```
 */
export const rectifiedTanhShrink: Unary = unary("rectified_tanh_shrink", {
  prelude: tanhFormula.prelude,
  forward: "select(0.0, x - tanh_accurate(x), x > 0.0)",
  slope: "select(0.0, (x - y) * (x - y), x > 0.0)",
  reference: (x) => x > 0 ? x - Math.tanh(x) : 0,
});

/**
 * `x` above 0, `slope * x` below, the slope learned (He et al., 2015).
 *
 * @example
 * ```ts
 * import { openCpu, prelu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = prelu(tensor(device, [-4, 2]), tensor(device, [0.25]));
 * console.assert((await y.data()).join() === "-1,2");
 * device.destroy();
 * ```
 */
export function prelu(x: Tensor, slope: Tensor): Tensor {
  return subtract(relu(x), multiply(slope, relu(negate(x))));
}
