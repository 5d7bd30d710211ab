/**
 * A chart of gains against costs as SVG text.
 *
 * @module
 */

import { axes, type Chart, escapeLines, escapeText, FRAME } from "./frame.ts";
import { type Place, placeLabels, textWidth } from "./labels.ts";
import { extent, linearScale, logScale, type Scale, shortNumber } from "./scale.ts";
import { percent } from "../terminal/figures.ts";

/** A point of such a chart. */
export interface TradePoint {
  /** The cost. */
  readonly x: number;
  /** The gain, a fraction from 0 to 1. */
  readonly y: number;
  /** A short name beside it. */
  readonly name: string;
}

/** Points with a name of their own in the legend. */
export interface TradePoints {
  /** Their name. */
  readonly name: string;
  /** The points; one that is not finite is left out. */
  readonly points: readonly TradePoint[];
}

/** A curve, and single points to compare it with. */
export interface TradeChart {
  /** What it shows. */
  readonly title: string;
  /** Names of the axes, with units. */
  readonly axes: { readonly x: string; readonly y: string };
  /** The curve, in order; `by` says what the names of its points are. */
  readonly curve: TradePoints & { readonly by: string };
  /** The point of the curve that is in use. */
  readonly chosen?: TradePoint;
  /** Some points of the curve with a cost that was found by other means. */
  readonly checks: TradePoints;
  /** Points beside the curve, joined by a thin line. */
  readonly others: TradePoints;
  /** The point that all are measured by. */
  readonly full: TradePoint;
}

/** Space above the axes, for the name of the y axis, and of a row of the legend. */
const TOP = 14;
const ROW = 20;

/** Radius of the point that is in use. */
const CHOSEN = 5.5;

/** Costs that differ by more than this stand on a logarithmic axis. */
const WIDE_RANGE = 8;

/** Points of the curve at one place of the chart. */
interface Spot {
  readonly at: Place;
  readonly points: readonly TradePoint[];
  readonly isChosen: boolean;
}

/** The parts of a chart with their places. */
interface Drawing {
  readonly chart: TradeChart;
  readonly x: Scale;
  readonly xName: string;
  readonly y: Scale;
  readonly place: (point: TradePoint) => Place;
  readonly spots: readonly Spot[];
}

/** The curve with names at its points, the others, and a level line through the full path. */
export function tradeChart(given: TradeChart): Chart {
  const chart = finite(given);
  const drawing = drawingOf(chart);
  const marks = marksOf(drawing);
  const key = legend(chart, FRAME.height + TOP + 6);
  const height = FRAME.height + TOP + 6 + key.rows * ROW;
  const body = `<g transform="translate(0 ${TOP})">${
    [
      `<text class="axis" x="4" y="-2">${escapeText(chart.axes.y)}</text>`,
      axes(drawing.x, drawing.y, drawing.xName),
      ...lines(drawing),
      ...marks.map(({ at: [x, y], shape }) =>
        `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">${shape}</g>`
      ),
      ...marks.length ? labels(drawing, marks) : [empty()],
    ].join("")
  }</g>${key.markup}`;
  return { title: chart.title, width: FRAME.width, height, body };
}

/** A chart without the points that are not finite. */
function finite(chart: TradeChart): TradeChart {
  const of = <T extends TradePoints>(all: T): T => ({
    ...all,
    points: all.points.filter(isFinitePoint),
  });
  const { curve, checks, others } = chart;
  return { ...chart, curve: of(curve), checks: of(checks), others: of(others) };
}

const isFinitePoint = ({ x, y }: TradePoint) => Number.isFinite(x) && Number.isFinite(y);

function drawingOf(chart: TradeChart): Drawing {
  const { curve, checks, others, full, chosen } = chart;
  const { width, height, left, right, top, bottom } = FRAME;
  const all = [curve, checks, others].flatMap(({ points }) => points);
  if (isFinitePoint(full)) all.push(full);
  const costs = all.map(({ x }) => x);
  const [least, most] = extent(costs);
  const across = [left + 24, width - right - 34] as const;
  const isWide = least > 0 && most / least > WIDE_RANGE;
  const x = isWide ? logScale(costs, across) : linearScale(costs, across, { count: 6 });
  const [low, high] = extent(all.map(({ y }) => y));
  const room = Math.max(0.005, 0.12 * (high - low));
  const y = linearScale([low - room, high + room], [height - bottom, top], { percent: true });
  const place = (point: TradePoint): Place => [x.place(point.x), y.place(point.y)];
  const xName = isWide ? `${chart.axes.x}, logarithmic` : chart.axes.x;
  return { chart, x, xName, y, place, spots: spotsOf(curve.points, place, chosen) };
}

/** Neighbours of a curve that cannot be told apart, together. */
function spotsOf(
  points: readonly TradePoint[],
  place: Drawing["place"],
  chosen?: TradePoint,
): Spot[] {
  const spots: { at: Place; points: TradePoint[] }[] = [];
  for (const point of points) {
    const at = place(point);
    const last = spots.at(-1);
    if (last && Math.hypot(at[0] - last.at[0], at[1] - last.at[1]) < 2) last.points.push(point);
    else spots.push({ at, points: [point] });
  }
  return spots.map((spot) => ({
    ...spot,
    isChosen: chosen !== undefined && spot.points.includes(chosen),
  }));
}

/** The lines as places: a level through the full path, the other points, the curve. */
function polylines({ chart: { full, others }, place, spots }: Drawing): Place[][] {
  const level = place(full)[1];
  return [
    isFinitePoint(full) ? [[FRAME.left, level], [FRAME.width - FRAME.right, level]] : [],
    others.points.map(place),
    spots.map(({ at }) => at),
  ];
}

function lines(drawing: Drawing): string[] {
  return polylines(drawing).map((line, i) =>
    line.length
      ? `<path class="${["mark", "thin c7", "line c0"][i]}" d="${
        line.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")
      }"/>`
      : ""
  );
}

/** Shapes of the marks, which the legend has too. */
const DOT = (r: number, title = "") => `<circle class="dot c0" r="${r}">${title}</circle>`;
const RING = (r: number, title = "") => `<circle class="ring c7" r="${r}">${title}</circle>`;
const CROSS = (title = "") => `<path class="line c2" d="M-3 -3l6 6M-3 3l6 -6">${title}</path>`;
const DIAMOND = (title = "") => `<path class="bar c1" d="M0 -6l6 6l-6 6l-6 -6z">${title}</path>`;

/** A mark at a place. */
interface Mark {
  readonly at: Place;
  /** Room that it takes, from its middle. */
  readonly half: number;
  readonly shape: string;
  /** A name beside it, if it has one; names of low rank find their place first. */
  readonly name?: string;
  readonly rank: number;
}

/** All marks in the order in which they are drawn, the ones in front last. */
function marksOf({ chart, place, spots }: Drawing): Mark[] {
  const { curve, checks, others, full } = chart;
  const title = (points: readonly TradePoint[], by = "") =>
    `<title>${
      escapeLines(points.map(({ x, y, name }) =>
        `${by}${name}: ${percent(y)}; ${chart.axes.x}: ${shortNumber(x)}`
      ))
    }</title>`;
  const mark = (point: TradePoint, half: number, shape: string, rank: number): Mark => ({
    ...{ at: place(point), half, shape, rank },
    name: point.name,
  });
  return [
    ...others.points.map((point) => mark(point, 8, RING(8, title([point])), 2)),
    ...isFinitePoint(full) ? [mark(full, 6, DIAMOND(title([full])), 1)] : [],
    ...spots.map(({ at, points, isChosen }, i): Mark => {
      const half = isChosen ? CHOSEN : 3.5;
      const isEnd = i === 0 || i === spots.length - 1;
      const names = [...new Set([points[0].name, points.at(-1)!.name])];
      return {
        ...{ at, half, shape: DOT(half, title(points, `${curve.by} `)) },
        ...{ name: names.join(" to "), rank: isChosen || isEnd ? 0 : 3 },
      };
    }),
    ...checks.points.map((point): Mark => ({
      ...{ at: place(point), half: 4, rank: 0 },
      shape: CROSS(title([point], `${checks.name}, ${curve.by} `)),
    })),
  ];
}

function labels(drawing: Drawing, marks: readonly Mark[]): string[] {
  const { width, height, left, bottom } = FRAME;
  // A name keeps clear of all marks at its place.
  const room = ([x, y]: Place) =>
    Math.max(
      ...marks.map(({ at, half }) =>
        Math.abs(at[0] - x) < half && Math.abs(at[1] - y) < half ? half : 0
      ),
    );
  const named = marks.toSorted((a, b) => a.rank - b.rank).flatMap(({ at, name }) =>
    name === undefined ? [] : [{ at, gap: room(at) + 3, text: name }]
  );
  const placed = placeLabels(named, {
    frame: {
      at: [(left + width) / 2, (height - bottom) / 2],
      size: [width - left, height - bottom],
    },
    marks: marks.map(({ at, half }) => ({ at, size: [2 * half, 2 * half] })),
    lines: polylines(drawing),
  });
  return placed.map(({ at: [x, y], text }) =>
    `<text class="label halo" x="${x.toFixed(1)}" y="${y.toFixed(1)}" dy="0.35em" ` +
    `text-anchor="middle">${escapeText(text)}</text>`
  );
}

function empty(): string {
  const { width, height } = FRAME;
  return `<text class="axis" x="${width / 2}" y="${height / 2}" text-anchor="middle">` +
    "no finite values</text>";
}

/** The legend below the chart, in as many rows as it takes. */
function legend(
  { curve, checks, others, full, chosen }: TradeChart,
  top: number,
): { rows: number; markup: string } {
  const items: [shape: string, text: string][] = [
    [`<path class="line c0" d="M-8 0H8"/>`, `${curve.name}, by ${curve.by}`],
    ...chosen ? [[DOT(CHOSEN), `in use: ${chosen.name}`] as [string, string]] : [],
    ...checks.points.length ? [[CROSS(), checks.name] as [string, string]] : [],
    ...others.points.length ? [[RING(6), others.name] as [string, string]] : [],
    [DIAMOND(), full.name],
  ];
  const begin = 4;
  let [left, row] = [begin, 0];
  const markup = items.map(([shape, text]) => {
    const width = 28 + textWidth(text);
    if (left + width > FRAME.width && left > begin) [left, row] = [begin, row + 1];
    const at = `${left + 8} ${top + row * ROW + ROW / 2}`;
    left += width + 8;
    return `<g transform="translate(${at})">${shape}<text class="axis" x="14" dy="0.35em">${
      escapeText(text)
    }</text></g>`;
  });
  return { rows: row + 1, markup: markup.join("") };
}
