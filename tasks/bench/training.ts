/**
 * Measures the time of a whole run of `train`.
 *
 * @module
 */
import type { RunResult } from "../run/result.ts";
import { runPath } from "../run/folder.ts";
import { deviceOptions, type Ours } from "./devices.ts";
import type { TrainingLine } from "./lines.ts";
import { median } from "./peers/measure.ts";
import { runCommand, TemporaryFolder } from "./process.ts";
import { fewer } from "./texts.ts";

interface Run {
  readonly seconds: number;
  readonly result: RunResult;
}

/** Trains with all defaults, on the data set that comes with the project, in processes of their own. */
export async function trainingRuns({ name, device }: Ours, repeats: number): Promise<TrainingLine> {
  const options = deviceOptions(device);
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
  await using folder = await TemporaryFolder.make();
  const path = `${folder.path}/run`;
  const start = performance.now();
  await runCommand("train", "--quiet", "--run-dir", path, ...options);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, result: JSON.parse(await Deno.readTextFile(runPath(path, "result"))) };
}
