/**
 * Sections of the report that show test rows with their answers.
 *
 * @module
 */

import type { DepthAnswer, ShownExample, ShownExamples } from "../answers/examples.ts";
import type { Naming } from "../modality.ts";
import { pictureText } from "./gallery.ts";
import { section } from "./parts.ts";
import { escapeText } from "../svg/frame.ts";
import { percent } from "../terminal/figures.ts";

/** A section for each kind of example of which there are some. */
export function exampleSections(
  { hardest, deep, early }: ShownExamples,
  { unit }: Naming,
): string[] {
  const name = `${unit[0].toUpperCase()}${unit.slice(1)}`;
  return [
    exampleSection(
      `Hardest ${unit}`,
      `Test ${unit} with the greatest cross-entropy after all blocks. The chips are the answers ` +
        "after one block, two, and so on, with their probabilities.",
      hardest,
    ),
    exampleSection(
      `${name} that need depth`,
      "Wrong after the first block and right after all.",
      deep,
    ),
    exampleSection(
      `${name} that can leave first`,
      "The greatest probabilities after the first block.",
      early,
    ),
  ];
}

function exampleSection(
  title: string,
  about: string,
  examples: readonly ShownExample[],
): string {
  if (examples.length === 0) return "";
  const items = examples.map(({ row, text, picture, truth, depths }) =>
    `<li><p class="quote">${
      picture ? pictureText(picture, text) : escapeText(text)
    }</p><p class="answers">` +
    `<span class="truth">${escapeText(truth)}</span> ${
      depths.map((answer) => chip(answer, truth)).join(" ")
    } <span class="row">test row ${row + 1}</span></p></li>`
  );
  return section({ title, about, body: `<ol class="examples">${items.join("")}</ol>`, wide: true });
}

function chip({ depth, answer, probability }: DepthAnswer, truth: string): string {
  const right = answer === truth;
  return `<span class="chip ${right ? "is-right" : "is-wrong"}"><b>${depth}</b> ${
    right ? "✓" : "✗"
  } ${escapeText(answer)} ${percent(probability)}</span>`;
}
