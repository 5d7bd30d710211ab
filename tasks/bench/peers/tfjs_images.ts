/**
 * The cases of images on TensorFlow.js.
 *
 * @module
 */
import type { Work } from "./measure.ts";
import { draw, repeat, type Sizes, type Tensor, type Tools } from "./tfjs_tools.ts";

function inputs(tools: Tools, { batch, side, inputs, outputs, window, stride }: Sizes) {
  const across = Math.ceil(side / stride);
  return {
    x: draw(tools, [batch, side, side, inputs], 0),
    weight: draw(tools, [window, window, inputs, outputs], 1, -0.1, 0.1),
    weights: draw(tools, [batch, across, across, outputs], 2),
    stride,
    padding: (window - 1) / 2,
  };
}

/** Its results. */
export function convForward(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { x, weight, stride, padding } = inputs(tools, sizes);
  return repeat(tf, () => [tf.conv2d(x, weight, stride, padding)]);
}

/** Its gradient with respect to the images. */
export function convInput(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { x, weight, weights, stride, padding } = inputs(tools, sizes);
  return repeat(tf, () => [tf.conv2dTranspose(weights, weight, x.shape, stride, padding)]);
}

/** Its gradient with respect to the weight. */
export function convWeight(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { x, weight, weights, stride, padding } = inputs(tools, sizes);
  const options = { strides: [stride, stride], pad: padding, dataFormat: "NHWC" };
  const attributes = { ...options, filterShape: weight.shape };
  const run = () => tf.engine().runKernel("Conv2DBackpropFilter", { x, dy: weights }, attributes);
  return repeat(tf, () => [run()]);
}

/** Its gradients, with respect to images and weight. */
export function conv(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { x, weight, weights, stride, padding } = inputs(tools, sizes);
  const gradients = tf.grads((x: Tensor, weight: Tensor) =>
    tf.conv2d(x, weight, stride, padding).mul(weights).sum()
  );
  return repeat(tf, () => gradients([x, weight]));
}

/** Its gradients, with respect to images, scale and shift. */
export function batchNorm(tools: Tools, { batch, side, channels }: Sizes): Work {
  const { tf } = tools, shape = [batch, side, side, channels];
  const given = [
    draw(tools, shape, 0, -3, 3),
    draw(tools, [channels], 1, 0.5, 1.5),
    draw(tools, [channels], 2),
  ];
  const weights = draw(tools, shape, 3);
  const gradients = tf.grads((x: Tensor, scale: Tensor, shift: Tensor) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(x, mean, variance, shift, scale, 1e-5).mul(weights).sum();
  });
  return repeat(tf, () => gradients(given));
}

/** The gradient of the greatest of 2 x 2 pixels. */
export function maxPool(tools: Tools, { batch, side, channels }: Sizes): Work {
  const { tf } = tools;
  const x = draw(tools, [batch, side, side, channels], 0);
  const weights = draw(tools, [batch, side / 2, side / 2, channels], 1);
  const gradient = tf.grad((x: Tensor) => tf.maxPool(x, 2, 2, "valid").mul(weights).sum());
  return repeat(tf, () => [gradient(x)]);
}
