/**
 * What texts that leave a model early save.
 *
 * @module
 */
import { readAdaptive } from "../adaptive_file.ts";
import { deviceOptions, type Ours } from "./devices.ts";
import type { AdaptiveLine } from "./lines.ts";
import { runCommand } from "./process.ts";

/** Deep enough that leaving early can save much; few epochs, as its accuracy is not what counts. */
const OPTIONS = ["--num-layer", "4", "--epoch", "2"];

/**
 * Trains a model on the data set that comes with the project and lets `adapt` measure it, in processes
 * of their own.
 */
export async function adapting({ name, device }: Ours): Promise<AdaptiveLine> {
  const folder = await Deno.makeTempDir({ prefix: "associated-learning-" });
  try {
    const run = `${folder}/run`;
    const own = ["--quiet", "--run-dir", run, ...deviceOptions(device)];
    await runCommand("train", ...own, ...OPTIONS);
    await runCommand("adapt", ...own);
    const { depths, threshold, chosen: { test }, full, times } = (await readAdaptive(run))!;
    const measured = times!.measured.find((one) => one.threshold === threshold)!;
    return {
      kind: "adaptive",
      device: name,
      depths,
      threshold,
      meanDepth: test!.meanDepth,
      accuracy: test!.accuracy,
      fullAccuracy: full.test!,
      rows: times!.rows,
      batch: times!.batch,
      full: times!.full,
      adaptive: measured.milliseconds,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
