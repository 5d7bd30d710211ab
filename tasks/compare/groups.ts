/**
 * Runs that differ in nothing but their seeds and folds, and what they say together.
 *
 * @module
 */
import { type Spread, spreadOf } from "../loop/intervals.ts";
import { type ComparedRun, type Settings, settingsKey } from "./runs.ts";

/** Test accuracies at a depth. */
export interface DepthSpread extends Spread {
  /** Blocks that answer; null for the depth that each run's validation rows chose. */
  readonly depth: number | null;
  /** The accuracy of each run, from 0 to 1, in the order of the runs. */
  readonly values: readonly number[];
}

/** Runs of one setting. */
export interface Group {
  /** Name of the data set, or its file. */
  readonly dataset: string;
  /** Name of the model. */
  readonly model: string;
  /** How it learns, `al` or `bp`. */
  readonly mode: string;
  /** Options that are others in groups of the same data set, model and mode. */
  readonly own: readonly (readonly [name: string, value: string])[];
  /** The runs, by seed and fold. */
  readonly runs: readonly ComparedRun[];
  /** Each depth that answers, and behind them the depth that validation rows chose where there are several. */
  readonly depths: readonly DepthSpread[];
  /** Seconds of training. */
  readonly seconds: Spread;
  /** Bytes on the device at the peak of a run; null where runs of earlier versions do not tell. */
  readonly memory: Spread | null;
}

/** Groups the runs, in the order in which the first of each group comes. */
export function groupsOf(runs: readonly ComparedRun[]): Group[] {
  const lists = [...Map.groupBy(runs, ({ settings }) => settingsKey(settings)).values()];
  return lists.map((list) => groupOf(list, lists.map(([first]) => first)));
}

function groupOf(list: readonly ComparedRun[], firsts: readonly ComparedRun[]): Group {
  const runs = list.toSorted((a, b) => a.seed - b.seed || part(a) - part(b));
  const { settings, result: { depths } } = runs[0];
  const kindred = firsts.filter((other) => isKindred(other.settings, settings));
  const names = Object.keys(settings).filter((name) =>
    kindred.some((other) => String(other.settings[name]) !== String(settings[name]))
  );
  const spread = (depth: number | null, valueOf: (run: ComparedRun) => number): DepthSpread => {
    const values = runs.map(valueOf);
    return { depth, values, ...within(0, spreadOf(values)) };
  };
  const peaks = runs.flatMap(({ result: { memory } }) => memory === undefined ? [] : [memory]);
  return {
    ...named(settings),
    own: names.map((name) => [name, String(settings[name])]),
    runs,
    depths: [
      ...depths.map((depth, i) => spread(depth, ({ result }) => result.test.depths[i])),
      ...depths.length > 1 ? [spread(null, ({ result }) => result.test.best)] : [],
    ],
    seconds: spreadOf(runs.map(({ result }) => result.seconds)),
    memory: peaks.length === runs.length ? spreadOf(peaks) : null,
  };
}

/** A spread whose interval ends where accuracies or their differences do: at `least` and at 1. */
function within(least: number, spread: Spread): Spread {
  return { ...spread, low: Math.max(least, spread.low), high: Math.min(1, spread.high) };
}

/** The number of the part that tests a run; 0 where there are none. */
function part({ fold = "0" }: ComparedRun): number {
  return parseInt(fold);
}

function named(settings: Settings): Pick<Group, "dataset" | "model" | "mode"> {
  const { dataset, model, mode } = settings;
  return { dataset: String(dataset), model: String(model), mode: String(mode) };
}

function isKindred(a: Settings, b: Settings): boolean {
  return a.dataset === b.dataset && a.model === b.model && a.mode === b.mode;
}

/** How much more accurate one thing is than another, run by run. */
export interface Difference extends Spread {
  /** Name of the data set, or its file. */
  readonly dataset: string;
  /** What is compared with what. */
  readonly what: string;
  /** The difference of each seed and fold that both have, in fractions. */
  readonly values: readonly number[];
}

/**
 * Differences between runs of the same seed and fold: all blocks against the first, and Associated Learning against
 * backpropagation through the same net.
 */
export function differencesOf(groups: readonly Group[]): Difference[] {
  return groups.flatMap((group) => {
    const { dataset, depths, runs } = group;
    const found: Difference[] = [];
    const first = depths[0].depth;
    const full = runs[0].result.depths.at(-1)!;
    if (first !== full) {
      const values = runs.map(({ result: { test } }) => test.full - test.depths[0]);
      const what = `${title(group)}: depth ${full} less depth ${first}`;
      found.push({ dataset, what, values, ...within(-1, spreadOf(values)) });
    }
    const twin = group.mode === "al" ? groups.find((other) => isTwin(group, other)) : undefined;
    const pairs = runs.flatMap((run) => {
      const other = twin?.runs.find(({ seed, fold }) => seed === run.seed && fold === run.fold);
      return other ? [run.result.test.full - other.result.test.full] : [];
    });
    if (pairs.length) {
      const what = `${title(group)} less ${title(twin!)}: all blocks`;
      found.push({ dataset, what, values: pairs, ...within(-1, spreadOf(pairs)) });
    }
    return found;
  });
}

/** Whether a group is of the same net by backpropagation, with the same values where its like differ. */
function isTwin(group: Group, other: Group): boolean {
  return other.mode === "bp" && other.dataset === group.dataset && other.model === group.model &&
    other.own.every(([name, value]) => String(group.runs[0].settings[name]) === value);
}

/** The model, how it learns, and its own options. */
export function title({ model, mode, own }: Pick<Group, "model" | "mode" | "own">): string {
  return [model, mode, ...own.map(([name, value]) => `${name} ${value}`)].join(" ");
}

/** What is said of the runs on a data set. */
export interface OnDataset {
  /** Name of the data set, or its file. */
  readonly dataset: string;
  /** Its groups, at least one. */
  readonly groups: readonly Group[];
  /** The differences between its runs. */
  readonly differences: readonly Difference[];
}

/** Groups and differences by the data set that they are about. */
export function byDataset(
  groups: readonly Group[],
  differences: readonly Difference[],
): OnDataset[] {
  const sets = Map.groupBy(groups, ({ dataset }) => dataset);
  return [...sets].map(([dataset, own]) => ({
    dataset,
    groups: own,
    differences: differences.filter((difference) => difference.dataset === dataset),
  }));
}

/** Whether several runs drew the same and were tested on the same part, as copies of a folder. */
function hasEqualSeeds({ runs }: Group): boolean {
  return new Set(runs.map(({ seed, fold }) => `${seed} ${fold}`)).size < runs.length;
}

/** Remarks on what makes runs hard to compare. */
export function notesOf(groups: readonly Group[]): string[] {
  const sets = Map.groupBy(groups, ({ dataset }) => dataset);
  return [...sets].flatMap(([dataset, own]) => {
    const runs = own.flatMap(({ runs }) => runs);
    const notes = own.filter(hasEqualSeeds).map((group) =>
      `Several runs of ${
        title(group)
      } on ${dataset} have the same seed, which say nothing of chance: ` +
      "compare each seed once."
    );
    if (new Set(runs.map(({ data }) => data)).size > 1) {
      notes.push(`The runs on ${dataset} read different files or rows of that name.`);
    }
    if (runs.some(({ fold }) => fold !== undefined)) {
      notes.push(
        `The runs on ${dataset} test parts of it and share most of the rows that they learn from: ` +
          "their intervals are rather too narrow.",
      );
    } else if (new Set(runs.map(({ result }) => result.test.rows)).size > 1) {
      notes.push(`The runs on ${dataset} were tested on different numbers of rows.`);
    }
    return notes;
  });
}
