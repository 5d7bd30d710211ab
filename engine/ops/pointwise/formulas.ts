/**
 * The functions that kernels of products apply to their results too, each said once: their operations
 * of their own and those kernels are put together from these lines.
 *
 * @module
 */
import type { UnarySource } from "./elementwise.ts";

/** A function whose derivative can be told from its result alone. */
export interface Formula extends UnarySource {
  /** WGSL expression of the derivative, of `y`; `slope` where absent. */
  readonly slopeOfResult?: string;
}

// Adapters lose tanh's relative accuracy near 0 (2e-2 at 1e-5 on software Vulkan), and some
// overflow in exp: a polynomial inside, the function clamped outside.
const tanhAccurate = `
fn tanh_accurate(x: f32) -> f32 {
  let s = x * x;
  let near = x * (1.0 + s * (-0.333333333 + s * (0.133333333 + s * -0.0539682540)));
  return select(tanh(clamp(x, -10.0, 10.0)), near, abs(x) < 0.1);
}`;

/** `max(x, 0)`. */
export const reluFormula: Formula = {
  forward: "select(0.0, x, x > 0.0)",
  slope: "select(0.0, 1.0, y > 0.0)",
  reference: (x) => Math.max(x, 0),
  kinks: [0],
};

/** Hyperbolic tangent, which `tanh_accurate` of the prelude computes. */
export const tanhFormula: Formula = {
  prelude: tanhAccurate,
  forward: "tanh_accurate(x)",
  slope: "1.0 - y * y",
  reference: Math.tanh,
};

/** `1 / (1 + e^-x)`. */
export const sigmoidFormula: Formula = {
  forward: "1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)))",
  slope: "y * (1.0 - y)",
  reference: (x) => 1 / (1 + Math.exp(-x)),
};

/** `x` above 0, `e^x - 1` below. */
export const eluFormula: Formula = {
  forward: "select(exp(min(x, 0.0)) - 1.0, x, x > 0.0)",
  slope: "select(exp(min(x, 0.0)), 1.0, x > 0.0)",
  slopeOfResult: "select(y + 1.0, 1.0, y > 0.0)",
  reference: (x) => x > 0 ? x : Math.expm1(x),
};
