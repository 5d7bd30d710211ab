/**
 * Measurements of our engine alone.
 *
 * @module
 */
import { accumulating } from "./accumulating.ts";
import { adapting } from "./adapting.ts";
import type { Choice, Extra } from "./choice.ts";
import { COMPILED, compiling } from "./compiling.ts";
import type { Telling } from "./compare.ts";
import type { Ours } from "./devices.ts";
import { dispatches } from "./dispatches.ts";
import type { Line } from "./lines.ts";
import { memory } from "./memory.ts";
import { packageSize } from "./package.ts";
import { settlingMemory } from "./settling_memory.ts";
import { pipelineName, pipelines } from "./pipeline.ts";
import type { TextSource } from "./texts.ts";
import { tokens } from "./tokens.ts";
import { trainingRuns } from "./training.ts";

/** Options of these measurements. */
export interface ExtraOptions {
  /** Runs of each measurement. */
  readonly repeats: number;
  /** Texts for measurements that need real texts. */
  readonly texts: TextSource;
}

/** A part of an extra, and the lines that come of it, one by one. */
type Part = readonly [name: string, lines: () => AsyncIterable<Line> | Iterable<Promise<Line>>];

function partsOf(
  extra: Extra,
  devices: readonly Ours[],
  choice: Choice,
  { repeats, texts }: ExtraOptions,
): Part[] {
  const on = (lines: (ours: Ours) => ReturnType<Part[1]>): Part[] =>
    devices.map((ours) => [`${extra} on ${ours.name}`, () => lines(ours)]);
  const compiled = devices.some(({ device }) => device.traits.kind === "cpu") ? COMPILED : [];
  switch (extra) {
    case "dispatch":
      return on((ours) => dispatches(ours, repeats));
    case "compile":
      return compiled.map((name) => [`compiling ${name}`, () => [compiling(name, repeats)]]);
    case "train":
      return on((ours) => [trainingRuns(ours, repeats)]);
    case "adaptive":
      return on((ours) => adapting(ours, texts));
    case "tokens":
      return on((ours) => tokens(ours, texts, repeats));
    case "accumulate":
      return on((ours) => accumulating(ours, texts, repeats));
    case "memory":
      return on((ours) => memory(ours));
    case "settling-memory":
      return on((ours) => settlingMemory(ours));
    case "pipeline": {
      const quick = devices.filter(({ device }) => device.traits.kind !== "software");
      return quick.length
        ? choice.pipelines.map((one) => [
          pipelineName(one),
          () => pipelines(quick, one, repeats),
        ])
        : [];
    }
    case "package":
      return [["package", () => [packageSize()]]];
  }
}

/** The number of measurements that {@linkcode extras} announces. */
export function extraPartsOf(
  devices: readonly Ours[],
  choice: Choice,
  options: ExtraOptions,
): number {
  return choice.extras.reduce(
    (parts, extra) => parts + partsOf(extra, devices, choice, options).length,
    0,
  );
}

/** Makes the chosen measurements. */
export async function* extras(
  devices: readonly Ours[],
  choice: Choice,
  options: ExtraOptions,
  tell: Telling,
): AsyncGenerator<Line> {
  const parts = choice.extras.flatMap((extra) => partsOf(extra, devices, choice, options));
  for (const [name, lines] of parts) {
    tell(name);
    for await (const line of lines()) yield line;
  }
}
