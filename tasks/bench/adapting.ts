/**
 * Measures the time that texts save which leave a model early.
 *
 * @module
 */
import { readAdaptive } from "../adaptive/file.ts";
import { deviceOptions, type Ours } from "./devices.ts";
import type { AdaptiveLine } from "./lines.ts";
import { runCommand, TemporaryFolder } from "./process.ts";
import type { TextSource } from "./texts.ts";

/** A model deep enough that leaving early can save much; few epochs, since its accuracy does not matter. */
const OPTIONS = ["--num-layer", "4", "--epoch", "2", "--limit", "8000"];

/** Trains a model and lets `adapt` measure it, in processes of their own. */
export async function* adapting(
  { name, device }: Ours,
  source: TextSource,
): AsyncGenerator<AdaptiveLine> {
  await using folder = await TemporaryFolder.make();
  const run = `${folder.path}/run`;
  const own = ["--quiet", "--run-dir", run, ...deviceOptions(device)];
  await runCommand("train", ...own, ...dataOptions(source), ...OPTIONS);
  await runCommand("adapt", ...own);
  const { depths, sweep, chosen, full, times } = (await readAdaptive(run))!;
  for (const { threshold, milliseconds } of times!.measured) {
    const { test } = [chosen, ...sweep].find((row) => row.threshold === threshold)!;
    yield {
      kind: "adaptive",
      device: name,
      data: source.dataset,
      depths,
      threshold,
      chosen: threshold === chosen.threshold,
      meanDepth: test!.meanDepth,
      accuracy: test!.accuracy,
      fullAccuracy: full.test!,
      rows: times!.rows,
      batch: times!.batch,
      full: times!.full,
      adaptive: milliseconds,
    };
  }
}

/** The options of the program that name the texts. */
function dataOptions({ dataset, dataDir, cacheDir, offline }: TextSource): string[] {
  const given = { dataset, "data-dir": dataDir, "cache-dir": cacheDir };
  const named = Object.entries(given)
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, value]);
  return offline ? [...named, "--offline"] : named;
}
