/**
 * Sections of the report on how training went: accuracies, losses and rates.
 *
 * @module
 */

import type { EpochMetric, TrainMetric } from "../loop/metrics.ts";
import { perIndex, section } from "./parts.ts";
import type { RunResult } from "../run/result.ts";
import { lineChart, type Mark } from "../svg/lines.ts";
import { note } from "../svg/frame.ts";

/** Accuracy of each depth on the validation rows, by epoch. */
export function accuracySection(epochs: readonly EpochMetric[], result?: RunResult): string {
  const title = "Validation accuracy";
  const series = perIndex(
    epochs,
    (epoch) => epoch.validation,
    (epoch) => epoch.epoch,
    "after block",
  );
  if (series.length === 0) {
    return section({ title, about: "Of each depth, by epoch.", body: note("No epoch has ended") });
  }
  const about = "Of each depth, by epoch; the test rows take no part in it.";
  const body = lineChart({
    title,
    xName: "epoch",
    series,
    values: "percent",
    marks: marksOf(result),
  });
  return section({ title, about, body });
}

/** The chosen epoch, and where stages after the first begin. */
function marksOf(result?: RunResult): Mark[] {
  if (!result) return [];
  const starts: Mark[] = [];
  let before = 0;
  for (const [i, { epochs }] of (result.accumulation?.stages ?? []).entries()) {
    if (i) starts.push({ x: before + 1, name: `stage ${i + 1}` });
    before += epochs;
  }
  return [...starts, { x: result.epoch, name: "chosen" }];
}

/** The losses of each block, or the one loss of backpropagation (`single`), by step: a section each. */
export function lossSections(steps: readonly TrainMetric[], single: boolean): string[] {
  const names = [...new Set(steps.flatMap(({ losses }) => Object.keys(losses)))];
  if (!names.length) {
    return [section({ title: "Loss", about: "By step.", body: note("No step was logged") })];
  }
  return names.map((name) => lossSection(name, steps, single));
}

function lossSection(name: string, steps: readonly TrainMetric[], single: boolean): string {
  const title = single ? "Loss" : `${name.slice(0, 1).toUpperCase()}${name.slice(1)} loss`;
  const valuesOf = ({ losses }: TrainMetric) => losses[name] ?? [];
  const series = perIndex(steps, valuesOf, (line) => line.step, "block");
  const named = single ? series.map((line) => ({ ...line, name: "all blocks" })) : series;
  const about = single ? "By step." : "Of each block, by step; no gradient passes between blocks.";
  const body = lineChart({ title, xName: "step", series: named, values: "number" });
  return section({ title, about, body });
}

/** The learning rate of each block, by epoch. */
export function rateSection(epochs: readonly EpochMetric[]): string {
  const series = perIndex(epochs, (epoch) => epoch.rates, (epoch) => epoch.epoch, "block");
  if (series.length === 0) return "";
  const title = "Learning rates";
  const body = lineChart({ title, xName: "epoch", series, values: "number" });
  return section({ title, about: "Of each block, by epoch.", body });
}
