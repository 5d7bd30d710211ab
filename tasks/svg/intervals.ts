/**
 * Charts of measurements that were repeated: each one, their mean, and its interval.
 *
 * @module
 */
import { type Chart, colourClass, escapeLines, FRAME, rowLabel } from "./frame.ts";
import { linearScale, type Scale } from "./scale.ts";

/** A row of the chart. */
export interface IntervalRow {
  /** Its name. */
  readonly name: string;
  /** Which rows have the same colour. */
  readonly colour: number;
  /** The measurements, fractions from 0 to 1. */
  readonly values: readonly number[];
  /** Their mean. */
  readonly mean: number;
  /** The lower end of its interval; NaN where there is none. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
  /** The line of a tooltip. */
  readonly about: string;
}

/** Width of the names, and heights of a row and of the axis. */
const LEFT = 210, ROW = 22, TOP = 8, AXIS = 36;

/** A row for each setting: rings for runs, a dot for their mean, a line for its interval. */
export function intervalChart(title: string, rows: readonly IntervalRow[]): Chart {
  const right = FRAME.width - FRAME.right - 8;
  const ends = rows.flatMap(({ values, low, high }) => [...values, low, high]);
  const x = linearScale(ends, [LEFT + 8, right], { percent: true });
  const bottom = TOP + rows.length * ROW;
  const lines = rows.map((row, i) => line(row, x, TOP + i * ROW + ROW / 2));
  return {
    title,
    width: FRAME.width,
    height: bottom + AXIS,
    body: grid(x, bottom) + lines.join(""),
  };
}

function grid(x: Scale, bottom: number): string {
  const columns = x.ticks.map((tick) => {
    const at = x.place(tick).toFixed(1);
    return `<path class="grid" d="M${at} ${TOP}V${bottom}"/>` +
      `<text class="tick" x="${at}" y="${bottom + 17}" text-anchor="middle">${x.text(tick)}</text>`;
  });
  return columns.join("") +
    `<path class="base" d="M${LEFT} ${bottom}H${FRAME.width - FRAME.right}"/>`;
}

function line(row: IntervalRow, x: Scale, y: number): string {
  const { name, colour, values, mean, low, high, about } = row;
  const at = (value: number) => x.place(value).toFixed(1);
  const interval = Number.isFinite(low) && Number.isFinite(high)
    ? `<path class="line" d="M${at(Math.max(0, low))} ${y}H${at(Math.min(1, high))}"/>`
    : "";
  const rings = values.map((value) => `<circle class="ring" cx="${at(value)}" cy="${y}" r="3.5"/>`);
  return `<g class="${colourClass(colour)}"><title>${escapeLines([name, about])}</title>` +
    rowLabel(name, LEFT - 4, y, 29) + interval + rings.join("") +
    `<circle class="dot" cx="${at(mean)}" cy="${y}" r="5"/></g>`;
}
