/**
 * `pipeline.json`: the times of blocks that learned at the same time, since the run was last begun or resumed.
 *
 * @module
 */
import type { BlockTimes } from "../loop/steps.ts";
import { blockNames } from "../terminal/figures.ts";
import { runPath } from "./folder.ts";
import { readShapedIfThere } from "./json_object.ts";
import { all, count, listOf, measure, number, object, optional, where } from "./shape.ts";

/** The content of the file. */
export interface PipelineFile extends BlockTimes {
  /** Number of frozen blocks below those that learned. */
  readonly frozen: number;
}

const step = object({ block: count, batch: count, start: number, end: number });

/** Whether there is a time for each block, or for each process. */
function agree({ spans, busy, first, parts }: PipelineFile): boolean {
  return spans.length > 0 && spans.length === busy.length &&
    spans.length === (parts?.length ?? spans.length) &&
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
    parts: optional(listOf(listOf(count))),
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

/** Whose times they are, in their order: `block 2`, or `blocks 2 to 3` of one process, above so many frozen blocks. */
export function timedNames({ spans, parts }: BlockTimes, frozen: number): string[] {
  const ranges = parts ?? spans.map((_, block) => [frozen + block, frozen + block + 1] as const);
  return ranges.map(([first, end]) => blockNames(first + 1, end));
}

/** How many times as fast blocks learned as the same work on one thread: the work over the time. */
export function speedUp({ busy, milliseconds }: BlockTimes): number {
  return busy.reduce((sum, time) => sum + time, 0) / milliseconds;
}

/** The speed-up of a pipeline of equal blocks with a processor for each: N S / (N + S - 1). */
export function idealSpeedUp(batches: number, blocks: number): number {
  return batches * blocks / (batches + blocks - 1);
}
