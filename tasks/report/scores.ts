/**
 * Sections of the report on F1, ranking and calibration of a run's answers to its test rows.
 *
 * @module
 */
import { TOP } from "../loop/scores.ts";
import type { Naming } from "../modality.ts";
import type { EarlyScores, RunResult, TestScores } from "../run/result.ts";
import { reliabilityChart } from "../svg/reliability.ts";
import { percent, thresholdText } from "../terminal/figures.ts";
import { blocks, type Cell, section, table } from "./parts.ts";

/** The sections; none where the run is of an earlier version. */
export function scoreSections(result: RunResult, naming: Naming): string[] {
  const { scores, early } = result.test;
  return scores
    ? [scoreSection(result, scores, early), reliabilitySection(result, scores, naming)]
    : [];
}

/** A line of scores for each depth, and one for rows that leave early. */
function scoreSection(
  { classes, depths }: RunResult,
  scores: readonly TestScores[],
  early?: EarlyScores,
): string {
  const hasTop = classes.length > TOP.classes;
  const line = (name: string, one: TestScores): Cell[] => {
    const cells = [
      percent(one.macro.f1 ?? NaN),
      percent(one.weighted.f1 ?? NaN),
      ...(hasTop ? [percent(one.top.accuracy)] : []),
      ...[one.auc, one.matthews, one.loss].map((value) => value?.toFixed(4) ?? "-"),
      percent(one.calibrationError ?? NaN),
    ];
    return [name, ...cells.map((number) => ({ number }))];
  };
  const header = [
    ...["answers", "macro F1", "weighted F1", ...(hasTop ? [`top ${scores[0].top.k}`] : [])],
    ...["AUC", "Matthews", "cross-entropy", "calibration error"],
  ];
  return section({
    title: "Scores",
    about:
      "F1 as the mean of the classes (macro) and of their test rows (weighted); the area under " +
      "the ROC curve, each class against the rest; Matthews' correlation; cross-entropy and " +
      "expected calibration error of the probabilities that predict shows.",
    body: table(header, [
      ...scores.map((one, d) => line(blocks(depths[d]), one)),
      ...(early ? [line(earlyName(early), early)] : []),
    ]),
    wide: true,
  });
}

/** Diagrams of the first depth, of the one that is best on validation rows, of the full one, and of leaving early. */
function reliabilitySection(
  { depths, test: { bestDepth, early } }: RunResult,
  scores: readonly TestScores[],
  { unit }: Naming,
): string {
  const shown = [...new Set([0, depths.indexOf(bestDepth), depths.length - 1])].sort((a, b) =>
    a - b
  );
  const charts = [
    ...shown.map((d) => ({ name: `after ${blocks(depths[d])}`, bins: scores[d].reliability })),
    ...(early && depths.length > 1 ? [{ name: earlyName(early), bins: early.reliability }] : []),
  ];
  return section({
    title: "Reliability",
    about: `How many of the answers to test ${unit} are right, by how sure they are; bars of few ` +
      `${unit} are pale. They should end at their dots on the diagonal: below, the model is too ` +
      "sure of itself, above, too unsure.",
    body: `<div class="panels">${
      charts.map((chart) => reliabilityChart({ ...chart, unit })).join("")
    }</div>`,
    wide: true,
  });
}

function earlyName({ threshold }: EarlyScores): string {
  return `leaving at ${thresholdText(threshold)}`;
}
