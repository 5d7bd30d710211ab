/**
 * `compare`: trains runs of several settings and seeds, or takes runs that are there, and says what they say
 * together.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { differencesOf, groupsOf, notesOf } from "./compare/groups.ts";
import { comparisonPage } from "./compare/page.ts";
import { type ComparedRun, readCompared } from "./compare/runs.ts";
import { comparisonObjects, comparisonText } from "./compare/text.ts";
import { type StudyEnd, trainAll } from "./compare/train.ts";
import type { ParsedStudy } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { writeJson, writeText } from "./run/atomic.ts";
import { plainName } from "./run/folder.ts";
import { print, printJson, tell } from "./terminal/output.ts";
import { STOPPED } from "./training/stop_signal.ts";

/** Compares runs; the text goes to standard output, the page and its data to the folder of the study. */
export async function compare({ options, trains, runs }: ParsedStudy): Promise<void> {
  const folder = options.runDir ?? folderOf(options.saveDir, trains);
  if (!trains.length && !runs.length) {
    throw new OptionError("Cannot compare nothing: give options of train, or folders of runs");
  }
  const isQuiet = options.quiet || options.json;
  const end: StudyEnd = trains.length
    ? await trainAll(folder, trains, isQuiet)
    : { runs: await readAll(runs), failures: [], stopped: false };
  if (end.runs.length) await tellAll(folder, end.runs, options.json);
  for (const failure of end.failures) tell(`Cannot compare ${failure}\n`);
  if (end.failures.length) Deno.exitCode = 1;
  if (!end.stopped) return;
  tell(`Stopped after ${end.runs.length} of ${trains.length} runs; the same command goes on.\n`);
  Deno.exitCode = STOPPED;
}

/** The folder of a study where none is named: the same for the same data sets, so that runs are found again. */
function folderOf(saveDir: string, trains: ParsedStudy["trains"]): string {
  const sets = new Set(trains.map(({ options }) => plainName(options.dataset)));
  return `${saveDir.replace(/\/+$/, "")}/${["compare", ...sets].join("-").slice(0, 120)}`;
}

async function readAll(paths: readonly string[]): Promise<ComparedRun[]> {
  // A folder may be named in several ways, and is one run.
  const found = new Map<string, ComparedRun>();
  for (const path of paths.map((path) => path.replace(/(?<=.)\/+$/, ""))) {
    const run = await readCompared(path);
    const place = await Deno.realPath(path);
    if (!found.has(place)) found.set(place, run);
  }
  return [...found.values()];
}

/** Prints what runs say together, and writes the page and the objects. */
async function tellAll(
  folder: string,
  runs: readonly ComparedRun[],
  json: boolean,
): Promise<void> {
  const groups = groupsOf(runs);
  const differences = differencesOf(groups);
  const notes = notesOf(groups);
  const objects = comparisonObjects(groups, differences);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw new DataError(
      `Cannot make ${folder}: ${(error as Error).message}, give another --run-dir`,
    );
  }
  const page = `${folder}/compare.html`;
  await writeText(page, comparisonPage(groups, differences, notes, folder));
  await writeJson(`${folder}/compare.json`, objects);
  if (json) {
    for (const object of objects) printJson(object);
    return;
  }
  print(comparisonText(groups, differences));
  for (const note of notes) print(note);
  print(`Means over runs, with Student's 95 % interval; a picture is in ${page}.`);
}
