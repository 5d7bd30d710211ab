/**
 * The page of a comparison: for each data set a picture and tables.
 *
 * @module
 */
import { htmlPage } from "../report/html.ts";
import { type Cell, section, table } from "../report/parts.ts";
import { escapeText, svg } from "../svg/frame.ts";
import { intervalChart } from "../svg/intervals.ts";
import { bytesText, count, duration, percent } from "../terminal/figures.ts";
import { type Difference, type Group, title } from "./groups.ts";
import { depthText, intervalText, points } from "./text.ts";

/** The page as HTML. */
export function comparisonPage(
  groups: readonly Group[],
  differences: readonly Difference[],
  notes: readonly string[],
): string {
  const sets = [...new Set(groups.map(({ dataset }) => dataset))];
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  return htmlPage({
    title: `Comparison on ${sets.join(", ")}`,
    lead: `${runs} runs of ${groups.length} settings` +
      notes.map((note) => ` · ${note}`).join(""),
    sections: sets.flatMap((dataset) => {
      const own = groups.filter((group) => group.dataset === dataset);
      const less = differences.filter((difference) => difference.dataset === dataset);
      return [pictureSection(dataset, own), lessSection(less), tableSection(own), runSection(own)];
    }),
  });
}

function pictureSection(dataset: string, groups: readonly Group[]): string {
  const rows = groups.flatMap((group, colour) =>
    group.depths.filter(({ depth }) => depth !== null).map((spread, i) => ({
      ...spread,
      colour,
      name: `${i ? "" : `${title(group)}, `}${spread.depth}`,
      about: `mean ${percent(spread.mean)}, 95 % interval ${intervalText(spread)}`,
    }))
  );
  const { title: name, width, height, body } = intervalChart(`Accuracy on ${dataset}`, rows);
  return section({
    title: `Accuracy on ${dataset}`,
    about: "Behind each name the blocks that answer. A ring is a run, the dot their mean, the " +
      "line its 95 % interval (Student's t over the seeds; the test rows are the same in all runs).",
    body: svg(name, width, height, body),
  });
}

function tableSection(groups: readonly Group[]): string {
  const rows = groups.flatMap((group) =>
    group.depths.map((spread, i): Cell[] => [
      i ? "" : title(group),
      { number: depthText(spread.depth) },
      { number: percent(spread.mean) },
      { number: points(spread.deviation) },
      { number: intervalText(spread) },
      { number: i ? "" : duration(group.seconds.mean) },
      { number: i || !group.memory ? "" : bytesText(group.memory.mean) },
    ])
  );
  const rowsOf = count(groups[0].runs[0].result.test.rows);
  return section({
    title: "Means over seeds",
    about:
      `Of ${rowsOf} test rows. Chosen: the depth that is best on each run's validation rows. ` +
      "Memory: bytes in use on the device at the peak, validation and test included.",
    body: table(
      ["model", "depth", "mean", "deviation", "95 % interval", "trained", "memory"],
      rows,
    ),
    wide: true,
  });
}

function lessSection(differences: readonly Difference[]): string {
  if (!differences.length) return "";
  return section({
    title: "Differences",
    about: "Points between runs of the same seed; an interval without 0 speaks for a difference.",
    body: table(
      ["", "runs", "points", "deviation", "95 % interval"],
      differences.map((difference) => [
        difference.what,
        { number: String(difference.values.length) },
        { number: points(difference.mean) },
        { number: points(difference.deviation) },
        { number: intervalText(difference) },
      ]),
    ),
  });
}

function runSection(groups: readonly Group[]): string {
  const rows = groups.flatMap(({ runs }) =>
    runs.map(({ path, seed, result: { test, seconds, epoch } }): Cell[] => [
      { markup: `<code>${escapeText(path)}</code>` },
      { number: String(seed) },
      { number: test.depths.map((accuracy) => points(accuracy)).join("  ") },
      { number: String(epoch) },
      { number: duration(seconds) },
    ])
  );
  return section({
    title: "Runs",
    about: "The folder of each run, with a report of its own, and its accuracy at each depth in %.",
    body: table(["folder", "seed", "accuracies", "epoch", "trained"], rows),
    wide: true,
  });
}
