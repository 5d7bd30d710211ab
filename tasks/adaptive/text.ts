/**
 * The findings of `adapt` as text for a terminal.
 *
 * @module
 */
import { type AdaptiveFile, type SweepRow, sweepRows } from "./file.ts";
import type { LoadedRun } from "../model/load_run.ts";
import type { Naming } from "../modality.ts";
import {
  article,
  count,
  millisecondsText,
  percent,
  speedText,
  thresholdText,
} from "../terminal/figures.ts";
import { textTable } from "../terminal/table.ts";

/** The temperatures, the thresholds with their accuracy and time, and the threshold that was picked. */
export function adaptText({ path, modality }: LoadedRun, file: AdaptiveFile): string {
  return [
    `${path}: confidence by ${file.criterion}, exits at depths ${file.exits.join(", ")}\n`,
    temperatures(file),
    thresholds(file, modality),
    timesText(file, modality),
    chosenText(path, file, modality),
  ].join("\n");
}

function temperatures(
  { temperatures, shares, crossEntropy: { raw, scaled } }: AdaptiveFile,
): string {
  const asked = shares?.map((part) => percent(part));
  return textTable(
    ["depth", "temperature", "cross-entropy", "with it", ...asked ? ["of the threshold"] : []],
    temperatures.map((t, d) => [
      ...[d + 1, t.toFixed(3), raw[d].toFixed(4), scaled[d].toFixed(4)],
      ...asked ? [asked[d]] : [],
    ]),
  );
}

function thresholds(file: AdaptiveFile, { one }: Naming): string {
  const { chosen, exits, full, times } = file;
  const header = [
    "threshold",
    "validation",
    "test",
    "blocks",
    "cost",
    `ms ${article(one)}`,
    "speed-up",
  ];
  const lines = sweepRows(file).map((row) => [
    thresholdText(row.threshold),
    percent(row.validation.accuracy),
    percent(row.test?.accuracy ?? NaN),
    (row.test ?? row.validation).meanDepth.toFixed(2),
    percent(row.cost ?? NaN),
    ...timeCells(file, row),
    ...(row.test ?? row.validation).exits,
    row.threshold === chosen.threshold ? "picked" : "",
  ]);
  const whole = [
    "full path",
    percent(full.validation),
    percent(full.test ?? NaN),
    file.depths.toFixed(2),
    percent(1),
    times ? millisecondsText(times.full) : "",
    "",
    ...exits.map(() => ""),
    "",
  ];
  return textTable([...header, ...exits.map((exit) => `at ${exit}`), ""], [...lines, whole]);
}

function timeCells({ times }: AdaptiveFile, { threshold }: SweepRow): string[] {
  const found = times?.measured.find((time) => time.threshold === threshold);
  return found
    ? [millisecondsText(found.milliseconds), speedText(times!.full / found.milliseconds)]
    : ["", ""];
}

function timesText({ times }: AdaptiveFile, { one, unit }: Naming): string {
  if (!times) return "";
  return `Times of ${
    count(times.rows)
  } test ${unit} in batches of ${times.batch} on ${times.device}.\n` +
    `Cost: mean time of a validation ${one} as a share of the full path's, from the times of the exits.\n`;
}

function chosenText(path: string, file: AdaptiveFile, { unit }: Naming): string {
  const { chosen, budget, full, criterion, times } = file;
  const why = budget
    ? `for --budget ${budget}`
    : "as the cheapest that costs a quarter point at most, a standard error added";
  const lost = 100 * (full.test! - chosen.test!.accuracy);
  const change = `${Math.abs(lost).toFixed(2)} points ${
    lost < 0 ? "above" : "below"
  } the full path`;
  const found = times?.measured.find(({ threshold }) => threshold === chosen.threshold);
  const faster = found ? times!.full / found.milliseconds : NaN;
  const fast = found ? ` and ${faster.toFixed(2)} times as fast` : "";
  const use = `./al eval ${path} --adaptive ${
    thresholdText(chosen.threshold)
  } --criterion ${criterion}`;
  const advice = faster > 1
    ? `Use it: ${use}`
    : `Leaving early does not pay here: all blocks for all ${unit} are as fast` +
      (lost < 0 ? `, but less often right: ${use}` : ". Leave --adaptive out.");
  return `Threshold ${
    thresholdText(chosen.threshold)
  }, picked on the validation ${unit} ${why}: test ` +
    `accuracy ${percent(chosen.test!.accuracy)}, ${change}${fast}.\n${advice}`;
}
