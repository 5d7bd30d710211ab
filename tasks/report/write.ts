/**
 * Writes the report of a run from the files in its folder.
 *
 * @module
 */
import { writeText } from "../run/atomic.ts";
import { readAdaptive } from "../adaptive/file.ts";
import { readExamples } from "../answers/examples.ts";
import { readMetrics } from "../run/metrics.ts";
import { modalityOf } from "../modalities.ts";
import { completeOptions, configOptions } from "../options/options.ts";
import { adaptivePicture } from "./adaptive_picture.ts";
import { type ReportInput, reportPage } from "./page.ts";
import { openRun, type RunFile, runPath } from "../run/folder.ts";

/**
 * Writes `report.html` of a run from the files in its folder; a run that has not ended has no result. Once
 * `adapt` has measured times, their chart is written as a picture of its own too.
 */
export async function writeReport(path: string): Promise<void> {
  const { options, created } = await openRun(path, { files: ["environment", "data"] });
  const read = async (file: RunFile) => JSON.parse(await Deno.readTextFile(runPath(path, file)));
  const { sources, padding } = await read("data") as {
    sources: { file: string; bytes: number; sha256: string }[];
    padding?: ReportInput["padding"];
  };
  const result = await read("result").catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const adaptive = await readAdaptive(path) ?? undefined;
  const { unit, one } = modalityOf(completeOptions("train", configOptions("train", path, options)));
  const naming = { unit, one };
  const page = reportPage({
    naming,
    options,
    created,
    environment: await read("environment"),
    data: sources.map(({ file, ...rest }) => ({ name: file, ...rest })),
    padding,
    metrics: readMetrics(runPath(path, "metrics")),
    result,
    adaptive,
    examples: await readExamples(path),
  });
  await writeText(runPath(path, "report"), page);
  if (adaptive?.times) {
    await writeText(runPath(path, "picture"), adaptivePicture(adaptive, naming, result));
  }
}
