/**
 * Writes the report of a run from the files in its folder.
 *
 * @module
 */
import { writeText } from "../run/atomic.ts";
import { readAdaptive } from "../adaptive/file.ts";
import { readExamples } from "../answers/examples.ts";
import { readSettling } from "../settling/file.ts";
import { readGdu } from "../settling/gdu_file.ts";
import { readMetrics } from "../run/metrics.ts";
import { describedModel } from "../model/open_model.ts";
import { adaptivePicture } from "./adaptive_picture.ts";
import { reportPage } from "./page.ts";
import { readEnvironment } from "../run/environment.ts";
import { openRun, runPath } from "../run/folder.ts";
import { readPipeline } from "../run/pipeline.ts";
import { readResult } from "../run/result.ts";
import { readData } from "../run/sources.ts";

/**
 * Writes `report.html` of a run from the files in its folder; a run that has not ended has no result. Once
 * `adapt` has measured times, their chart is written as a picture of its own too.
 */
export async function writeReport(path: string): Promise<void> {
  const config = await openRun(path, { files: ["environment", "data"] });
  const { sources, padding } = await readData(path);
  const result = await readResult(path) ?? undefined;
  const adaptive = await readAdaptive(path) ?? undefined;
  const { modality: naming } = describedModel(path, config);
  const page = reportPage({
    naming,
    options: config.options,
    created: config.created,
    environment: { ...await readEnvironment(path) },
    data: sources.map(({ file, ...rest }) => ({ name: file, ...rest })),
    padding,
    metrics: readMetrics(runPath(path, "metrics")),
    result,
    pipeline: await readPipeline(path) ?? undefined,
    adaptive,
    examples: await readExamples(path),
    settling: await readSettling(path) ?? undefined,
    gdu: await readGdu(path) ?? undefined,
  });
  await writeText(runPath(path, "report"), page);
  if (adaptive?.times) {
    await writeText(runPath(path, "picture"), adaptivePicture(adaptive, naming, result));
  }
}
