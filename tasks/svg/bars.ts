/**
 * Charts of horizontal bars as SVG text.
 *
 * @module
 */

import {
  barSwatch,
  type Chart,
  colourClass,
  escapeLines,
  escapeText,
  FRAME,
  legend,
  rowLabel,
  svg,
} from "./frame.ts";
import { count, percent } from "../terminal/figures.ts";
import { fit } from "../terminal/table.ts";

const LEFT = 92;
const RIGHT = 78;
const THICK = 16;

/** Bars in groups, each a fraction from 0 to 1. */
export interface BarChart {
  /** What it shows. */
  readonly title: string;
  /** Names of the bars of a group. */
  readonly names: readonly string[];
  /** The groups with the values of their bars; NaN leaves a bar out. */
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Horizontal bars from 0 to 100 %, with their values. */
export function barChart(chart: BarChart): string {
  const { title, width, height, body } = barDrawing(chart);
  return svg(title, width, height, body) +
    namesOf(chart.names);
}

/** The bars without a legend. */
export function barDrawing({ title, names, groups }: BarChart): Chart {
  const room = 14;
  const step = THICK + 3;
  const group = names.length * step + room;
  const rows = groups.map(({ name, values }, row) => {
    const top = 8 + row * group;
    const bars = values.map((value, index) => {
      if (!Number.isFinite(value)) return "";
      const width = Math.max(0, Math.min(1, value)) * (FRAME.width - LEFT - RIGHT);
      const y = top + index * step;
      return bar(index, LEFT, y, width, [`${name}, ${names[index]}: ${percent(value)}`]) +
        `<text class="value" x="${(LEFT + width + 6).toFixed(1)}" y="${
          y + THICK / 2
        }" dy="0.34em">${percent(value)}</text>`;
    });
    return rowLabel(name, LEFT - 10, top + (group - room) / 2) + bars.join("");
  });
  return { title, width: FRAME.width, height: groups.length * group + 8, body: rows.join("") };
}

/** Bars of equal length, cut into parts. */
export interface PartChart {
  /** What it shows. */
  readonly title: string;
  /** What each row is, as `threshold`. */
  readonly rowName: string;
  /** Names of the parts, in order. */
  readonly names: readonly string[];
  /** The rows with the sizes of their parts; `mark` points a row out, `value` stands at its end. */
  readonly rows: readonly {
    readonly name: string;
    readonly parts: readonly number[];
    readonly mark?: boolean;
    readonly value?: string;
  }[];
}

/** Rows of 100 %, each cut into parts in the order of their names. */
export function partChart({ title, rowName, names, rows }: PartChart): string {
  const top = 24;
  const step = THICK + 6;
  const full = FRAME.width - LEFT - RIGHT;
  const bars = rows.map(({ name, parts, mark, value = "" }, row) => {
    const total = parts.reduce((sum, part) => sum + part, 0);
    const y = top + row * step;
    let x = LEFT;
    const pieces = parts.map((part, index) => {
      const share = total ? part / total : 0;
      const begin = x;
      x += share * full;
      const about = `${names[index]}: ${count(part)} (${percent(share)})`;
      return part ? bar(index, begin, y, x - begin, [`${rowName} ${name}`, about]) : "";
    });
    const end = `<text class="value" x="${FRAME.width - RIGHT + 6}" y="${
      y + THICK / 2
    }" dy="0.34em">${escapeText(value)}</text>`;
    return rowLabel(mark ? `▸ ${name}` : name, LEFT - 10, y + THICK / 2) + pieces.join("") + end;
  });
  const head = `<text class="axis" x="${LEFT - 10}" y="12" text-anchor="end">${
    escapeText(fit(rowName, 14))
  }</text>`;
  return svg(title, FRAME.width, top + rows.length * step, head + bars.join("")) +
    namesOf(names);
}

/** The legend of bars. */
function namesOf(names: readonly string[]): string {
  return legend(names.map((name, index) => ({ swatch: barSwatch(index), text: escapeText(name) })));
}

function bar(index: number, x: number, y: number, width: number, title: string[]): string {
  const at = Number.isInteger(x) ? x : x.toFixed(1);
  return `<rect class="bar ${colourClass(index)}" x="${at}" y="${y}" width="${
    width.toFixed(1)
  }" height="${THICK}" rx="2"><title>${escapeLines(title)}</title></rect>`;
}
