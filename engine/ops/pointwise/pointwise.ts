/**
 * Pointwise arithmetic and activations.
 *
 * @module
 */
import { type Binary, binary, type Unary, unary } from "./elementwise.ts";
import { eluFormula, reluFormula, sigmoidFormula, tanhFormula } from "./formulas.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * `a + b`.
 *
 * @example
 * ```ts
 * import { add, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = add(tensor(device, [[1, 2], [3, 4]]), tensor(device, [10, 20]));
 * console.assert((await y.data()).join() === "11,22,13,24");
 * device.destroy();
 * ```
 */
export const add: Binary = binary("add", {
  forward: "a + b",
  slopes: ["1.0", "1.0"],
  reference: (a, b) => a + b,
});

/**
 * `a - b`.
 *
 * @example
 * ```ts
 * import { openCpu, subtract, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = subtract(tensor(device, [4, 4]), tensor(device, [1, 3]));
 * console.assert((await y.data()).join() === "3,1");
 * device.destroy();
 * ```
 */
export const subtract: Binary = binary("subtract", {
  forward: "a - b",
  slopes: ["1.0", "-1.0"],
  reference: (a, b) => a - b,
});

/**
 * `a * b`.
 *
 * @example
 * ```ts
 * import { multiply, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = multiply(tensor(device, [4, 4]), tensor(device, [1, 3]));
 * console.assert((await y.data()).join() === "4,12");
 * device.destroy();
 * ```
 */
export const multiply: Binary = binary("multiply", {
  forward: "a * b",
  slopes: ["b", "a"],
  reference: (a, b) => a * b,
});

/**
 * `a / b`.
 *
 * @example
 * ```ts
 * import { divide, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = divide(tensor(device, [4, 6]), tensor(device, [2]));
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const divide: Binary = binary("divide", {
  forward: "a / b",
  slopes: ["1.0 / b", "-a / (b * b)"],
  reference: (a, b) => a / b,
  domain: [0.5, 2],
});

/**
 * 1 where `a` equals `b`, else 0; its derivative is 0.
 *
 * @example
 * ```ts
 * import { equal, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = equal(tensor(device, [1, 2]), tensor(device, [1, 3]));
 * console.assert((await y.data()).join() === "1,0");
 * device.destroy();
 * ```
 */
export const equal: Binary = binary("equal", {
  forward: "select(0.0, 1.0, a == b)",
  slopes: ["0.0", "0.0"],
  reference: (a, b) => a === b ? 1 : 0,
});

/**
 * `-x`.
 *
 * @example
 * ```ts
 * import { negate, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = negate(tensor(device, [1, -2]));
 * console.assert((await y.data()).join() === "-1,2");
 * device.destroy();
 * ```
 */
export const negate: Unary = unary("negate", {
  forward: "-x",
  slope: "-1.0",
  reference: (x) => -x,
});

/**
 * Natural exponential.
 *
 * @example
 * ```ts
 * import { exp, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = exp(tensor(device, [0, 0]));
 * console.assert((await y.data()).join() === "1,1");
 * device.destroy();
 * ```
 */
export const exp: Unary = unary("exp", {
  forward: "exp(x)",
  slope: "y",
  reference: Math.exp,
});

/**
 * Natural logarithm, of numbers above 0.
 *
 * @example
 * ```ts
 * import { log, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = log(tensor(device, [1, 1]));
 * console.assert((await y.data()).join() === "0,0");
 * device.destroy();
 * ```
 */
export const log: Unary = unary("log", {
  forward: "log(x)",
  slope: "1.0 / x",
  reference: Math.log,
  domain: [0.2, 5],
});

/**
 * Square root, of numbers above 0.
 *
 * @example
 * ```ts
 * import { openCpu, sqrt, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = sqrt(tensor(device, [4, 9]));
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const sqrt: Unary = unary("sqrt", {
  forward: "sqrt(x)",
  slope: "0.5 / y",
  reference: Math.sqrt,
  domain: [0.2, 5],
});

/**
 * `x * x`.
 *
 * @example
 * ```ts
 * import { openCpu, square, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = square(tensor(device, [-3, 2]));
 * console.assert((await y.data()).join() === "9,4");
 * device.destroy();
 * ```
 */
export const square: Unary = unary("square", {
  forward: "x * x",
  slope: "2.0 * x",
  reference: (x) => x * x,
});

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
