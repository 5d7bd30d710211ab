/**
 * What compared runs say, as text and as JSON.
 *
 * @module
 */
import type { Spread } from "../loop/intervals.ts";
import { bytesText, count, duration, percent } from "../terminal/figures.ts";
import { textTable } from "../terminal/table.ts";
import { type Difference, type Group, title } from "./groups.ts";

/** The tables of each data set, as text. */
export function comparisonText(
  groups: readonly Group[],
  differences: readonly Difference[],
): string {
  const sets = [...new Set(groups.map(({ dataset }) => dataset))];
  return sets.map((dataset) => {
    const own = groups.filter((group) => group.dataset === dataset);
    const less = differences.filter((difference) => difference.dataset === dataset);
    const rows = count(own[0].runs[0].result.test.rows);
    return `${dataset}, accuracy on ${rows} test rows:\n\n${groupTable(own)}` +
      (less.length ? `\n${differenceTable(less)}` : "");
  }).join("\n");
}

/** What the cell of a depth says. */
export function depthText(depth: number | null): string {
  return depth === null ? "chosen" : String(depth);
}

/** A deviation or a difference in points of a percentage. */
export function points(fraction: number): string {
  return Number.isFinite(fraction) ? (100 * fraction).toFixed(2).replace(/^-(?=0\.00$)/, "") : "-";
}

/** An interval of fractions in percent, as `78.21 to 80.73`. */
export function intervalText({ low, high }: Pick<Spread, "low" | "high">): string {
  return Number.isFinite(low) ? `${points(low)} to ${points(high)}` : "-";
}

function groupTable(groups: readonly Group[]): string {
  const header = [
    "model",
    "depth",
    "runs",
    "mean",
    "deviation",
    "95 % interval",
    "trained",
    "memory",
  ];
  const rows = groups.flatMap((group) =>
    group.depths.map(({ depth, mean, deviation, low, high, values }, i) => [
      i ? "" : title(group),
      depthText(depth),
      values.length,
      percent(mean),
      points(deviation),
      intervalText({ low, high }),
      i ? "" : duration(group.seconds.mean),
      i || !group.memory ? "" : bytesText(group.memory.mean),
    ])
  );
  return textTable(header, rows);
}

function differenceTable(differences: readonly Difference[]): string {
  return textTable(
    ["difference", "runs", "points", "deviation", "95 % interval"],
    differences.map(({ what, values, mean, deviation, low, high }) => [
      what,
      values.length,
      points(mean),
      points(deviation),
      intervalText({ low, high }),
    ]),
  );
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
    runs: runs.map(({ path }) => path),
  }));
  return [
    ...settings,
    ...differences.map((difference) => ({ kind: "difference", ...difference })),
  ];
}
