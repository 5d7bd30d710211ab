/**
 * Scores of answers as text for a terminal.
 *
 * @module
 */
import { type ClassScore } from "../loop/class_scores.ts";
import { type Scores, TOP } from "../loop/scores.ts";
import { percent } from "../terminal/figures.ts";
import { confusionText, distinct, textTable } from "../terminal/table.ts";

/** A row of scores, and what it is called. */
export interface NamedScores {
  /** As the depth. */
  readonly name: string | number;
  /** The scores. */
  readonly scores: Omit<Scores, "confusion" | "scores" | "accuracy">;
}

/**
 * Means of F1, ranking, correlation and calibration, a line for each depth or path.
 *
 * @param heading What the lines are, as `depth`.
 * @param classes Number of classes; of few the likeliest `k` tell nothing and are left out.
 * @param isAsked Whether `k` was asked for, and is shown whatever the number of classes.
 */
export function scoresText(
  heading: string,
  rows: readonly NamedScores[],
  classes: number,
  isAsked = false,
): string {
  const hasTop = isAsked || classes > TOP.classes;
  const [{ scores: { top: { k } } }] = rows;
  return textTable(
    [
      heading,
      "macro F1",
      "weighted F1",
      "AUC",
      "Matthews",
      ...(hasTop ? [`top ${k}`] : []),
      "calibration error",
    ],
    rows.map(({ name, scores }) => [
      name,
      percent(scores.macro.f1),
      percent(scores.weighted.f1),
      shareText(scores.auc),
      shareText(scores.matthews),
      ...(hasTop ? [percent(scores.top.accuracy)] : []),
      percent(scores.calibrationError),
    ]),
  );
}

/** Which classes are confused with which others, and the scores of each class with their means. */
export function classesText(
  { confusion, scores, macro, weighted }: Pick<
    Scores,
    "confusion" | "scores" | "macro" | "weighted"
  >,
  classes: readonly string[],
  unit: string,
): string {
  const names = distinct(classes, 32);
  const line = (name: string, { precision, recall, f1, support }: ClassScore) => [
    name,
    percent(precision),
    percent(recall),
    percent(f1),
    support,
  ];
  const table = textTable(
    ["class", "precision", "recall", "F1", unit],
    [
      ...scores.map((score, k) => line(names[k], score)),
      line("mean of classes", macro),
      line(`mean of ${unit}`, weighted),
    ],
  );
  return `${confusionText(confusion, classes)}\n${table}`;
}

/** A share or a correlation with four digits. */
function shareText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : "-";
}
