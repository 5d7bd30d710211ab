/**
 * Figures as people read them.
 *
 * @module
 */

/** A fraction as a percentage with two digits, as `91.76 %`; `-` where it is no number. */
export function percent(fraction: number): string {
  return inPercent(fraction, 2);
}

/** A fraction as a whole percentage, as `67 %`; `-` where it is no number. */
export function wholePercent(fraction: number): string {
  return inPercent(fraction, 0);
}

function inPercent(fraction: number, digits: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(digits)} %` : "-";
}

/** A time span, as `8.2 s`, `3 min 05 s` or `2 h 10 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "?";
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole / 60) % 60)} min`;
}

/** A count with commas between thousands, as `35,741`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Seconds, as `8.25 s` or `1,234 s`. */
export function secondsText(seconds: number): string {
  return `${Math.abs(seconds) < 10 ? seconds.toFixed(2) : count(seconds)} s`;
}

/** A number of bytes, as `12.3 MiB`. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 3);
  const value = bytes / 1024 ** power;
  return `${power && value < 100 ? value.toFixed(1) : count(value)} ${units[power]}`;
}

/** Milliseconds with three digits, without their unit. */
export function millisecondsText(milliseconds: number): string {
  return milliseconds.toPrecision(3);
}

/** How many times as fast something is, as `1.25 x`. */
export function speedText(times: number): string {
  return `${times.toFixed(2)} x`;
}

/** A threshold, short enough to read and exact enough to be given again. */
export function thresholdText(threshold: number): string {
  return String(Number(threshold.toFixed(6)));
}

/** `block 3`, or `blocks 1 to 3`. */
export function blockNames(from: number, to: number): string {
  return from === to ? `block ${from}` : `blocks ${from} to ${to}`;
}

/** `a text`, `an image`. */
export function article(one: string): string {
  return `${/^[aeiou]/.test(one) ? "an" : "a"} ${one}`;
}
