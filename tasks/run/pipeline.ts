/**
 * `pipeline.json`: the times of blocks that learned at the same time, since the run was last begun or resumed.
 *
 * @module
 */
import type { PipelineTimes } from "../../engine/mod.ts";
import { runPath } from "./folder.ts";
import { readShapedIfThere } from "./json_object.ts";
import { all, count, listOf, measure, number, object, where } from "./shape.ts";

/** The content of the file. */
export interface PipelineFile extends PipelineTimes {
  /** Number of frozen blocks below those that learned. */
  readonly frozen: number;
}

const step = object({ block: count, batch: count, start: number, end: number });

/** Whether there is a time for each block. */
function agree({ spans, busy, first }: PipelineFile): boolean {
  return spans.length > 0 && spans.length === busy.length &&
    first.every(({ block }) => block < spans.length);
}

const shape = all(
  object({
    frozen: count,
    batches: count,
    ticks: count,
    milliseconds: measure,
    spans: listOf(measure),
    busy: listOf(measure),
    first: listOf(step),
  }),
  where(agree, "has lists of different lengths"),
);

/**
 * Reads the times of a run; null where its blocks learned one after another.
 *
 * @throws {DataError} when the file holds something else
 */
export function readPipeline(run: string): Promise<PipelineFile | null> {
  const way = `let the run write it anew with --resume ${run}, or remove it`;
  return readShapedIfThere(runPath(run, "pipeline"), { shape, way });
}

/** How many times as fast blocks learned as the same work on one thread: the work over the time. */
export function speedUp({ busy, milliseconds }: PipelineTimes): number {
  return busy.reduce((sum, time) => sum + time, 0) / milliseconds;
}

/** The speed-up of a pipeline of equal blocks with a processor for each: N S / (N + S - 1). */
export function idealSpeedUp(batches: number, blocks: number): number {
  return batches * blocks / (batches + blocks - 1);
}
