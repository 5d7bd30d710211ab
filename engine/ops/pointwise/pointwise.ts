/**
 * Pointwise arithmetic and activations.
 *
 * @module
 */
import { type Binary, binary, type Unary, unary } from "./elementwise.ts";
import { eluFormula, reluFormula, sigmoidFormula, tanhFormula } from "./formulas.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** `a + b`. */
export const add: Binary = binary("add", {
  forward: "a + b",
  slopes: ["1.0", "1.0"],
  reference: (a, b) => a + b,
});

/** `a - b`. */
export const subtract: Binary = binary("subtract", {
  forward: "a - b",
  slopes: ["1.0", "-1.0"],
  reference: (a, b) => a - b,
});

/** `a * b`. */
export const multiply: Binary = binary("multiply", {
  forward: "a * b",
  slopes: ["b", "a"],
  reference: (a, b) => a * b,
});

/** `a / b`. */
export const divide: Binary = binary("divide", {
  forward: "a / b",
  slopes: ["1.0 / b", "-a / (b * b)"],
  reference: (a, b) => a / b,
  domain: [0.5, 2],
});

/** 1 where `a` equals `b`, else 0; its derivative is 0. */
export const equal: Binary = binary("equal", {
  forward: "select(0.0, 1.0, a == b)",
  slopes: ["0.0", "0.0"],
  reference: (a, b) => a === b ? 1 : 0,
});

/** `-x`. */
export const negate: Unary = unary("negate", {
  forward: "-x",
  slope: "-1.0",
  reference: (x) => -x,
});

/** Natural exponential. */
export const exp: Unary = unary("exp", {
  forward: "exp(x)",
  slope: "y",
  reference: Math.exp,
});

/** Natural logarithm, of numbers above 0. */
export const log: Unary = unary("log", {
  forward: "log(x)",
  slope: "1.0 / x",
  reference: Math.log,
  domain: [0.2, 5],
});

/** Square root, of numbers above 0. */
export const sqrt: Unary = unary("sqrt", {
  forward: "sqrt(x)",
  slope: "0.5 / y",
  reference: Math.sqrt,
  domain: [0.2, 5],
});

/** `x * x`. */
export const square: Unary = unary("square", {
  forward: "x * x",
  slope: "2.0 * x",
  reference: (x) => x * x,
});

/** Hyperbolic tangent. */
export const tanh: Unary = unary("tanh", tanhFormula);

/** `1 / (1 + e^-x)`. */
export const sigmoid: Unary = unary("sigmoid", sigmoidFormula);

/** `max(x, 0)`. */
export const relu: Unary = unary("relu", reluFormula);

/** `min(max(x, 0), 6)`. */
export const relu6: Unary = unary("relu6", {
  forward: "clamp(x, 0.0, 6.0)",
  slope: "select(0.0, 1.0, x > 0.0 && x < 6.0)",
  reference: (x) => Math.min(Math.max(x, 0), 6),
  domain: [-3, 9],
  kinks: [0, 6],
});

/** `x` above 0, `0.01 x` below. */
export const leakyRelu: Unary = unary("leaky_relu", {
  forward: "select(0.01 * x, x, x > 0.0)",
  slope: "select(0.01, 1.0, x > 0.0)",
  reference: (x) => x > 0 ? x : 0.01 * x,
  kinks: [0],
});

/** `x` above 0, `e^x - 1` below (Clevert et al., 2016). */
export const elu: Unary = unary("elu", eluFormula);

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** Scaled {@linkcode elu} that keeps mean 0 and variance 1 (Klambauer et al., 2017). */
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

/** `x` times the normal distribution function of `x` (Hendrycks and Gimpel, 2016), exact form. */
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

/** `log(1 + e^x)`. */
export const softplus: Unary = unary("softplus", {
  forward: "max(x, 0.0) + log(1.0 + exp(-abs(x)))",
  slope: sigmoidFormula.forward,
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
});

/** `clamp(x / 6 + 1/2, 0, 1)`. */
export const hardSigmoid: Unary = unary("hard_sigmoid", {
  forward: "clamp(x / 6.0 + 0.5, 0.0, 1.0)",
  slope: "select(0.0, 1.0 / 6.0, abs(x) < 3.0)",
  reference: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  domain: [-5, 5],
  kinks: [-3, 3],
});

/** `x - tanh(x)`, as PyTorch's Tanhshrink. */
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

/** `x - tanh(x)` above 0, 0 below. */
export const rectifiedTanhShrink: Unary = unary("rectified_tanh_shrink", {
  prelude: tanhFormula.prelude,
  forward: "select(0.0, x - tanh_accurate(x), x > 0.0)",
  slope: "select(0.0, (x - y) * (x - y), x > 0.0)",
  reference: (x) => x > 0 ? x - Math.tanh(x) : 0,
});

/** `x` above 0, `slope * x` below, the slope learned (He et al., 2015). */
export function prelu(x: Tensor, slope: Tensor): Tensor {
  return subtract(relu(x), multiply(slope, relu(negate(x))));
}
