/**
 * Pointwise arithmetic.
 *
 * @module
 */
import { type Binary, binary, type Unary, unary } from "./elementwise.ts";

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
