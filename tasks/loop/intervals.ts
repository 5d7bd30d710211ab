/**
 * Means and intervals of measurements, and intervals of shares.
 *
 * @module
 */

/** 97.5 % points of Student's t for 1 to 30 degrees of freedom. */
const STUDENT = [
  ...[12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281],
  ...[2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086],
  ...[2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423],
];

/** The 97.5 % point of the normal distribution. */
const NORMAL = 1.959964;

/** What repeated measurements say of their mean. */
export interface Spread {
  /** Their mean. */
  readonly mean: number;
  /** Their standard deviation, with n - 1 in the divisor; NaN of fewer than two. */
  readonly deviation: number;
  /** The lower end of the 95 % interval of the mean, by Student's t; NaN of fewer than two. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

/** Mean, deviation and interval of measurements, which are taken as independent and normal. */
export function spreadOf(values: readonly number[]): Spread {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : NaN;
  const half = studentPoint(n - 1) * deviation / Math.sqrt(n);
  return { mean, deviation, low: mean - half, high: mean + half };
}

/** The 97.5 % point of Student's t; beyond the table by the first terms of its expansion in 1/freedom. */
function studentPoint(freedom: number): number {
  const z = NORMAL;
  return STUDENT[freedom - 1] ??
    z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

/**
 * The 95 % interval of a share that was seen in some rows (Wilson, 1927), which holds near 0 and 1 too.
 *
 * @param share The share, from 0 to 1.
 * @param rows The rows, 1 or more; of none the interval is from 0 to 1.
 */
export function shareInterval(share: number, rows: number): readonly [low: number, high: number] {
  if (!(rows > 0)) return [0, 1];
  const z = NORMAL;
  const scale = 1 + z * z / rows;
  const middle = (share + z * z / (2 * rows)) / scale;
  const half = z / scale * Math.sqrt(share * (1 - share) / rows + (z / (2 * rows)) ** 2);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
