/**
 * What a run that has ended should not keep to itself: it answers one class alone, or was still learning.
 *
 * @module
 */
import { escaped } from "../../datasets/printable.ts";
import { shareInterval } from "../loop/intervals.ts";
import type { EpochMetric } from "../loop/metrics.ts";
import type { RunResult } from "../run/result.ts";

/** Points that the accuracy of a depth gains in the last epoch of a run that has not settled. */
const RISING = 1;

/** Part of the rows that are of one class where weights of classes are worth a try. */
const MOST_ROWS = 0.8;

/**
 * Remarks on a run, a line each; none on most.
 *
 * @param epochs Its epochs, in their order.
 * @param rows Its validation rows: what is within their noise is no gain.
 */
export function remarksOf(
  result: RunResult,
  epochs: readonly EpochMetric[],
  rows: number,
): string[] {
  return [...oneClass(result), ...rising(result, epochs, rows)];
}

/** Says where all answers of the full depth are one class, though the rows are of several. */
function oneClass({ classes, depths, test: { confusion } }: RunResult): string[] {
  const answered = classes.filter((_, k) => confusion.some((row) => row[k] > 0));
  const asked = confusion.filter((row) => row.some((count) => count > 0));
  if (answered.length !== 1 || asked.length < 2) return [];
  const depth = depths.at(-1)!;
  const most = shareOf(answered[0], classes, confusion) >= MOST_ROWS
    ? ", or --class-weight balanced, as most rows are of it"
    : "";
  return [
    `All answers at depth ${depth} are ${
      escaped(JSON.stringify(answered[0]))
    }: it has learned nothing ` +
    `there yet, give a greater --epoch or --lr${depth > 1 ? ", or fewer blocks" : ""}${most}.`,
  ];
}

/** The part of the rows that are of a class. */
function shareOf(
  name: string,
  classes: readonly string[],
  confusion: readonly (readonly number[])[],
): number {
  const rows = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  return rows[classes.indexOf(name)] / rows.reduce((sum, count) => sum + count, 0);
}

/** Says where the last epoch gained more than chance: more epochs may gain more. */
function rising(
  { depths }: RunResult,
  epochs: readonly EpochMetric[],
  rows: number,
): string[] {
  const [before, last] = epochs.slice(-2).map(({ validation }) => validation);
  if (!last) return [];
  const gains = last.map((accuracy, i) => {
    const [low] = shareInterval(accuracy, rows);
    const points = 100 * (accuracy - before[i]);
    return points > RISING && before[i] < low ? points : 0;
  });
  const most = Math.max(...gains);
  if (!(most > 0)) return [];
  return [
    `The last epoch raised the validation accuracy at depth ${depths[gains.indexOf(most)]} by ` +
    `${most.toFixed(1)} points: it had not settled, give a greater --epoch or --lr.`,
  ];
}
