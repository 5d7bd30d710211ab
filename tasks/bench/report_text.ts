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

/** How many times as fast or as large, as `1.25×`. */
export function ratioText(ratio: number): string {
  return Number.isFinite(ratio) ? `${rateText(ratio)}×` : "-";
}

/** A number of bytes in MiB, without the unit. */
export function mebibytesText(bytes: number): string {
  return rateText(bytes / 2 ** 20);
}
