/**
 * Reliability diagrams as SVG text: how often answers are right, by how sure they are (Guo et al., 2017).
 *
 * @module
 */
import type { ReliabilityBin } from "../loop/reliability.ts";
import { count, percent } from "../terminal/figures.ts";
import { colourClass, escapeLines, escapeText, svg } from "./frame.ts";

/** The size of a diagram, and of the square that is drawn in. */
const [WIDTH, HEIGHT, LEFT, TOP, SIDE] = [320, 300, 48, 28, 232];

/** A reliability diagram. */
export interface ReliabilityChart {
  /** Whose answers it shows, as `after 2 blocks`. */
  readonly name: string;
  /** The bins of confidence, of equal width from 0 to 1. */
  readonly bins: readonly ReliabilityBin[];
  /** What the answers are of, as `texts`. */
  readonly unit: string;
}

/**
 * A bar for each bin, as high as the share of its answers that are right, and a dot where it would end if the
 * answers meant what they say. A bar of few answers is pale.
 */
export function reliabilityChart({ name, bins, unit }: ReliabilityChart): string {
  const most = Math.max(...bins.map(({ rows }) => rows));
  const bars = bins.map((bin, i) => barOf(bin, i, { bins: bins.length, most, unit }));
  const head = `<text class="axis" x="${LEFT}" y="16">${escapeText(name)}</text>`;
  const diagonal = `<path class="mark" d="M${LEFT} ${TOP + SIDE}L${LEFT + SIDE} ${TOP}"/>`;
  return svg(
    `Accuracy by confidence, ${name}`,
    WIDTH,
    HEIGHT,
    [head, ...frame(), ...bars, diagonal].join(""),
  );
}

/** Grid, ticks and the name of the lower axis. */
function frame(): string[] {
  const base = TOP + SIDE;
  const ticks = [0, 0.5, 1].map((tick) => {
    const [x, y] = [LEFT + tick * SIDE, base - tick * SIDE];
    return `<path class="grid" d="M${LEFT} ${y}h${SIDE}"/>` +
      `<text class="tick" x="${LEFT - 6}" y="${y}" dy="0.32em" text-anchor="end">${tick}</text>` +
      `<text class="tick" x="${x}" y="${base + 16}" text-anchor="middle">${tick}</text>`;
  });
  const name = `<text class="axis" x="${LEFT + SIDE}" y="${base + 34}" text-anchor="end">` +
    "confidence</text>";
  return [...ticks, `<path class="base" d="M${LEFT} ${base}h${SIDE}"/>`, name];
}

function barOf(
  { rows, confidence, accuracy }: ReliabilityBin,
  index: number,
  { bins, most, unit }: { readonly bins: number; readonly most: number; readonly unit: string },
): string {
  if (!rows) return "";
  const step = SIDE / bins;
  const place = (share: number) => (TOP + SIDE - share * SIDE).toFixed(1);
  const x = LEFT + index * step;
  const about = [
    `confidence ${(index / bins).toFixed(2)} to ${((index + 1) / bins).toFixed(2)}: ` +
    `${count(rows)} ${unit}`,
    `${percent(accuracy)} right, ${percent(confidence)} sure`,
  ];
  return `<g><rect class="bar ${colourClass(0)}" x="${(x + 1).toFixed(1)}" y="${
    place(accuracy)
  }" ` +
    `width="${(step - 2).toFixed(1)}" height="${(accuracy * SIDE).toFixed(1)}" ` +
    `fill-opacity="${(0.25 + 0.75 * rows / most).toFixed(2)}"/>` +
    `<path class="dots ${colourClass(1)}" d="M${(LEFT + confidence * SIDE).toFixed(1)} ` +
    `${place(confidence)}h0"/><title>${escapeLines(about)}</title></g>`;
}
