/**
 * A confusion matrix as an SVG heat map.
 *
 * @module
 */

import { escapeText } from "./frame.ts";
import { extent } from "./scale.ts";
import { count, percent } from "../terminal/figures.ts";
import { fit } from "../terminal/table.ts";
import { printable } from "../../datasets/printable.ts";

/** A confusion matrix: a row for each true class, a column for each predicted one. */
export interface Confusion {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Counts: a row for each true class. */
  readonly matrix: readonly (readonly number[])[];
}

/** Places of the cells. */
interface Grid {
  readonly names: readonly string[];
  readonly cell: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether classes stand as numbers, since their names have no room. */
  readonly isNumbered: boolean;
}

/** Classes at most whose names stand at the map; of more, some of their numbers do. */
export const MOST_NAMES = 20;

/** Room that a number wants, in units of the view box. */
const NUMBER_ROOM = 24;

/** The heat map: right answers in one colour, wrong ones in another, by their part of the true class. */
export function heatMap({ classes, matrix }: Confusion): string {
  const grid = layOut(classes);
  const parts = matrix.map((row) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    return row.map((n) => total === 0 ? 0 : n / total);
  });
  const wrong = parts.flatMap((row, index) => row.filter((_, column) => column !== index));
  const worst = Math.max(0.02, extent(wrong)[1]);
  const cells = matrix.flatMap((row, index) =>
    row.map((n, column) => {
      const part = parts[index][column];
      const strength = index === column ? part : 0.9 * Math.sqrt(part / worst);
      const title = `true ${classes[index]}, predicted ${classes[column]}: ${count(n)} (${
        percent(part)
      })`;
      return `<g>${square(grid, index, column, strength)}${
        number(grid, index, column, n, strength)
      }` +
        `<title>${escapeText(title)}</title></g>`;
    })
  );
  const { width, height } = grid;
  return `<svg class="matrix" style="max-width:${width}px" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="Confusion matrix">${labels(grid)}${cells.join("")}</svg>`;
}

function layOut(classes: readonly string[]): Grid {
  const isNumbered = classes.length > MOST_NAMES;
  const names = isNumbered
    ? classes.map((_, index) => String(index + 1))
    : classes.map((name) => fit(printable(name), 22));
  const many = Math.max(8, 560 / classes.length);
  const cell = classes.length <= 6 ? 74 : classes.length <= 14 ? 46 : many;
  const longest = names.reduce((most, name) => Math.max(most, [...name].length), 4);
  const left = Math.max(140, 16 + 7.2 * longest);
  const top = 26 + 5.2 * longest;
  const size = cell * classes.length;
  const width = Math.round(left + size + Math.max(16, 5.6 * longest - cell / 2));
  return { names, cell, left, top, width, height: Math.round(top + size + 12), isNumbered };
}

function square(grid: Grid, row: number, column: number, strength: number): string {
  const size = (grid.cell - 2).toFixed(1);
  const place = `x="${(grid.left + column * grid.cell).toFixed(1)}" ` +
    `y="${(grid.top + row * grid.cell).toFixed(1)}" width="${size}" height="${size}" rx="3"`;
  const kind = row === column ? "right" : "wrong";
  return `<rect class="under" ${place}/>` +
    `<rect class="${kind}" ${place} fill-opacity="${strength.toFixed(3)}"/>`;
}

function number(grid: Grid, row: number, column: number, n: number, strength: number): string {
  if (grid.cell < 30) return "";
  const x = (grid.left + (column + 0.5) * grid.cell - 1).toFixed(1);
  const y = (grid.top + (row + 0.5) * grid.cell - 1).toFixed(1);
  const strong = strength > 0.55 ? " strong" : "";
  return `<text class="cell${strong}" x="${x}" y="${y}" dy="0.34em" text-anchor="middle">${
    count(n)
  }</text>`;
}

function labels({ names, cell, left, top, isNumbered }: Grid): string {
  const [x, y] = [(left - 8).toFixed(1), (top - 8).toFixed(1)];
  const corner = `<text class="axis" x="${x}" y="${y}" text-anchor="end">true ↓ predicted →</text>`;
  const every = isNumbered ? [2, 5, 10, 20, 50].find((n) => n * cell >= NUMBER_ROOM) ?? 100 : 1;
  const texts = names.map((name, index) => {
    if ((index + 1) % every) return "";
    const row = (top + (index + 0.5) * cell).toFixed(1);
    const turned = `translate(${(left + (index + 0.5) * cell + 3).toFixed(1)} ${y}) rotate(-40)`;
    return `<text class="label" x="${x}" y="${row}" dy="0.32em" text-anchor="end">${
      escapeText(name)
    }</text><text class="label" transform="${turned}">${escapeText(name)}</text>`;
  });
  return corner + texts.join("");
}
