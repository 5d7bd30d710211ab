/**
 * Sections of the report on the accuracy of a run on its test rows.
 *
 * @module
 */

import {
  type ClassScore,
  classScores,
  confusedPairs,
  macroScore,
  weightedScore,
} from "../loop/class_scores.ts";
import { blocks, type Cell, section, table } from "./parts.ts";
import type { Naming } from "../modality.ts";
import type { RunResult } from "../run/result.ts";
import { barChart } from "../svg/bars.ts";
import { heatMap, MOST_NAMES } from "../svg/matrix.ts";
import { count, percent } from "../terminal/figures.ts";

/** Pairs of confused classes that are shown. */
const SHOWN_PAIRS = 15;

/** Test and validation accuracy of each depth in the chosen epoch. */
export function depthSection({ validation, test, depths }: RunResult): string {
  const groups = test.depths.map((value, index) => ({
    name: blocks(depths[index]),
    values: [value, validation[index] ?? NaN],
  }));
  const body = barChart({ title: "Accuracy by depth", names: ["test", "validation"], groups });
  const about = "Of the chosen epoch, when so many blocks are used.";
  return section({ title: "Accuracy by depth", about, body });
}

/** Counts of each pair of true and predicted class. */
export function confusionSection({ classes, test }: RunResult, { unit }: Naming): string {
  if (test.confusion.length === 0) return "";
  return section({
    title: "Confusion matrix",
    about: `${count(test.rows)} test ${unit} after all blocks. Blue: right; orange: taken for ` +
      "another class, by their part of the true class.",
    body: heatMap({ classes, matrix: test.confusion }) + pairTable(classes, test.confusion),
    wide: classes.length > 8,
  });
}

/** The pairs that are confused most often, where the map has no room for names. */
function pairTable(
  classes: readonly string[],
  matrix: readonly (readonly number[])[],
): string {
  const pairs = confusedPairs(matrix).slice(0, SHOWN_PAIRS);
  if (classes.length <= MOST_NAMES || !pairs.length) return "";
  return table(
    ["true", "taken for", "rows", "of the class"],
    pairs.map(({ truth, answer, count: rows, total }): Cell[] => [
      `${truth + 1} ${classes[truth]}`,
      `${answer + 1} ${classes[answer]}`,
      { number: count(rows) },
      { number: percent(rows / total) },
    ]),
  );
}

/** Precision, recall and F1 of each class on the full path, and at the best depth where it is another. */
export function classSection(
  { classes, test, depths }: RunResult,
  { unit }: Naming,
): string {
  if (test.confusion.length === 0) return "";
  const full = scored(test.confusion);
  const other = test.bestDepth !== depths.at(-1) && test.bestConfusion;
  const best = other ? scored(other) : undefined;
  const isMany = classes.length > MOST_NAMES;
  const numbered = isMany ? classes.map((name, k) => `${k + 1} ${name}`) : classes;
  const names = [...numbered, "mean of classes", `mean of ${unit}`];
  const rows = names.map((name, k): Cell[] => [
    name,
    { number: count(full[k].support) },
    ...numbers(full[k]),
    { markup: f1Bar(full[k].f1) },
    ...(best ? numbers(best[k]) : []),
  ]);
  const header = ["class", unit, "precision", "recall", "F1", ""];
  if (best) header.push(`precision at ${blocks(test.bestDepth)}`, "recall", "F1");
  return section({
    title: "Classes",
    about:
      `Of the answers of a class, how many are right (precision); of its test ${unit}, how many ` +
      "are found (recall); F1 is their harmonic mean. After all blocks" +
      (best ? `, and at the depth that is best on the validation rows.` : "."),
    body: table(header, rows, names.length - 2),
    wide: best !== undefined || classes.length > 8,
  });
}

function scored(confusion: readonly (readonly number[])[]): ClassScore[] {
  const scores = classScores(confusion);
  return [...scores, macroScore(scores), weightedScore(scores)];
}

function numbers({ precision, recall, f1 }: ClassScore): Cell[] {
  return [precision, recall, f1].map((value) => ({ number: percent(value) }));
}

function f1Bar(f1: number): string {
  const width = Number.isFinite(f1) ? (100 * f1).toFixed(1) : "0";
  return `<span class="share" aria-hidden="true"><span style="width:${width}%"></span></span>`;
}
