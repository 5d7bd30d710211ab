/**
 * First values of parameters. Weights are `[inputs, outputs]`, so the fan-in of a matrix is its
 * first size; PyTorch stores them transposed.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import type { Random } from "../random.ts";
import { format, type Shape, sizeOf } from "../tensor/shape.ts";

/** Draws the first values of a parameter: its shape, its number of elements, its random stream. */
export type Initializer = (shape: Shape, size: number, random: Random) => Float32Array;

/**
 * The same value everywhere.
 *
 * @example
 * ```ts
 * import { constant, Random } from "@associated/learning";
 *
 * const values = constant(2)([2], 2, new Random(1));
 * console.assert(values.join() === "2,2");
 * ```
 */
export function constant(value: number): Initializer {
  return (_, size) => new Float32Array(size).fill(value);
}

/**
 * Zero everywhere.
 *
 * @example
 * ```ts
 * import { Random, zeros } from "@associated/learning";
 *
 * const values = zeros()([2], 2, new Random(1));
 * console.assert(values.join() === "0,0");
 * ```
 */
export function zeros(): Initializer {
  return constant(0);
}

/**
 * Uniform between `-bound` and `bound`.
 *
 * @example
 * ```ts
 * import { Random, uniform } from "@associated/learning";
 *
 * const values = uniform(0.1)([2], 2, new Random(1));
 * console.assert(values.every((x) => Math.abs(x) <= 0.1));
 * ```
 */
export function uniform(bound: number): Initializer {
  return draw((random) => random.uniform(-bound, bound));
}

/**
 * Normal with a mean of 0, as PyTorch's embeddings, whose deviation is 1.
 *
 * @example
 * ```ts
 * import { normal, Random } from "@associated/learning";
 *
 * const values = normal(0.1)([2], 2, new Random(1));
 * console.assert(values.every(Number.isFinite));
 * ```
 */
export function normal(deviation = 1): Initializer {
  return draw((random) => random.normal(0, deviation));
}

/**
 * Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).
 *
 * @example
 * ```ts
 * import { Random, xavierUniform } from "@associated/learning";
 *
 * const values = xavierUniform()([2, 3], 6, new Random(1)); // of a matrix [inputs, outputs]
 * console.assert(values.length === 6 && values.every(Number.isFinite));
 * ```
 */
export function xavierUniform(): Initializer {
  return (shape, size, random) => {
    const { inputs, outputs } = fansOf("xavierUniform", shape);
    return uniform(Math.sqrt(6 / (inputs + outputs)))(shape, size, random);
  };
}

/**
 * Normal with variance 2 / fan-in, for layers before relu (He et al., 2015).
 *
 * @param fanIn Number of inputs of a unit; the first size of the shape where absent.
 *
 * @example
 * ```ts
 * import { kaimingNormal, Random } from "@associated/learning";
 *
 * const values = kaimingNormal(2)([2, 3], 6, new Random(1)); // of a matrix [inputs, outputs]
 * console.assert(values.length === 6 && values.every(Number.isFinite));
 * ```
 */
export function kaimingNormal(fanIn?: number): Initializer {
  return (shape, size, random) => {
    const inputs = fanIn ?? fansOf("kaimingNormal", shape).inputs;
    return normal(Math.sqrt(2 / inputs))(shape, size, random);
  };
}

/**
 * {@linkcode kaimingNormal} where values beyond two deviations are drawn again, as in TensorFlow 1; the
 * deviation becomes 0.88 of the stated one.
 *
 * @param fanIn Number of inputs of a unit; the first size of the shape where absent.
 *
 * @example
 * ```ts
 * import { heNormalTruncated, Random } from "@associated/learning";
 *
 * const values = heNormalTruncated()([2, 3], 6, new Random(1)); // of a matrix [inputs, outputs]
 * console.assert(values.length === 6 && values.every(Number.isFinite));
 * ```
 */
export function heNormalTruncated(fanIn?: number): Initializer {
  return (shape, size, random) => {
    const inputs = fanIn ?? fansOf("heNormalTruncated", shape).inputs;
    const deviation = Math.sqrt(2 / inputs);
    const truncated = draw((stream) => {
      let value = stream.normal();
      while (Math.abs(value) > 2) value = stream.normal();
      return deviation * value;
    });
    return truncated(shape, size, random);
  };
}

/**
 * Uniform between -1/sqrt(fan-in) and 1/sqrt(fan-in): PyTorch's default of Linear (weights and
 * bias), and of LSTM with the hidden size as fan-in.
 *
 * @param fanIn Number of inputs of a unit; the first size of the shape where absent.
 *
 * @example
 * ```ts
 * import { pytorchDefault, Random } from "@associated/learning";
 *
 * const values = pytorchDefault()([2, 3], 6, new Random(1)); // of a matrix [inputs, outputs]
 * console.assert(values.length === 6 && values.every(Number.isFinite));
 * ```
 */
export function pytorchDefault(fanIn?: number): Initializer {
  return (shape, size, random) => {
    const inputs = fanIn ?? fansOf("pytorchDefault", shape).inputs;
    return uniform(1 / Math.sqrt(inputs))(shape, size, random);
  };
}

/**
 * Orthonormal rows, or orthonormal columns where there are fewer columns than rows (Saxe et al., 2014).
 *
 * @example
 * ```ts
 * import { orthogonal, Random } from "@associated/learning";
 *
 * const values = orthogonal()([2, 3], 6, new Random(1)); // of a matrix [inputs, outputs]
 * console.assert(values.length === 6 && values.every(Number.isFinite));
 * ```
 */
export function orthogonal(): Initializer {
  return (shape, size, random) => {
    const { inputs, outputs } = fansOf("orthogonal", shape);
    const count = Math.min(inputs, outputs), length = Math.max(inputs, outputs);
    const vectors: Float64Array[] = [];
    while (vectors.length < count) {
      const vector = Float64Array.from({ length }, () => random.normal());
      // The second pass removes what rounding has left of the other vectors.
      for (let pass = 0; pass < 2; pass++) {
        for (const other of vectors) subtractProjection(vector, other);
      }
      normalize(vector);
      vectors.push(vector);
    }
    const values = new Float32Array(size);
    const [along, across] = inputs <= outputs ? [1, outputs] : [outputs, 1];
    vectors.forEach((vector, i) => {
      for (let k = 0; k < length; k++) values[i * across + k * along] = vector[k];
    });
    return values;
  };
}

/**
 * Given values, as word vectors read from a file.
 *
 * @param rows All elements, row-major.
 *
 * @example
 * ```ts
 * import { fromRows, Random } from "@associated/learning";
 *
 * const values = fromRows(Float32Array.of(5, 6))([2], 2, new Random(1));
 * console.assert(values.join() === "5,6");
 * ```
 */
export function fromRows(rows: Float32Array): Initializer {
  return (shape, size) => {
    if (rows.length !== size) {
      throw new ShapeError(
        `Cannot fill a parameter of shape ${format(shape)}: ${rows.length} values were given ` +
          `where it takes ${size}, give a row for each of its rows`,
      );
    }
    return rows;
  };
}

function draw(next: (random: Random) => number): Initializer {
  return (_, size, random) => {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = next(random);
    return values;
  };
}

function fansOf(name: string, shape: Shape): { inputs: number; outputs: number } {
  if (shape.length < 2) {
    throw new ShapeError(
      `Cannot apply ${name} to a parameter of shape ${format(shape)}: it has no fan-in and ` +
        "fan-out, give two axes or state the fan-in where it is taken",
    );
  }
  return { inputs: shape[0], outputs: sizeOf(shape.slice(1)) };
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let k = 0; k < unit.length; k++) product += vector[k] * unit[k];
  for (let k = 0; k < unit.length; k++) vector[k] -= product * unit[k];
}

function normalize(vector: Float64Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = 1 / Math.sqrt(squares);
  for (let k = 0; k < vector.length; k++) vector[k] *= scale;
}
