/**
 * The cases of images on our own engine.
 *
 * @module
 */
import {
  backward,
  batchNorm,
  conv2d,
  images,
  maxPool,
  Parameter,
  type Signal,
  Tape,
  tensor,
} from "../../engine/mod.ts";
import { Numbers } from "./peers/numbers.ts";
import { type Bench, draw, type Prepared, replayed, type Sizes } from "./prepared.ts";

/** How the windows of a case move: each pixel, or each second one, has a window around it. */
function windows({ window, stride }: Sizes) {
  return { stride, padding: (window - 1) / 2 };
}

function shapes({ batch, side, inputs, outputs, window, stride }: Sizes) {
  const across = Math.ceil(side / stride);
  return {
    x: [batch, side, side, inputs],
    weight: [window, window, inputs, outputs],
    y: [batch, across, across, outputs],
  };
}

/** The weights of a case are small, since a sum has hundreds of terms. */
function weightOf(bench: Bench, sizes: Sizes): Signal {
  return draw(bench, shapes(sizes).weight, 1, -0.1, 0.1);
}

function parameter({ device }: Bench, values: Float32Array, shape: readonly number[]): Parameter {
  return new Parameter(device, new Tape("bench"), "x", shape, values);
}

/** Results of a convolution. */
export function convolutionForward(bench: Bench, sizes: Sizes): Prepared {
  const x = draw(bench, shapes(sizes).x, 0), weight = weightOf(bench, sizes);
  return replayed(bench, [x, weight], () => [conv2d(x, weight, null, windows(sizes))]);
}

/** One gradient of a convolution, by its place among the inputs, without the results. */
function gradient(bench: Bench, sizes: Sizes, place: 0 | 1): Prepared {
  const x = draw(bench, shapes(sizes).x, 0), weight = weightOf(bench, sizes);
  const dy = draw(bench, shapes(sizes).y, 2);
  const context = { gradients: [dy], outputs: [dy], saved: [], options: windows(sizes) };
  return replayed(bench, [x, weight, dy], () => {
    const needs = [place === 0, place === 1, false];
    return [conv2d.rule.backward({ ...context, inputs: [x, weight], needs })[place] as Signal];
  });
}

/** Gradient of the images of a convolution. */
export const imageGradient = (bench: Bench, sizes: Sizes): Prepared => gradient(bench, sizes, 0);

/** Gradient of the weight of a convolution. */
export const weightGradient = (bench: Bench, sizes: Sizes): Prepared => gradient(bench, sizes, 1);

/** A convolution, forward and backward, with respect to images and weight. */
export function convolution(bench: Bench, sizes: Sizes): Prepared {
  const { device, seed } = bench, numbers = new Numbers(seed), tape = new Tape("bench");
  const { x: image, weight: window, y } = shapes(sizes);
  const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
  const x = new Parameter(device, tape, "x", image, numbers.uniform(0, count(image)));
  const values = numbers.uniform(1, count(window), -0.1, 0.1);
  const weight = new Parameter(device, tape, "weight", window, values);
  const weights = draw(bench, y, 2);
  return replayed(bench, [x, weight, weights], () => {
    backward(conv2d(x, weight, null, windows(sizes)), { gradient: weights });
    return [x, weight].map(({ gradient }) => gradient as Signal);
  });
}

/** Batch normalization, forward and backward, with respect to images, scale and shift. */
export function normalizedBatch(bench: Bench, { batch, side, channels }: Sizes): Prepared {
  const { device, seed } = bench, numbers = new Numbers(seed), tape = new Tape("bench");
  const shape = [batch, side, side, channels];
  const size = batch * side * side * channels;
  const x = new Parameter(device, tape, "x", shape, numbers.uniform(0, size, -3, 3));
  const [scale, shift] = [numbers.uniform(1, channels, 0.5, 1.5), numbers.uniform(2, channels)]
    .map((values) => new Parameter(device, tape, "column", [channels], values));
  const weights = draw(bench, shape, 3);
  return replayed(bench, [x, scale, shift, weights], () => {
    backward(batchNorm(x, scale, shift), { gradient: weights });
    return [x, scale, shift].map(({ gradient }) => gradient as Signal);
  });
}

/** The greatest of 2 x 2 pixels, forward and backward. */
export function pooled(bench: Bench, { batch, side, channels }: Sizes): Prepared {
  const shape = [batch, side, side, channels];
  const values = new Numbers(bench.seed).uniform(0, batch * side * side * channels);
  const x = parameter(bench, values, shape);
  const weights = draw(bench, [batch, side / 2, side / 2, channels], 1);
  return replayed(bench, [x, weights], () => {
    backward(maxPool(x, { size: 2 }), { gradient: weights });
    return [x.gradient as Signal];
  });
}

/** Images from bytes, moved, recoloured and scaled. */
export function madeImages(bench: Bench, { batch, side, channels }: Sizes): Prepared {
  const { device, seed } = bench, numbers = new Numbers(seed);
  const words = Math.ceil(side * side * channels / 4);
  const x = tensor(device, numbers.words(0, batch * words, 2 ** 32), [batch, words]);
  const offsets = numbers.words(1, 2 * batch, 10), factors = numbers.uniform(2, 4 * batch);
  const drawn = Array.from({ length: batch }, (_, i) => {
    const [down, right] = offsets.subarray(2 * i), [a, b, c, d] = factors.subarray(4 * i);
    return [down - 5, right - 5, Number(a > 0), 1 + a / 2, 1 + b / 2, 1 + c / 2, d / 10, 0];
  });
  const draws = tensor(device, drawn);
  const [mean, deviation] = [0.5, 0.25].map((value) =>
    tensor(device, new Float32Array(channels).fill(value))
  );
  const pixels = { height: side, width: side, channels };
  return replayed(bench, [x, draws, mean, deviation], () => [
    images(x, draws, pixels, mean, deviation),
  ]);
}
