/**
 * What compared runs say, as text and as JSON.
 *
 * @module
 */
import type { Spread } from "../loop/intervals.ts";
import { bytesText, count, duration, percent } from "../terminal/figures.ts";
import { textTable } from "../terminal/table.ts";
import { byDataset, type Difference, type Group, title } from "./groups.ts";

/** The tables of each data set, as text. */
export function comparisonText(
  groups: readonly Group[],
  differences: readonly Difference[],
): string {
  return byDataset(groups, differences).map(({ dataset, groups: own, differences: less }) =>
    `${dataset}, accuracy on ${testRows(own)}:\n\n` +
    textTable(MEANS, meanRows(own)) +
    (less.length ? `\n${textTable(["difference", ...DIFFERENCES], differenceRows(less))}` : "")
  ).join("\n");
}

/** How many rows tested the runs on a data set: `872 test rows`, or `10 parts of 10,662 rows`. */
export function testRows([{ runs }]: readonly Group[]): string {
  const [{ seed, fold, result: { test } }] = runs;
  if (fold === undefined) return `${count(test.rows)} test rows`;
  const parts = runs.filter((run) => run.seed === seed);
  const rows = parts.reduce((sum, { result }) => sum + result.test.rows, 0);
  return `${parts.length} parts, ${count(rows)} rows in all`;
}

/** A deviation or a difference in points of a percentage. */
export function points(fraction: number): string {
  return Number.isFinite(fraction) ? (100 * fraction).toFixed(2).replace(/^-(?=0\.00$)/, "") : "-";
}

/** An interval of fractions in percent, as `78.21 to 80.73`. */
export function intervalText({ low, high }: Pick<Spread, "low" | "high">): string {
  return Number.isFinite(low) ? `${points(low)} to ${points(high)}` : "-";
}

/** The columns of {@linkcode meanRows}. */
export const MEANS: readonly string[] = [
  "model",
  "depth",
  "runs",
  "mean",
  "deviation",
  "95 % interval",
  "trained",
  "memory",
];

/** A row for each depth of each group. */
export function meanRows(groups: readonly Group[]): string[][] {
  return groups.flatMap((group) =>
    group.depths.map((spread, i) => [
      i ? "" : title(group),
      spread.depth === null ? "chosen" : String(spread.depth),
      String(spread.values.length),
      percent(spread.mean),
      points(spread.deviation),
      intervalText(spread),
      i ? "" : duration(group.seconds.mean),
      i || !group.memory ? "" : bytesText(group.memory.mean),
    ])
  );
}

/** The columns of {@linkcode differenceRows} behind the name. */
export const DIFFERENCES: readonly string[] = ["runs", "points", "deviation", "95 % interval"];

/** A row for each difference. */
export function differenceRows(differences: readonly Difference[]): string[][] {
  return differences.map((difference) => [
    difference.what,
    String(difference.values.length),
    points(difference.mean),
    points(difference.deviation),
    intervalText(difference),
  ]);
}

/** The same as objects: one for each setting, then one for each difference. */
export function comparisonObjects(
  groups: readonly Group[],
  differences: readonly Difference[],
): object[] {
  const settings = groups.map(({ runs, own, ...group }) => ({
    kind: "setting",
    ...group,
    options: Object.fromEntries(own),
    rows: runs[0].result.test.rows,
    seeds: runs.map(({ seed }) => seed),
    ...(runs[0].fold !== undefined && { folds: runs.map(({ fold }) => fold) }),
    runs: runs.map(({ path }) => path),
  }));
  return [
    ...settings,
    ...differences.map((difference) => ({ kind: "difference", ...difference })),
  ];
}
