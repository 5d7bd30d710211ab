/**
 * Sections of the report on adaptive inference: what leaving early saves and costs.
 *
 * @module
 */

import { type AdaptiveFile, type SweepPoint, type SweepRow, sweepRows } from "../adaptive/file.ts";
import { blocks, type Cell, section, table } from "./parts.ts";
import type { RunResult } from "../run/result.ts";
import { partChart } from "../svg/bars.ts";
import { shortNumber } from "../svg/scale.ts";
import { tradeChart, type TradePoint } from "../svg/tradeoff.ts";
import { percent, thresholdText } from "../terminal/figures.ts";

/** The sections; none where there is one exit. */
export function adaptiveSections(file: AdaptiveFile, result: RunResult): string[] {
  if (file.exits.length < 2 || file.sweep.length === 0) return [];
  const rows = sweepRows(file);
  return [
    tradeSection(file, rows, result),
    exitSection(file, rows),
    thresholdSection(file, rows),
    temperatureSection(file),
  ];
}

/** On the test texts where they were looked at, else on the validation texts. */
function pointOf({ test, validation }: SweepRow): SweepPoint {
  return test ?? validation;
}

const isTested = (rows: readonly SweepRow[]) => rows.every(({ test }) => test !== null);

const nameOf = ({ threshold }: SweepRow) => thresholdText(threshold);

function tradeSection(file: AdaptiveFile, rows: readonly SweepRow[], result: RunResult): string {
  const { times, full, chosen, criterion } = file;
  const timed = times !== null && rows.every(({ cost }) => cost !== null);
  const tested = isTested(rows);
  const accuracies = tested ? result.test.depths : result.validation;
  const costOf = (depth: number) =>
    timed ? times.exits[file.exits.indexOf(depth)] / times.full : depth;
  const others = file.exits.map((depth): TradePoint => ({
    x: costOf(depth),
    y: accuracies[result.depths.indexOf(depth)] ?? NaN,
    name: String(depth),
  }));
  const title = timed ? "Accuracy against time" : "Accuracy against depth";
  return section({
    title,
    about: `A ${tested ? "test" : "validation"} text leaves at the first depth whose confidence ` +
      `(${criterion}) reaches the threshold; the threshold in use, ${nameOf(chosen)}, was picked ` +
      "on the validation rows.",
    body: tradeChart({
      title,
      xName: timed ? "of the full path's time" : "blocks on average",
      curve: { name: "adaptive", by: "threshold" },
      points: rows.map((row) => ({
        x: timed ? row.cost! : pointOf(row).meanDepth,
        y: pointOf(row).accuracy,
        name: nameOf(row),
      })),
      chosen: rows.findIndex(({ threshold }) => threshold === chosen.threshold),
      others: { name: "every text at one depth", points: others },
      full: {
        x: timed ? 1 : file.depths,
        y: (tested ? full.test : full.validation) ?? NaN,
        name: "full path",
      },
    }),
  });
}

function exitSection(file: AdaptiveFile, rows: readonly SweepRow[]): string {
  const set = isTested(rows) ? "test" : "validation";
  return section({
    title: "Where texts leave",
    about:
      `Parts of the ${set} texts that leave after so many blocks, by threshold; at the right ` +
      "the blocks a text goes through on average.",
    body: partChart({
      title: "Where texts leave, by threshold",
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

function thresholdSection(file: AdaptiveFile, rows: readonly SweepRow[]): string {
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
    ["ms a text", (row) => shortTime(timeOf(row))],
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
    about: timesText(file),
    body: table(["threshold", ...shown.map(([name]) => name)], lines, marked),
  });
}

function shortTime(value: number): string {
  return Number.isFinite(value) ? shortNumber(value) : "-";
}

function timesText({ times, budget }: AdaptiveFile): string {
  const rule = budget === null ? "" : ` Picked for the budget ${budget}.`;
  return times === null
    ? `Accuracy and blocks of each threshold; ./al adapt adds the test rows and times.${rule}`
    : "Time: mean of the validation texts as a share of the full path's, from the times of the " +
      `exits; milliseconds and speed-up: measured on ${times.device} with ${times.rows} test ` +
      `texts in batches of ${times.batch}.${rule}`;
}

function temperatureSection({ temperatures, crossEntropy: { raw, scaled } }: AdaptiveFile): string {
  const rows = temperatures.map((temperature, i): Cell[] => [
    blocks(i + 1),
    { number: shortNumber(temperature) },
    { number: shortNumber(raw[i]) },
    { number: shortNumber(scaled[i]) },
  ]);
  return section({
    title: "Temperatures",
    about: "What the logits of each depth are divided by, so that probabilities mean what they " +
      "say; fitted on the validation rows. Above 1 the model was too sure of itself, below it too " +
      "unsure.",
    body: table(["depth", "temperature", "cross-entropy without", "with it"], rows),
  });
}
