/**
 * Scales and ticks of charts.
 *
 * @module
 */

/** Maps values to places, with the values to mark. */
export interface Scale {
  /** Place of a value. */
  readonly place: (value: number) => number;
  /** Values to mark. */
  readonly ticks: readonly number[];
  /** Text of a marked value. */
  readonly text: (value: number) => string;
}

/** A linear scale from `values` to the places `from`..`to`; its ends are round numbers when `round`. */
export function linearScale(
  values: readonly number[],
  [from, to]: readonly [number, number],
  options: { readonly round?: boolean; readonly count?: number; readonly percent?: boolean } = {},
): Scale {
  const { round = true, count = 5, percent = false } = options;
  let [low, high] = extent(values);
  if (low === high) {
    [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  }
  if (percent) [low, high] = [Math.max(0, low), Math.min(1, high)];
  const step = niceStep((high - low) / count);
  if (round) {
    [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  }
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const shown = percent ? step * 100 : step;
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(shown) + 1e-9)));
  const text = (value: number) =>
    percent ? `${(value * 100).toFixed(digits)} %` : plainNumber(value, digits);
  return { place: (value) => from + (value - low) / (high - low) * (to - from), ticks, text };
}

/** A logarithmic scale of positive values. */
export function logScale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const [low, high] = extent(values.filter((value) => value > 0));
  const [a, b] = [Math.log10(low) - 0.02, Math.log10(high) + 0.02];
  const wide = b - a > 3;
  const ticks: number[] = [];
  for (let power = Math.floor(a); power <= Math.ceil(b); power++) {
    for (const factor of wide ? [1] : [1, 2, 5]) {
      const value = factor * 10 ** power;
      if (value >= 10 ** a && value <= 10 ** b) ticks.push(value);
    }
  }
  const place = (value: number) => from + (Math.log10(value) - a) / (b - a) * (to - from);
  return { place, ticks: thinned(ticks, 8), text: (value) => shortNumber(value) };
}

/** A scale for losses and rates: logarithmic where they differ by much, else linear from 0. */
export function numberScale(values: readonly number[], places: readonly [number, number]): Scale {
  const [low, high] = extent(values);
  if (low > 0 && high / low > 8) return logScale(values, places);
  return linearScale(low > 0 ? [0, ...values] : values, places);
}

/** Smallest and largest finite value; 0 and 1 where there is none. */
export function extent(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A number with three or four digits that count, as `0.0123`, `1.2e-5` or `35,741`. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-3 || size >= 1e7) {
    return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  }
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

function plainNumber(value: number, digits: number): string {
  if (digits > 4) return shortNumber(value);
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
}

function thinned(ticks: readonly number[], most: number): number[] {
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, index) => index % every === 0);
}
