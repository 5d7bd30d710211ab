/**
 * Diagrams of who worked when, as SVG text.
 *
 * @module
 */
import { colourClass, escapeLines, escapeText, FRAME, rowLabel, svg } from "./frame.ts";
import { linearScale } from "./scale.ts";

const LEFT = 92, RIGHT = 14, ROW = 24, FOOT = 34;

/** Rows of pieces of work on one axis of time. */
export interface SpanChart {
  /** What it shows. */
  readonly title: string;
  /** Names of the rows, from the top. */
  readonly rows: readonly string[];
  /** The pieces: their row, the number that decides their colour, their name, and their time. */
  readonly spans: readonly {
    readonly row: number;
    readonly colour: number;
    readonly name: string;
    readonly start: number;
    readonly end: number;
  }[];
  /** Name of the axis of time. */
  readonly time: string;
}

/** A row for each worker, and on it a bar for each piece of work, with its name where it has room. */
export function spanChart({ title, rows, spans, time }: SpanChart): string {
  const height = rows.length * ROW + FOOT;
  const ends = [0, ...spans.map(({ end }) => end)];
  const scale = linearScale(ends, [LEFT, FRAME.width - RIGHT]);
  const bars = spans.map(({ row, colour, name, start, end }) => {
    const x = scale.place(start), y = 4 + row * ROW;
    const width = Math.max(0.5, scale.place(end) - x);
    const about = escapeLines([
      `${rows[row]}, ${name}`,
      `${start.toFixed(2)} to ${end.toFixed(2)}`,
    ]);
    const text = width > 8 * name.length + 4
      ? `<text class="value" x="${(x + width / 2).toFixed(1)}" y="${y + 8}" dy="0.34em" ` +
        `text-anchor="middle">${escapeText(name)}</text>`
      : "";
    return `<rect class="bar ${colourClass(colour % 8)}" x="${x.toFixed(1)}" y="${y}" width="${
      width.toFixed(1)
    }" height="16" rx="2"><title>${about}</title></rect>${text}`;
  });
  const names = rows.map((name, row) => rowLabel(name, LEFT - 10, 12 + row * ROW));
  const base = height - FOOT + 6;
  const ticks = scale.ticks.map((tick) =>
    `<text class="tick" x="${scale.place(tick).toFixed(1)}" y="${base + 12}" text-anchor="middle">${
      scale.text(tick)
    }</text>`
  );
  const axis = `<path class="base" d="M${LEFT} ${base}H${FRAME.width - RIGHT}"/>` +
    `<text class="axis" x="${FRAME.width - RIGHT}" y="${height - 3}" text-anchor="end">${
      escapeText(time)
    }</text>`;
  return svg(title, FRAME.width, height, [...names, ...bars, axis, ...ticks].join(""));
}
