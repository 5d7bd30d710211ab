/**
 * Figures as text.
 *
 * @module
 */

/** Three digits that count, as `0.123`, `12.3` or `1234`. */
export function rateText(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3);
}

/** A part of 1 as `67 %`. */
export function percentText(part: number, digits = 0): string {
  return Number.isFinite(part) ? `${(100 * part).toFixed(digits)} %` : "-";
}
