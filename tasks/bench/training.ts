/**
 * What a whole run of `train` takes.
 *
 * @module
 */
import type { RunResult } from "../result.ts";
import { runPath } from "../run_folder.ts";
import type { Ours } from "./devices.ts";
import type { TrainingLine } from "./lines.ts";
import { median } from "./peers/measure.ts";
import { output } from "./process.ts";
import { fewer } from "./texts.ts";

const PROGRAM = new URL("../../mod.ts", import.meta.url).href;

interface Run {
  readonly seconds: number;
  readonly result: RunResult;
}

/** Trains with all defaults, on the data set that comes with the project, in processes of their own. */
export async function trainingRuns({ name, device }: Ours, repeats: number): Promise<TrainingLine> {
  const { kind, threads } = device.traits;
  const options = ["--device", kind, ...(kind === "cpu" ? ["--threads", String(threads)] : [])];
  const runs: Run[] = [];
  const most = fewer(device, repeats);
  while (runs.length < most) runs.push(await trainOnce(options));
  runs.sort((a, b) => a.seconds - b.seconds);
  const { result } = runs[runs.length >> 1];
  return {
    kind: "training",
    device: name,
    seconds: median(runs.map(({ seconds }) => seconds)),
    runs: runs.map(({ seconds }) => seconds),
    training: result.seconds,
    steps: result.steps,
    accuracy: result.test.full,
  };
}

async function trainOnce(options: readonly string[]): Promise<Run> {
  const folder = await Deno.makeTempDir({ prefix: "associated-learning-" });
  try {
    const path = `${folder}/run`;
    const start = performance.now();
    const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", PROGRAM, "train"];
    const { success, error } = await output([...command, "--quiet", "--run-dir", path, ...options]);
    const seconds = (performance.now() - start) / 1000;
    if (!success) throw new Error(`Cannot time a run of train: ${error.trim()}`);
    return { seconds, result: JSON.parse(await Deno.readTextFile(runPath(path, "result"))) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
