/**
 * Trains the runs of a study one after another, each in a process of its own.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import type { Trained } from "../options/options.ts";
import { runPath } from "../run/folder.ts";
import { checkUnchanged } from "../run/sources.ts";
import { duration, percent } from "../terminal/figures.ts";
import { tell } from "../terminal/output.ts";
import { STOPPED, StopSignal } from "../training/stop_signal.ts";
import { type ComparedRun, memberName, readEnded, trainedKey } from "./runs.ts";

/** The file of this program. */
const PROGRAM = new URL("../../mod.ts", import.meta.url).href;

/** What came of a study. */
export interface StudyEnd {
  /** The runs that have ended. */
  readonly runs: readonly ComparedRun[];
  /** What went wrong in others. */
  readonly failures: readonly string[];
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
}

/**
 * Trains what has not ended yet. A run that fails does not keep the others from being trained; only where it fails
 * before it begins, as its data cannot be read, the others of its setting are left out, which would fail alike.
 *
 * @param folder The folder that holds the runs.
 * @param quiet Whether nothing is told of their progress.
 */
export async function trainAll(
  folder: string,
  trains: readonly Trained[],
  quiet: boolean,
): Promise<StudyEnd> {
  let child: Deno.ChildProcess | undefined;
  using stop = new StopSignal(() => end(child));
  const runs: ComparedRun[] = [], failures: string[] = [];
  const checksums = new Map<string, string>();
  for (const members of Map.groupBy(trains, trainedKey).values()) {
    for (const [k, one] of members.entries()) {
      if (stop.requested) return { runs, failures, stopped: true };
      const path = `${folder}/${memberName(one)}`;
      const about = `${trains.indexOf(one) + 1}/${trains.length} ${path}`;
      let run = await endedIn(path);
      if (run) {
        await checkUnchanged(path, checksums);
      } else {
        if (!quiet) tell(`${about}: training\n`);
        child = start(await commandLine(path, one.words), quiet);
        const { code, error } = await endOf(child, quiet);
        if (code === STOPPED || stop.requested) return { runs, failures, stopped: true };
        run = code === 0 ? await endedIn(path) : null;
        const left = run || await hasBegun(path) ? 0 : members.length - 1 - k;
        if (!run) failures.push(`${path}: ${error}${leftOut(left)}`);
        if (left) break;
      }
      if (!run) continue;
      runs.push(run);
      if (!quiet) tell(`${about}: ${lineOf(run)}\n`);
    }
  }
  return { runs, failures, stopped: false };
}

/** Says that so many other runs of a setting were not tried. */
function leftOut(count: number): string {
  if (!count) return "";
  return `; ${count === 1 ? "the other run" : `the ${count} other runs`} of its setting left out`;
}

/** Whether a run has read its data and options, and made its folder. */
async function hasBegun(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** The run of a folder; null where there is none that has ended. */
async function endedIn(path: string): Promise<ComparedRun | null> {
  try {
    if (!(await Deno.stat(runPath(path, "result"))).isFile) return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const [state, way] = error instanceof Deno.errors.NotADirectory
      ? ["a file lies where its folder should be", "give another --run-dir"]
      : [(error as Error).message, "make it readable"];
    throw new DataError(`Cannot read ${path}: ${state}, ${way}`);
  }
  return await readEnded(path);
}

/** The command line of `train` for a run: on from its last checkpoint where there is one. */
async function commandLine(path: string, words: readonly string[]): Promise<readonly string[]> {
  const last = await Deno.stat(runPath(path, "last")).catch(() => undefined);
  const machine = words.filter((word) => /^--(device|threads)=/.test(word));
  return last?.isFile
    ? ["train", "--resume", path, ...machine]
    : ["train", ...words, "--run-dir", path];
}

/** Starts a run away from the terminal's signals, so that one Ctrl-C reaches it once, from here. */
function start(words: readonly string[], quiet: boolean): Deno.ChildProcess {
  const args = ["run", "-A", "--quiet", "--no-check", PROGRAM, ...words];
  return new Deno.Command(Deno.execPath(), {
    args: quiet ? [...args, "--quiet"] : args,
    stdin: "null",
    stdout: "null",
    stderr: quiet ? "piped" : "inherit",
    detached: true,
  }).spawn();
}

/** Asks a run to save and to end. */
function end(child: Deno.ChildProcess | undefined): void {
  try {
    child?.kill("SIGINT");
  } catch {
    // It has ended by itself.
  }
}

/** How a run ended; its errors stand on the terminal already where it is not quiet. */
async function endOf(
  child: Deno.ChildProcess,
  quiet: boolean,
): Promise<{ readonly code: number; readonly error: string }> {
  if (!quiet) return { code: (await child.status).code, error: "its training failed, see above" };
  const { code, stderr } = await child.output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  return { code, error: lines.at(-1) || "its training failed" };
}

function lineOf({ result: { depths, test, seconds } }: ComparedRun): string {
  const cells = test.depths.map((accuracy, i) => `depth ${depths[i]} ${percent(accuracy)}`);
  return `${cells.join(", ")}, trained ${duration(seconds)}`;
}
