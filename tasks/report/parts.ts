/**
 * The parts that sections of the report are made of.
 *
 * @module
 */

import type { Series } from "../svg/lines.ts";
import { escapeText, note } from "../svg/frame.ts";

/** A section: its heading, a sentence on what it shows, and markup. */
export interface Section {
  /** The heading. */
  readonly title: string;
  /** What it shows. */
  readonly about: string;
  /** Markup of all that follows. */
  readonly body: string;
  /** Whether it takes the page's whole width. */
  readonly wide?: boolean;
}

/** A section as markup. */
export function section({ title, about, body, wide = false }: Section): string {
  return `<section${wide ? ' class="wide"' : ""}><h2>${escapeText(title)}</h2>` +
    `<p class="about">${escapeText(about)}</p>${body}</section>`;
}

/** A cell of a table: text, a number as text, or markup. */
export type Cell = string | { readonly number: string } | { readonly markup: string };

/** A table that scrolls sideways where it is too wide; the first cell of a row names it. */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  marked?: number,
): string {
  const heads = header.map((name, column) => {
    const isNumber = rows.some((row) => typeof row[column] === "object" && "number" in row[column]);
    return `<th scope="col"${isNumber ? ' class="number"' : ""}>${escapeText(name)}</th>`;
  });
  const lines = rows.map((row, index) =>
    `<tr${index === marked ? ' class="marked"' : ""}>${row.map(cell).join("")}</tr>`
  );
  return '<div class="scroll"><table><thead><tr>' + heads.join("") + "</tr></thead>" +
    `<tbody>${lines.join("")}</tbody></table></div>`;
}

function cell(value: Cell, column: number): string {
  if (typeof value === "object" && "markup" in value) return `<td>${value.markup}</td>`;
  if (typeof value === "object") return `<td class="number">${escapeText(value.number)}</td>`;
  return column === 0
    ? `<th scope="row">${escapeText(value)}</th>`
    : `<td>${escapeText(value)}</td>`;
}

/** A line for each index of lists that come point by point; some may be short, or have nulls. */
export function perIndex<T>(
  lines: readonly T[],
  values: (line: T) => readonly (number | null)[],
  x: (line: T) => number,
  name: string,
): Series[] {
  const width = lines.reduce((most, line) => Math.max(most, values(line).length), 0);
  return Array.from({ length: width }, (_, index) => ({
    name: `${name} ${index + 1}`,
    points: lines.flatMap((line) => {
      const value = values(line)[index] ?? null;
      return value === null ? [] : [[x(line), value] as const];
    }),
  }));
}

/** A line of values that come step by step, counted from 1. */
export function byStep(name: string, values: readonly number[]): Series {
  return { name, points: values.map((value, i) => [i + 1, value]) };
}

/** `1 block`, `2 blocks`. */
export function blocks(depth: number): string {
  return `${depth} ${depth === 1 ? "block" : "blocks"}`;
}

/** Names with their values, in columns. */
export function pairs(values: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(values).map(([name, value]) => {
    const text = typeof value === "object" && !Array.isArray(value)
      ? JSON.stringify(value)
      : Array.isArray(value)
      ? value.join(", ")
      : String(value);
    return `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(text)}</td></tr>`;
  });
  if (rows.length === 0) return note("Nothing was recorded");
  return `<div class="columns"><table><tbody>${rows.join("")}</tbody></table></div>`;
}
