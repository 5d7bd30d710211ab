/**
 * Charts of lines as SVG text for a page that brings the colours (`report/style.ts`).
 *
 * @module
 */

import {
  axes,
  type Chart,
  colourClass,
  escapeLines,
  escapeText,
  FRAME,
  legend,
  note,
  svg,
} from "./frame.ts";
import { extent, linearScale, numberScale, type Scale, shortNumber } from "./scale.ts";

const { width: WIDTH, height: HEIGHT, left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM } = FRAME;

/** A line of a chart. */
export interface Series {
  /** Name in the legend. */
  readonly name: string;
  /** Points in the order of x; values that are not finite leave a gap. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A value of x to mark. */
export interface Mark {
  /** The value. */
  readonly x: number;
  /** Its name. */
  readonly name: string;
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
  /** Values of x to mark, and their names. */
  readonly marks?: readonly Mark[];
}

/** Lines with axes, a legend with the last values, and tooltips along x. */
export function lineChart(chart: LineChart): string {
  const body = bodyOf(chart);
  if (body === null) return note(`${chart.title}: no finite values`);
  return svg(chart.title, WIDTH, HEIGHT, body) + names(chart) + warning(chart);
}

/** The lines as a drawing that stands alone, their names and last values in rows below. */
export function lineDrawing(chart: LineChart): Chart {
  const { title, series } = chart;
  const rows = series.map(({ name, points }, index) => {
    const y = HEIGHT + 14 + 18 * index;
    return `<path class="line ${colourClass(index)}" d="M${LEFT} ${y}h16"/><text x="${
      LEFT + 24
    }" y="${y}" dy="0.34em">${
      escapeText(`${name} ${valueText(chart, points.at(-1)?.[1] ?? NaN)}`)
    }</text>`;
  });
  const height = HEIGHT + 18 * series.length + 8;
  return { title, width: WIDTH, height, body: (bodyOf(chart) ?? "") + rows.join("") };
}

/** Axes and lines; null where no value is finite. */
function bodyOf(chart: LineChart): string | null {
  const series = chart.series.map(({ name, points }) => ({ name, points: averaged(points, 200) }));
  const all = series.flatMap(({ points }) => points);
  const finite = all.filter(([, y]) => Number.isFinite(y));
  if (finite.length === 0) return null;
  const x = linearScale(all.map(([value]) => value), [LEFT, WIDTH - RIGHT], {
    round: false,
    count: 6,
  });
  const y = yScale(chart, finite.map(([, value]) => value));
  const lines = series.map((line, index) => path(line, index, x, y));
  return [
    axes(x, y, chart.xName, true),
    markLines(chart, x),
    ...lines,
    hoverStrips(chart, series, x),
  ].join("");
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

/** The marks, each name on a level of its own, so that names do not cover each other. */
function markLines({ marks = [], series }: LineChart, x: Scale): string {
  const known = new Set(series.flatMap(({ points }) => points.map(([at]) => at)));
  return marks.filter((mark) => known.has(mark.x)).map((mark, i) => markLine(mark, i, x)).join("");
}

function markLine(mark: Mark, row: number, x: Scale): string {
  const at = x.place(mark.x);
  const anchor = at > (LEFT + WIDTH) / 2 ? "end" : "start";
  const side = anchor === "end" ? -6 : 6;
  return `<path class="mark" d="M${at.toFixed(1)} ${TOP}V${
    HEIGHT - BOTTOM
  }"/><text class="axis" x="${(at + side).toFixed(1)}" y="${
    HEIGHT - BOTTOM - 8 - 14 * (row % 4)
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
    const lines = series.flatMap(({ name }, line) => {
      const y = values[line].get(value);
      return y === undefined ? [] : [`${name}: ${valueText(chart, y)}`];
    });
    const title = `${chart.xName} ${shortNumber(value)}`;
    return `<g class="strip"><rect x="${left.toFixed(1)}" y="${TOP}" width="${
      Math.max(0.5, right - left).toFixed(1)
    }" height="${HEIGHT - TOP - BOTTOM}"/><path d="M${here.toFixed(1)} ${TOP}V${
      HEIGHT - BOTTOM
    }"/><title>${escapeLines([title, ...lines])}</title></g>`;
  }).join("");
}

function valueText(chart: LineChart, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return chart.values === "percent" ? `${(value * 100).toFixed(2)} %` : shortNumber(value);
}

function names(chart: LineChart): string {
  return legend(chart.series.map(({ name, points }, index) => ({
    swatch: `<path class="line ${colourClass(index)}" d="M1 4H17"/>`,
    text: `${escapeText(name)} <b>${valueText(chart, points.at(-1)?.[1] ?? NaN)}</b>`,
  })));
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
