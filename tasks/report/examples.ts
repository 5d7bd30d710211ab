/**
 * Sections of the report that show test texts with their answers.
 *
 * @module
 */

import type { DepthAnswer, ShownText, ShownTexts } from "../answers/examples.ts";
import { section } from "./parts.ts";
import { escapeText } from "../svg/frame.ts";
import { percent } from "../terminal/figures.ts";

/** A section for each kind of text of which there are some. */
export function exampleSections({ hardest, deep, early }: ShownTexts): string[] {
  return [
    textSection(
      "Hardest texts",
      "Test texts with the greatest cross-entropy after all blocks. The chips are the answers " +
        "after one block, two, and so on, with their probabilities.",
      hardest,
    ),
    textSection(
      "Texts that need depth",
      "Wrong after the first block and right after all.",
      deep,
    ),
    textSection(
      "Texts that can leave first",
      "The greatest probabilities after the first block.",
      early,
    ),
  ];
}

function textSection(title: string, about: string, texts: readonly ShownText[]): string {
  if (texts.length === 0) return "";
  const items = texts.map(({ row, text, truth, depths }) =>
    `<li><p class="quote">${escapeText(text)}</p><p class="answers">` +
    `<span class="truth">${escapeText(truth)}</span> ${
      depths.map((answer) => chip(answer, truth)).join(" ")
    } <span class="row">test row ${row + 1}</span></p></li>`
  );
  return section({ title, about, body: `<ol class="texts">${items.join("")}</ol>`, wide: true });
}

function chip({ depth, answer, probability }: DepthAnswer, truth: string): string {
  const right = answer === truth;
  return `<span class="chip ${right ? "is-right" : "is-wrong"}"><b>${depth}</b> ${
    right ? "✓" : "✗"
  } ${escapeText(answer)} ${percent(probability)}</span>`;
}
