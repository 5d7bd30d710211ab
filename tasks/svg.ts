/**
 * Charts as SVG text for a page that brings the colours (`report_style.ts`).
 *
 * @module
 */

import { extent, linearScale, numberScale, type Scale, shortNumber } from "./svg_scale.ts";
import { printable } from "./table.ts";

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 40;

/** Text for HTML and SVG, in elements and attributes. */
export function escapeText(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replaceAll(/[&<>"']/g, (character) => names[character]);
}

/** A line of a chart. */
export interface Series {
  /** Name in the legend. */
  readonly name: string;
  /** Points in the order of x; values that are not finite leave a gap. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A chart of lines. */
export interface LineChart {
  /** What it shows, for readers who cannot see it. */
  readonly title: string;
  /** Name of the x axis. */
  readonly xName: string;
  /** The lines. */
  readonly series: readonly Series[];
  /** Kind of the y values: fractions shown as percentages, or positive numbers. */
  readonly values: "percent" | "number";
  /** A value of x to mark, and its name. */
  readonly mark?: { readonly x: number; readonly name: string };
}

/** The class of a line's colour: one of eight, dashed from the ninth on. */
export function colourClass(index: number): string {
  return `c${index % 8}${index >= 8 ? " again" : ""}`;
}

/** Lines with axes, a legend with the last values, and tooltips along x. */
export function lineChart(chart: LineChart): string {
  const series = chart.series.map(({ name, points }) => ({ name, points: averaged(points, 200) }));
  const all = series.flatMap(({ points }) => points);
  const finite = all.filter(([, y]) => Number.isFinite(y));
  if (finite.length === 0) return note(`${chart.title}: no finite values`);
  const x = linearScale(all.map(([value]) => value), [LEFT, WIDTH - RIGHT], {
    round: false,
    count: 6,
  });
  const y = yScale(chart, finite.map(([, value]) => value));
  const lines = series.map((line, index) => path(line, index, x, y));
  const body = [axes(x, y, chart), markLine(chart, x), ...lines, hoverStrips(chart, series, x)]
    .join("");
  return svg(chart.title, WIDTH, HEIGHT, body) + legend(chart) + warning(chart);
}

/** Says how many values are missing, and where the first is. */
function warning({ series, xName }: LineChart): string {
  const gaps = series.flatMap(({ name, points }) =>
    points.filter(([, y]) => !Number.isFinite(y)).map(([x]) => ({ name, x }))
  );
  if (gaps.length === 0) return "";
  const first = gaps.reduce((a, b) => b.x < a.x ? b : a);
  const values = gaps.length === 1
    ? "1 value is"
    : `${gaps.length.toLocaleString("en-US")} values are`;
  return note(
    `${values} not finite, the first of ${first.name} at ${xName} ${shortNumber(first.x)}`,
  );
}

function yScale(chart: LineChart, values: readonly number[]): Scale {
  const places: [number, number] = [HEIGHT - BOTTOM, TOP];
  if (chart.values === "number") return numberScale(values, places);
  const [low, high] = extent(values);
  const room = Math.max(0.01, (high - low) * 0.1);
  return linearScale([low - room, high + room], places, { percent: true });
}

function svg(title: string, width: number, height: number, body: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${
    escapeText(title)
  }">${body}</svg>`;
}

function note(text: string): string {
  return `<p class="note">${escapeText(text)}</p>`;
}

function axes(x: Scale, y: Scale, chart: LineChart): string {
  const base = HEIGHT - BOTTOM;
  const rows = y.ticks.map((tick) => {
    const at = y.place(tick).toFixed(1);
    return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/>` +
      `<text class="tick" x="${LEFT - 8}" y="${at}" dy="0.32em" text-anchor="end">${
        y.text(tick)
      }</text>`;
  });
  const whole = x.ticks.filter((tick) => Number.isInteger(Number(tick.toFixed(6))));
  const columns = whole.map((tick) =>
    `<text class="tick" x="${x.place(tick).toFixed(1)}" y="${base + 17}" text-anchor="middle">` +
    `${Math.round(tick).toLocaleString("en-US")}</text>`
  );
  const name = `<text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 5}" text-anchor="end">` +
    `${escapeText(chart.xName)}</text>`;
  return `${rows.join("")}<path class="base" d="M${LEFT} ${base}H${WIDTH - RIGHT}"/>${
    columns.join("")
  }${name}`;
}

function markLine({ mark, series }: LineChart, x: Scale): string {
  const known = series.some(({ points }) => points.some(([at]) => at === mark?.x));
  if (mark === undefined || !known) return "";
  const at = x.place(mark.x);
  const anchor = at > (LEFT + WIDTH) / 2 ? "end" : "start";
  const side = anchor === "end" ? -6 : 6;
  return `<path class="mark" d="M${at.toFixed(1)} ${TOP}V${
    HEIGHT - BOTTOM
  }"/><text class="axis" x="${(at + side).toFixed(1)}" y="${
    HEIGHT - BOTTOM - 8
  }" text-anchor="${anchor}">${escapeText(mark.name)}</text>`;
}

function path({ points }: Series, index: number, x: Scale, y: Scale): string {
  let d = "";
  let pen = false;
  const dots: string[] = [];
  const place = ([a, b]: readonly [number, number]) =>
    `${x.place(a).toFixed(1)} ${y.place(b).toFixed(1)}`;
  for (const [position, point] of points.entries()) {
    if (!Number.isFinite(point[1])) {
      pen = false;
      continue;
    }
    const alone = !pen && !Number.isFinite(points[position + 1]?.[1]);
    if (alone || points.length <= 30) dots.push(place(point));
    d += `${pen ? "L" : "M"}${place(point)}`;
    pen = true;
  }
  const marks = dots.map((at) => `M${at}h0`).join("");
  const colour = colourClass(index);
  return `<path class="line ${colour}" d="${d}"/><path class="dots ${colour}" d="${marks}"/>`;
}

function hoverStrips(chart: LineChart, series: readonly Series[], x: Scale): string {
  const at = [...new Set(series.flatMap(({ points }) => points.map(([value]) => value)))];
  const places = at.toSorted((a, b) => a - b);
  const values = series.map(({ points }) => new Map(points));
  return places.map((value, index) => {
    const here = x.place(value);
    const left = index === 0 ? LEFT : (x.place(places[index - 1]) + here) / 2;
    const right = index === places.length - 1
      ? WIDTH - RIGHT
      : (x.place(places[index + 1]) + here) / 2;
    const lines = series.map(({ name }, line) => {
      const y = values[line].get(value);
      return y === undefined ? "" : `\n${name}: ${valueText(chart, y)}`;
    });
    const title = `${chart.xName} ${shortNumber(value)}`;
    return `<g class="strip"><rect x="${left.toFixed(1)}" y="${TOP}" width="${
      Math.max(0.5, right - left).toFixed(1)
    }" height="${HEIGHT - TOP - BOTTOM}"/><path d="M${here.toFixed(1)} ${TOP}V${
      HEIGHT - BOTTOM
    }"/><title>${[title, ...lines].map(escapeLines).join("")}</title></g>`;
  }).join("");
}

function escapeLines(text: string): string {
  return text.split("\n").map(escapeText).join("\n");
}

function valueText(chart: LineChart, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return chart.values === "percent" ? `${(value * 100).toFixed(2)} %` : shortNumber(value);
}

function legend(chart: LineChart): string {
  const items = chart.series.map(({ name, points }, index) => {
    const last = points.at(-1)?.[1] ?? NaN;
    return `<li><svg viewBox="0 0 18 8" aria-hidden="true"><path class="line ${
      colourClass(index)
    }" d="M1 4H17"/></svg>${escapeText(name)} <b>${valueText(chart, last)}</b></li>`;
  });
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** At most `most` points: neighbours are averaged, and a value that is not finite makes its mean so. */
export function averaged(
  points: readonly (readonly [number, number])[],
  most: number,
): (readonly [number, number])[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return [...points];
  const means: (readonly [number, number])[] = [];
  for (let begin = 0; begin < points.length; begin += size) {
    const group = points.slice(begin, begin + size);
    const mean = group.reduce((sum, [, y]) => sum + y, 0) / group.length;
    means.push([group[group.length - 1][0], mean]);
  }
  return means;
}

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
  const thick = 16;
  const room = 14;
  const group = chart.names.length * (thick + 3) + room;
  const height = chart.groups.length * group + 8;
  const [left, right] = [92, 62];
  const rows = chart.groups.map(({ name, values }, row) => {
    const top = 8 + row * group;
    const middle = top + (group - room) / 2;
    const bars = values.map((value, index) => {
      if (!Number.isFinite(value)) return "";
      const width = Math.max(0, Math.min(1, value)) * (WIDTH - left - right);
      const y = top + index * (thick + 3);
      const text = `${(value * 100).toFixed(2)} %`;
      return `<rect class="bar ${colourClass(index)}" x="${left}" y="${y}" width="${
        width.toFixed(1)
      }" height="${thick}" rx="2"><title>${escapeText(`${name}, ${chart.names[index]}: ${text}`)}` +
        `</title></rect><text class="value" x="${(left + width + 6).toFixed(1)}" y="${
          y + thick / 2
        }" dy="0.34em">${text}</text>`;
    });
    return `<text class="label" x="${left - 10}" y="${middle}" dy="0.32em" text-anchor="end">${
      escapeText(name)
    }</text>${bars.join("")}`;
  });
  const items = chart.names.map((name, index) =>
    `<li><svg viewBox="0 0 18 8" aria-hidden="true"><rect class="bar ${
      colourClass(index)
    }" width="18" height="8" rx="2"/></svg>${escapeText(name)}</li>`
  );
  return svg(chart.title, WIDTH, height, rows.join("")) +
    `<ul class="legend">${items.join("")}</ul>`;
}
