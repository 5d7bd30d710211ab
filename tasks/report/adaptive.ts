/**
 * Sections of the report on adaptive inference: the time that leaving early saves, and the accuracy that it
 * costs.
 *
 * @module
 */

import { type AdaptiveFile, type SweepRow, sweepRows } from "../adaptive/file.ts";
import { adaptiveChart, pointOf, testedSet } from "./adaptive_picture.ts";
import { blocks, type Cell, section, table } from "./parts.ts";
import type { Naming } from "../modality.ts";
import type { RunResult } from "../run/result.ts";
import { partChart } from "../svg/bars.ts";
import { svg } from "../svg/frame.ts";
import { shortNumber } from "../svg/scale.ts";
import { article, percent, thresholdText } from "../terminal/figures.ts";

/** The sections; none where there is one exit. */
export function adaptiveSections(
  file: AdaptiveFile,
  naming: Naming,
  result: RunResult,
): string[] {
  if (file.exits.length < 2 || file.sweep.length === 0) return [];
  const rows = sweepRows(file);
  return [
    tradeSection(file, naming, result),
    exitSection(file, naming, rows),
    thresholdSection(file, naming, rows),
    temperatureSection(file),
  ];
}

const nameOf = ({ threshold }: SweepRow) => thresholdText(threshold);

function tradeSection(file: AdaptiveFile, naming: Naming, result: RunResult): string {
  const { title, width, height, body } = adaptiveChart(file, naming, result);
  return section({
    title,
    about: `A ${testedSet(file)} ${naming.one} leaves at the first depth whose confidence ` +
      `(${file.criterion}) reaches the threshold; the threshold in use, ${nameOf(file.chosen)}, ` +
      "was picked on the validation rows.",
    body: svg(title, width, height, body),
  });
}

function exitSection(
  file: AdaptiveFile,
  { one, unit }: Naming,
  rows: readonly SweepRow[],
): string {
  const set = testedSet(file);
  return section({
    title: `Where ${unit} leave`,
    about:
      `Parts of the ${set} ${unit} that leave after so many blocks, by threshold; at the right ` +
      `the blocks ${article(one)} goes through on average.`,
    body: partChart({
      title: `Where ${unit} leave, by threshold`,
      rowName: "threshold",
      names: file.exits.map(blocks),
      rows: rows.map((row) => ({
        name: nameOf(row),
        parts: pointOf(row).exits,
        mark: row.threshold === file.chosen.threshold,
        value: pointOf(row).meanDepth.toFixed(2),
      })),
    }),
  });
}

function thresholdSection(
  file: AdaptiveFile,
  naming: Naming,
  rows: readonly SweepRow[],
): string {
  const { times, chosen, full } = file;
  const whole: SweepRow = {
    threshold: NaN,
    validation: { accuracy: full.validation, meanDepth: file.depths, exits: [] },
    test: full.test === null ? null : { accuracy: full.test, meanDepth: file.depths, exits: [] },
    cost: times && 1,
  };
  const timeOf = (row: SweepRow) =>
    row === whole
      ? times?.full ?? NaN
      : times?.measured.find(({ threshold }) => threshold === row.threshold)?.milliseconds ?? NaN;
  const columns: [string, (row: SweepRow) => string][] = [
    ["validation", ({ validation }) => percent(validation.accuracy)],
    ["test", ({ test }) => percent(test?.accuracy ?? NaN)],
    ["blocks", (row) => pointOf(row).meanDepth.toFixed(2)],
    ["time", ({ cost }) => percent(cost ?? NaN)],
    [`ms ${article(naming.one)}`, (row) => shortTime(timeOf(row))],
    ["speed-up", (row) => times ? shortTime(times.full / timeOf(row)) : "-"],
  ];
  const shown = columns.filter(([, text]) => rows.some((row) => text(row) !== "-"));
  const lines = rows.map((row): Cell[] => [
    nameOf(row),
    ...shown.map(([, text]) => ({ number: text(row) })),
  ]);
  lines.push(["full path", ...shown.map(([, text]) => ({ number: text(whole) }))]);
  const marked = rows.findIndex(({ threshold }) => threshold === chosen.threshold);
  return section({
    title: "Thresholds",
    about: timesText(file, naming),
    body: table(["threshold", ...shown.map(([name]) => name)], lines, marked),
  });
}

function shortTime(value: number): string {
  return Number.isFinite(value) ? shortNumber(value) : "-";
}

function timesText({ times, budget }: AdaptiveFile, { unit }: Naming): string {
  const rule = budget === null ? "" : ` Picked for the budget ${budget}.`;
  return times === null
    ? `Accuracy and blocks of each threshold; ./al adapt adds the test rows and times.${rule}`
    : `Time: mean of the validation ${unit} as a share of the full path's, from the times of the ` +
      `exits; milliseconds and speed-up: measured on ${times.device} with ${times.rows} test ` +
      `${unit} in batches of ${times.batch}.${rule}`;
}

function temperatureSection(
  { temperatures, shares, crossEntropy: { raw, scaled } }: AdaptiveFile,
): string {
  const rows = temperatures.map((temperature, i): Cell[] => [
    blocks(i + 1),
    { number: shortNumber(temperature) },
    { number: shortNumber(raw[i]) },
    { number: shortNumber(scaled[i]) },
    ...shares ? [{ number: percent(shares[i]) }] : [],
  ]);
  return section({
    title: "Temperatures",
    about: "What the logits of each depth are divided by, so that probabilities mean what they " +
      "say; fitted on the validation rows. Above 1 the model was too sure of itself, below it too " +
      "unsure." +
      (shares ? " A depth asks for a part of the threshold where going on gains little." : ""),
    body: table(
      [
        ...["depth", "temperature", "cross-entropy without", "with it"],
        ...shares ? ["of the threshold"] : [],
      ],
      rows,
    ),
  });
}
