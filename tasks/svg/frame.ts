/**
 * Parts that all charts have: size, axes, legend, and text that is safe to put between tags.
 *
 * @module
 */

import type { Scale } from "./scale.ts";
import { printable } from "../../datasets/printable.ts";
import { fit } from "../terminal/table.ts";

/** The size of a chart and of the margins around what is drawn, in units of its view box. */
export const FRAME = { width: 640, height: 300, left: 62, right: 14, top: 14, bottom: 40 } as const;

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

/** Several lines of such text, as a tooltip has them. */
export function escapeLines(lines: readonly string[]): string {
  return lines.map(escapeText).join("\n");
}

/** The class of a line's colour: one of eight, dashed from the ninth on. */
export function colourClass(index: number): string {
  return `c${index % 8}${index >= 8 ? " again" : ""}`;
}

/** The name of a row, which ends at `x`; `longest` are the characters that have room. */
export function rowLabel(name: string, x: number, y: number, longest = 14): string {
  return `<text class="label" x="${x}" y="${y}" dy="0.32em" text-anchor="end">${
    escapeText(fit(name, longest))
  }</text>`;
}

/** A picture, with a title for readers who cannot see it. */
export function svg(title: string, width: number, height: number, body: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${
    escapeText(title)
  }">${body}</svg>`;
}

/** A chart by itself: its size in units of its view box, and markup. */
export interface Chart {
  /** What it shows. */
  readonly title: string;
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
  /** SVG of all that is in it. */
  readonly body: string;
}

/** A chart as a file that stands alone, on a card of a style sheet. */
export function svgFile({ title, width, height, body }: Chart, style: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" role="img"><title>${escapeText(title)}</title>` +
    `<style>${style}</style><rect width="100%" height="100%" fill="var(--card)"/>${body}</svg>\n`;
}

/** A remark below a chart. */
export function note(text: string): string {
  return `<p class="note">${escapeText(text)}</p>`;
}

/** An entry of a legend: the shape of its swatch (18 by 8), and markup of its text. */
export interface LegendItem {
  /** SVG of the swatch. */
  readonly swatch: string;
  /** Escaped text. */
  readonly text: string;
}

/** A legend below a chart. */
export function legend(items: readonly LegendItem[]): string {
  const rows = items.map(({ swatch, text }) =>
    `<li><svg viewBox="0 0 18 8" aria-hidden="true">${swatch}</svg>${text}</li>`
  );
  return `<ul class="legend">${rows.join("")}</ul>`;
}

/** The swatch of a bar. */
export function barSwatch(index: number): string {
  return `<rect class="bar ${colourClass(index)}" width="18" height="8" rx="2"/>`;
}

/** Grid, base line, marked values and the name of the x axis; `whole` marks whole values of x only. */
export function axes(x: Scale, y: Scale, xName: string, whole = false): string {
  const { width, height, left, right } = FRAME;
  const base = height - FRAME.bottom;
  const rows = y.ticks.map((tick) => {
    const at = y.place(tick).toFixed(1);
    return `<path class="grid" d="M${left} ${at}H${width - right}"/>` +
      `<text class="tick" x="${left - 8}" y="${at}" dy="0.32em" text-anchor="end">${
        y.text(tick)
      }</text>`;
  });
  const ticks = x.ticks.filter((tick) => !whole || Number.isInteger(Number(tick.toFixed(6))));
  const columns = ticks.map((tick) =>
    `<text class="tick" x="${x.place(tick).toFixed(1)}" y="${base + 17}" text-anchor="middle">` +
    `${whole ? Math.round(tick).toLocaleString("en-US") : x.text(tick)}</text>`
  );
  const name = `<text class="axis" x="${width - right}" y="${height - 5}" text-anchor="end">` +
    `${escapeText(xName)}</text>`;
  return `${rows.join("")}<path class="base" d="M${left} ${base}H${width - right}"/>${
    columns.join("")
  }${name}`;
}
