/**
 * The page of a comparison: for each data set a picture and tables.
 *
 * @module
 */
import { htmlPage } from "../report/html.ts";
import { type Cell, section, table } from "../report/parts.ts";
import { escapeText, svg } from "../svg/frame.ts";
import { intervalChart } from "../svg/intervals.ts";
import { duration, percent } from "../terminal/figures.ts";
import { byDataset, type Difference, type Group, title } from "./groups.ts";
import {
  differenceRows,
  DIFFERENCES,
  intervalText,
  meanRows,
  MEANS,
  points,
  testRows,
} from "./text.ts";

/**
 * The page as HTML.
 *
 * @param folder Where the page lies: it leads to the reports of runs below it.
 */
export function comparisonPage(
  groups: readonly Group[],
  differences: readonly Difference[],
  notes: readonly string[],
  folder: string,
): string {
  const sets = byDataset(groups, differences);
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  return htmlPage({
    title: `Comparison on ${sets.map(({ dataset }) => dataset).join(", ")}`,
    lead: `${runs} runs of ${groups.length} settings` +
      notes.map((note) => ` · ${note}`).join(""),
    sections: sets.flatMap(({ dataset, groups: own, differences: less }) => [
      pictureSection(dataset, own),
      lessSection(less),
      tableSection(own),
      runSection(own, folder),
    ]),
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
      "line its 95 % interval (Student's t over the runs" +
      (groups[0].runs[0].fold === undefined
        ? "; the test rows are the same in all of them)."
        : ", each of them tested on a part of the rows)."),
    body: svg(name, width, height, body),
  });
}

function tableSection(groups: readonly Group[]): string {
  return section({
    title: "Means over runs",
    about:
      `Of ${testRows(groups)}. Chosen: the depth that is best on each run's validation rows. ` +
      "Memory: bytes in use on the device at the peak, validation and test included.",
    body: table(MEANS, meanRows(groups).map(numbers)),
    wide: true,
  });
}

function lessSection(differences: readonly Difference[]): string {
  if (!differences.length) return "";
  return section({
    title: "Differences",
    about:
      "Points between runs of the same seed and part; an interval without 0 speaks for a difference.",
    body: table(["", ...DIFFERENCES], differenceRows(differences).map(numbers)),
    wide: true,
  });
}

/** Cells of numbers behind a name. */
function numbers([name, ...others]: readonly string[]): Cell[] {
  return [name, ...others.map((number) => ({ number }))];
}

function runSection(groups: readonly Group[], folder: string): string {
  const rows = groups.flatMap(({ runs }) =>
    runs.map(({ path, seed, fold, result: { test, seconds, epoch } }): Cell[] => [
      { markup: runName(path, folder) },
      { number: fold === undefined ? String(seed) : `${seed}, part ${fold}` },
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

/** The folder of a run, which leads to its report where the page and the report can be moved together. */
function runName(path: string, folder: string): string {
  const name = `<code>${escapeText(path)}</code>`;
  if (!path.startsWith(`${folder}/`)) return name;
  const report = `${path.slice(folder.length + 1)}/report.html`;
  return `<a href="${escapeText(encodeURI(report))}">${name}</a>`;
}
