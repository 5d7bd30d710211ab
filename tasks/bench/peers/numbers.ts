/**
 * The numbers that cases compute with, the same for every engine, and how results are compared.
 * `torch_numbers.py` says the same in Python.
 *
 * @module
 */

/** Mixes the bits of an index: neighbours share none. */
function mix(index: number): number {
  let bits = index;
  bits = Math.imul(bits ^ bits >>> 16, 0x21f0aaad);
  bits = Math.imul(bits ^ bits >>> 15, 0x735a2d97);
  return (bits ^ bits >>> 15) >>> 0;
}

/** The numbers of one benchmark. */
export class Numbers {
  readonly #seed: number;

  /** The numbers of a seed. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Uniform numbers from `low` up to `high`: the same for the same `input` of a case. */
  uniform(input: number, size: number, low = -1, high = 1): Float32Array<ArrayBuffer> {
    const values = new Float32Array(size), start = this.#start(input);
    for (let i = 0; i < size; i++) {
      values[i] = low + (high - low) * (mix(start + i | 0) >>> 8) / 2 ** 24;
    }
    return values;
  }

  /** Whole numbers from 1 up to `end`, which is left out; 0 is the padding of texts. */
  words(input: number, size: number, end: number): Uint32Array<ArrayBuffer> {
    const start = this.#start(input);
    return Uint32Array.from({ length: size }, (_, i) => 1 + mix(start + i | 0) % (end - 1));
  }

  #start(input: number): number {
    return Math.imul(this.#seed, 0x85ebca6b) + Math.imul(input + 1, 0xc2b2ae35) | 0;
  }
}

/** `[batch, time, width]` as `[time, batch, width]`, or the other way round where sizes are swapped. */
export function swapTime(
  values: Float32Array,
  [batch, time, width]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const swapped = new Float32Array(values.length);
  for (let row = 0; row < batch; row++) {
    for (let step = 0; step < time; step++) {
      const from = (row * time + step) * width;
      swapped.set(values.subarray(from, from + width), (step * batch + row) * width);
    }
  }
  return swapped;
}

/** An array with its axes in another order: axis i of the result is axis `axes[i]` of `values`. */
export function permuted(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = axes.map((axis) => shape[axis]);
  return Float32Array.from(values, (_, index) => {
    let from = 0, rest = index;
    for (let i = axes.length - 1; i >= 0; i--) {
      from += rest % sizes[i] * strides[axes[i]];
      rest = Math.floor(rest / sizes[i]);
    }
    return values[from];
  });
}

/** `[batch, height, width, channels]` as `[batch, channels, height, width]`, and back. */
export const FIRST = [0, 3, 1, 2], LAST = [0, 2, 3, 1];

/** `[rows, columns, in, out]` as `[out, in, rows, columns]`, and back. */
export const WINDOW_FIRST = [3, 2, 0, 1], WINDOW_LAST = [2, 3, 1, 0];

/** An array of weights, and the range that its numbers are drawn from. */
export interface Weights {
  readonly shape: readonly number[];
  readonly range: readonly [low: number, high: number];
}

/**
 * The weights of a Transformer's encoder layer, the matrix of each map before its bias: to queries, keys and
 * values, of the results of the heads, to the hidden units and back; then scale and shift of the two norms.
 * Inputs 2, 3, ... of a case are drawn from their ranges.
 */
export function encoderWeights(
  { width, hidden }: Readonly<Record<string, number>>,
): readonly Weights[] {
  const affine = (inputs: number, outputs: number): Weights[] =>
    [[inputs, outputs], [outputs]].map((shape) => ({ shape, range: [-0.1, 0.1] }));
  const norm: Weights[] = [
    { shape: [width], range: [0.5, 1.5] },
    { shape: [width], range: [-0.1, 0.1] },
  ];
  const squares = Array.from({ length: 4 }, () => affine(width, width)).flat();
  return [...squares, ...affine(width, hidden), ...affine(hidden, width), ...norm, ...norm];
}

/**
 * Place of the bias of the keys among these weights. Its gradient is 0, since it moves all scores of a query
 * alike.
 */
export const KEY_BIAS = 3;

const ELEMENTS = 16;

/** A sample of a result for comparing it: the mean of its magnitudes, and elements of all its parts. */
export function sample(values: ArrayLike<number>): number[] {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  const elements = Array.from(
    { length: ELEMENTS },
    (_, i) => values[Math.floor((2 * i + 1) * values.length / (2 * ELEMENTS))],
  );
  return [sum / values.length, ...elements];
}

/** Differences up to this come from the order of sums, and from approximations of functions. */
export const TOLERANCE = 1e-3;

/**
 * The largest difference of two results, as a part of the mean magnitude of the first; Infinity where
 * they have other sizes, or are not numbers.
 */
export function difference(expected: readonly number[], found: readonly number[]): number {
  if (expected.length !== found.length) return Infinity;
  let largest = 0;
  for (let from = 0; from < expected.length; from += ELEMENTS + 1) {
    for (let i = from; i <= from + ELEMENTS; i++) {
      const part = Math.abs(expected[i] - found[i]) / expected[from];
      largest = Math.max(largest, Number.isNaN(part) ? Infinity : part);
    }
  }
  return largest;
}
