/**
 * What is gained against what it costs, as SVG text.
 *
 * @module
 */

import { axes, colourClass, escapeLines, escapeText, FRAME, legend, note, svg } from "./frame.ts";
import { linearScale, type Scale, shortNumber } from "./scale.ts";
import { percent } from "../terminal/figures.ts";

/** A point of such a chart. */
export interface TradePoint {
  /** What it costs. */
  readonly x: number;
  /** What it gains, a fraction from 0 to 1. */
  readonly y: number;
  /** A short name beside it. */
  readonly name: string;
}

/** A curve, and single points to compare it with. */
export interface TradeChart {
  /** What it shows. */
  readonly title: string;
  /** Name of the x axis. */
  readonly xName: string;
  /** Name of the curve, and of what its points are named by. */
  readonly curve: { readonly name: string; readonly by: string };
  /** Points of the curve, in order. */
  readonly points: readonly TradePoint[];
  /** Index of the curve's point that is in use. */
  readonly chosen?: number;
  /** Points beside the curve, joined by a thin line. */
  readonly others: { readonly name: string; readonly points: readonly TradePoint[] };
  /** The point that all are measured by. */
  readonly full: TradePoint;
}

/** The places of a chart. */
interface Places {
  readonly x: Scale;
  readonly y: Scale;
}

/** The curve with names at its points, the others, and a level line through the full path. */
export function tradeChart(chart: TradeChart): string {
  const { title, xName, points, others, full } = chart;
  const all = [...points, ...others.points, full].filter(isFinitePoint);
  if (all.length === 0) return note(`${title}: no finite values`);
  const { width, height, left, right, top, bottom } = FRAME;
  const heights = all.map(({ y }) => y);
  const room = Math.max(0.005, 0.12 * (Math.max(...heights) - Math.min(...heights)));
  const places = {
    x: linearScale(all.map(({ x }) => x), [left, width - right - 24], { count: 6 }),
    y: linearScale([Math.min(...heights) - room, Math.max(...heights) + room], [
      height - bottom,
      top,
    ], { percent: true }),
  };
  const body = [
    axes(places.x, places.y, xName),
    isFinitePoint(full) ? level(places, full) : "",
    line(places, others.points, "thin c7"),
    line(places, points, "line c0"),
    ...others.points.map((point) =>
      dot(places, point, "c7", 4, [others.name, about(chart, point)])
    ),
    ...points.map((point, i) =>
      dot(places, point, "c0", i === chart.chosen ? 6.5 : 3.5, [
        `${chart.curve.by} ${point.name}`,
        about(chart, point),
      ])
    ),
    diamond(chart, places),
    ...names(chart, places),
  ].join("");
  return svg(title, width, height, body) + key(chart);
}

const isFinitePoint = ({ x, y }: TradePoint) => Number.isFinite(x) && Number.isFinite(y);

const at = ({ x, y }: Places, point: TradePoint): [number, number] => [
  x.place(point.x),
  y.place(point.y),
];

function about({ xName }: TradeChart, { x, y, name }: TradePoint): string {
  return `${name}: ${percent(y)} at ${shortNumber(x)} ${xName}`;
}

function level(places: Places, full: TradePoint): string {
  const y = at(places, full)[1].toFixed(1);
  return `<path class="mark" d="M${FRAME.left} ${y}H${FRAME.width - FRAME.right}"/>`;
}

function line(places: Places, points: readonly TradePoint[], kind: string): string {
  const d = points.filter(isFinitePoint).map((point, index) => {
    const [x, y] = at(places, point);
    return `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return d.length ? `<path class="${kind}" d="${d.join("")}"/>` : "";
}

function dot(
  places: Places,
  point: TradePoint,
  colour: string,
  radius: number,
  title: readonly string[],
): string {
  if (!isFinitePoint(point)) return "";
  const [x, y] = at(places, point);
  return `<circle class="dot ${colour}" cx="${x.toFixed(1)}" cy="${
    y.toFixed(1)
  }" r="${radius}"><title>${escapeLines(title)}</title></circle>`;
}

function diamond(chart: TradeChart, places: Places): string {
  if (!isFinitePoint(chart.full)) return "";
  const [x, y] = at(places, chart.full);
  return `<path class="bar ${colourClass(1)}" d="M${x.toFixed(1)} ${
    (y - 7).toFixed(1)
  }l7 7l-7 7l-7 -7z"><title>${escapeText(about(chart, chart.full))}</title></path>`;
}

/** Names at the points where there is room, the one in use and those at the ends before others. */
function names({ points, others, chosen, full }: TradeChart, places: Places): string[] {
  const ends = [points[chosen ?? -1], full, points[0], points.at(-1)];
  const wanted = new Set([...ends, ...others.points, ...points].filter((point) => point));
  const taken: { x: number; y: number; width: number }[] = [];
  return [...wanted].flatMap((point) => {
    if (!isFinitePoint(point!)) return [];
    const [x, height] = at(places, point!);
    const y = others.points.includes(point!) ? height + 19 : height - 10;
    const width = 8 + 7 * point!.name.length;
    const isFree = taken.every((other) =>
      Math.abs(other.x - x) > (other.width + width) / 2 || Math.abs(other.y - y) > 13
    );
    if (!isFree) return [];
    taken.push({ x, y, width });
    const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
    return [`<text class="label" ${place} text-anchor="middle">${escapeText(point!.name)}</text>`];
  });
}

function key({ curve, others, full, chosen }: TradeChart): string {
  const circle = (colour: string, r: number) =>
    `<circle class="dot ${colour}" cx="9" cy="4" r="${r}"/>`;
  return legend([
    {
      swatch: `<path class="line c0" d="M1 4H17"/>`,
      text: escapeText(`${curve.name}, by ${curve.by}`),
    },
    ...chosen === undefined ? [] : [{ swatch: circle("c0", 4), text: "in use" }],
    ...others.points.length ? [{ swatch: circle("c7", 3), text: escapeText(others.name) }] : [],
    { swatch: `<path class="bar c1" d="M9 0l4 4l-4 4l-4 -4z"/>`, text: escapeText(full.name) },
  ]);
}
