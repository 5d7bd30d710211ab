/**
 * `adaptive.svg`: accuracy against time for the thresholds of a sweep, a picture that stands alone.
 *
 * @module
 */
import { type AdaptiveFile, type SweepRow, sweepRows } from "../adaptive/file.ts";
import { writeText } from "../run/atomic.ts";
import { runPath } from "../run/folder.ts";
import { REPORT_STYLE } from "./style.ts";
import { axes, escapeText, FRAME } from "../svg/frame.ts";
import { linearScale, type Scale } from "../svg/scale.ts";
import { percent } from "../terminal/figures.ts";

/** A point of the chart: time as a share of the full path's, and accuracy. */
type Point = readonly [cost: number, accuracy: number];

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
}

const LEGEND = 26;

/** Writes the picture into a run folder. */
export function writePicture(run: string, file: AdaptiveFile): Promise<void> {
  return writeText(runPath(run, "picture"), adaptivePicture(file));
}

/**
 * The picture: curves of the validation and the test texts with the thresholds at their points, the
 * times that were measured, and a level line through the full path.
 */
export function adaptivePicture(file: AdaptiveFile): string {
  const { width, height, left, right, top, bottom } = FRAME;
  const curves = curvesOf(file);
  const level = file.full.test ?? file.full.validation;
  const all: Point[] = [...curves.flatMap(({ points }) => points), [1, level]];
  const accuracies = all.map(([, accuracy]) => accuracy);
  const room = Math.max(0.005, 0.1 * (Math.max(...accuracies) - Math.min(...accuracies)));
  const x = linearScale([0, ...all.map(([cost]) => cost)], [left, width - right], { count: 6 });
  const y = linearScale(
    [Math.min(...accuracies) - room, Math.max(...accuracies) + room],
    [height - bottom, top],
    { percent: true },
  );
  const at = y.place(level).toFixed(1);
  const body = [
    axes(x, y, "mean time of a text, full path = 1"),
    `<path class="mark" d="M${left} ${at}H${width - right}"/>`,
    ...curves.map((curve) => drawn(curve, x, y)),
    ...names(file, x, y),
    legend([...curves, { name: "full path (dotted)", colour: "c7", points: [] }]),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + LEGEND}" ` +
    `width="${width}" height="${height + LEGEND}" role="img">` +
    `<title>Accuracy against time of texts that leave early, by ${escapeText(file.criterion)}` +
    `</title><style>${REPORT_STYLE}</style><rect width="100%" height="100%" fill="var(--card)"/>` +
    `${body.join("")}</svg>\n`;
}

/** The curves that the file has: test texts and times are there once `adapt` has run. */
function curvesOf(file: AdaptiveFile): Curve[] {
  const { times } = file;
  const rows = sweepRows(file);
  const cost = (row: SweepRow) => row.cost ?? NaN;
  const curves: Curve[] = [
    {
      name: "validation",
      colour: "c1",
      points: rows.map((row) => [cost(row), row.validation.accuracy]),
    },
    { name: "test", colour: "c0", points: rows.map((row) => [cost(row), testOf(row)]) },
    {
      name: "test, time measured",
      colour: "c2",
      points: (times?.measured ?? []).flatMap(({ threshold, milliseconds }): Point[] => {
        const row = rows.find((row) => row.threshold === threshold);
        return row ? [[milliseconds / times!.full, testOf(row)]] : [];
      }),
    },
  ];
  return curves.map(({ points, ...rest }) => ({
    ...rest,
    points: points.filter((point) => point.every(Number.isFinite)),
  }));
}

const testOf = ({ test }: SweepRow) => test?.accuracy ?? NaN;

function drawn({ name, colour, points }: Curve, x: Scale, y: Scale): string {
  const places = points.map(([cost, accuracy]) =>
    [x.place(cost).toFixed(1), y.place(accuracy).toFixed(1)] as const
  );
  const line = places.map(([a, b], i) => `${i ? "L" : "M"}${a} ${b}`).join("");
  const dots = places.map(([a, b], i) =>
    `<circle cx="${a}" cy="${b}" r="3.5"><title>${escapeText(name)}: ${percent(points[i][1])}, ${
      points[i][0].toFixed(3)
    } of the time</title></circle>`
  );
  const path = name.includes("measured") ? "" : `<path class="line ${colour}" d="${line}"/>`;
  return `${path}<g class="bar ${colour}">${dots.join("")}</g>`;
}

/** Thresholds above the test points, where there is room; the one that was picked first. */
function names({ sweep, chosen }: AdaptiveFile, x: Scale, y: Scale): string[] {
  const taken: (readonly [number, number])[] = [];
  const rows = [chosen, ...sweep.filter((row) => row.threshold !== chosen.threshold).toReversed()];
  return rows.flatMap((row) => {
    const [a, b] = [x.place(row.cost ?? NaN), y.place(testOf(row)) - 9];
    const isNear = taken.some(([c, d]) => Math.abs(a - c) < 34 && Math.abs(b - d) < 13);
    if (isNear || !Number.isFinite(a + b)) return [];
    taken.push([a, b]);
    const text = Number(row.threshold.toFixed(4));
    return [
      `<text x="${a.toFixed(1)}" y="${b.toFixed(1)}" text-anchor="middle"${
        row === chosen ? ' style="font-weight:700"' : ""
      }>${text}</text>`,
    ];
  });
}

function legend(curves: readonly Curve[]): string {
  const shown = curves.filter(({ points, colour }) => points.length || colour === "c7");
  const middle = FRAME.height + LEGEND / 2;
  let left: number = FRAME.left;
  return shown.map(({ name, colour }) => {
    const at = left;
    left += 44 + 6.5 * name.length;
    return `<path class="${
      colour === "c7" ? "mark" : `line ${colour}`
    }" d="M${at} ${middle}h18"/><text class="axis" x="${at + 24}" y="${middle}" dy="0.34em">${
      escapeText(name)
    }</text>`;
  }).join("");
}
