/**
 * The cases of images on jax-js, which has channels first.
 *
 * @module
 */
import { draw, repeat, type Sizes, type Tensor, type Tools } from "./jax_tools.ts";
import type { Work } from "./measure.ts";
import { FIRST, LAST, permuted, WINDOW_FIRST, WINDOW_LAST } from "./numbers.ts";

function shapesOf({ batch, side, inputs, outputs, window, stride }: Sizes) {
  const across = Math.ceil(side / stride);
  return {
    x: [batch, side, side, inputs],
    weight: [window, window, inputs, outputs],
    y: [batch, across, across, outputs],
  };
}

/** Numbers of an input with its axes in another order. */
function turned(
  { jax, numbers }: Tools,
  shape: readonly number[],
  axes: readonly number[],
  ...[input, low, high]: readonly [input: number, low?: number, high?: number]
): Tensor {
  const size = shape.reduce((product, size) => product * size, 1);
  const values = permuted(numbers.uniform(input, size, low, high), shape, axes);
  return jax.numpy.array(values, { shape: axes.map((axis) => shape[axis]) });
}

/** Images, weight and weights of the results, and the convolution of the first two. */
function made(tools: Tools, sizes: Sizes) {
  const { jax } = tools, { window, stride } = sizes, shapes = shapesOf(sizes);
  const around = [1, 1].map(() => [(window - 1) / 2, (window - 1) / 2]);
  return {
    x: turned(tools, shapes.x, FIRST, 0),
    weight: turned(tools, shapes.weight, WINDOW_FIRST, 1, -0.1, 0.1),
    weights: turned(tools, shapes.y, FIRST, 2),
    run: (x: Tensor, weight: Tensor) =>
      jax.lax.convGeneralDilated(x, weight, [stride, stride], around),
  };
}

/** Numbers back in the order of all engines: of images, or of a weight. */
function back(shape: readonly number[], [first, last]: readonly (readonly number[])[]) {
  const given = first.map((axis) => shape[axis]);
  return (values: Float32Array) => permuted(values, given, last);
}

const IMAGES = [FIRST, LAST], WINDOWS = [WINDOW_FIRST, WINDOW_LAST];

/** Its results. */
export function convForward(tools: Tools, sizes: Sizes): Work {
  const { x, weight, run } = made(tools, sizes), jitted = tools.jax.jit(run);
  return repeat(() => [jitted(x.ref, weight.ref)], back(shapesOf(sizes).y, IMAGES));
}

/** Gradients of a convolution with respect to those of its inputs that are named. */
function gradients(tools: Tools, sizes: Sizes, argnums: readonly number[]): Work {
  const { jax } = tools, { x, weight, weights, run } = made(tools, sizes);
  const loss = (x: Tensor, weight: Tensor, weights: Tensor) =>
    jax.numpy.sum(run(x, weight).mul(weights));
  const jitted = jax.jit(jax.grad(loss, { argnums: [...argnums] }));
  const shapes = shapesOf(sizes);
  const orders = [back(shapes.x, IMAGES), back(shapes.weight, WINDOWS)];
  return repeat(
    () => jitted(x.ref, weight.ref, weights.ref),
    (values, place) => orders[argnums[place]](values),
  );
}

/** Its gradient with respect to the images. */
export const convInput = (tools: Tools, sizes: Sizes): Work => gradients(tools, sizes, [0]);

/** Its gradient with respect to the weight. */
export const convWeight = (tools: Tools, sizes: Sizes): Work => gradients(tools, sizes, [1]);

/** Its gradients, with respect to images and weight. */
export const conv = (tools: Tools, sizes: Sizes): Work => gradients(tools, sizes, [0, 1]);

/** Its gradients, with respect to images, scale and shift; an axis of all pixels, and one of channels. */
export function batchNorm(tools: Tools, { batch, side, channels }: Sizes): Work {
  const { jax } = tools, { numpy: np } = jax, rows = batch * side * side;
  const inputs = [
    draw(tools, [rows, channels], 0, -3, 3),
    draw(tools, [channels], 1, 0.5, 1.5),
    draw(tools, [channels], 2),
    draw(tools, [rows, channels], 3),
  ];
  const loss = (x: Tensor, scale: Tensor, shift: Tensor, weights: Tensor) => {
    const normal = jax.nn.standardize(x, 0, { epsilon: 1e-5 });
    return np.sum(normal.mul(scale).add(shift).mul(weights));
  };
  const gradients = jax.jit(jax.grad(loss, { argnums: [0, 1, 2] }));
  return repeat(() => gradients(...inputs.map((array) => array.ref)));
}

/** The gradient of the greatest of 2 x 2 pixels. */
export function maxPool(tools: Tools, { batch, side, channels }: Sizes): Work {
  const { jax } = tools, { numpy: np } = jax, half = side / 2;
  const x = draw(tools, [batch, half, 2, half, 2, channels], 0);
  const weights = draw(tools, [batch, half, half, channels], 1);
  const loss = (x: Tensor, weights: Tensor) => np.sum(np.max(x, [2, 4]).mul(weights));
  const gradient = jax.jit(jax.grad(loss));
  return repeat(() => [gradient(x.ref, weights.ref)]);
}
