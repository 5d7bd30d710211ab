/**
 * What is measured of our engine alone.
 *
 * @module
 */
import type { Choice, Extra } from "./choice.ts";
import { COMPILED, compiling } from "./compiling.ts";
import type { Telling } from "./compare.ts";
import type { Ours } from "./devices.ts";
import { dispatches } from "./dispatches.ts";
import type { Line } from "./lines.ts";
import { packageSize } from "./package.ts";
import { trainingRuns } from "./training.ts";

type Part = readonly [name: string, lines: () => AsyncIterable<Line> | Promise<Line>];

function partsOf(extra: Extra, devices: readonly Ours[], repeats: number): Part[] {
  const on = (lines: (ours: Ours) => ReturnType<Part[1]>): Part[] =>
    devices.map((ours) => [`${extra} on ${ours.name}`, () => lines(ours)]);
  const compiled = devices.some(({ device }) => device.traits.kind === "cpu") ? COMPILED : [];
  switch (extra) {
    case "dispatch":
      return on((ours) => dispatches(ours, repeats));
    case "compile":
      return compiled.map((name) => [`compiling ${name}`, () => compiling(name, repeats)]);
    case "train":
      return on((ours) => trainingRuns(ours, repeats));
    case "package":
      return [["package", packageSize]];
  }
}

/** How many times {@linkcode extras} tells that it goes on. */
export function extraPartsOf(devices: readonly Ours[], { extras }: Choice): number {
  return extras.reduce((parts, extra) => parts + partsOf(extra, devices, 1).length, 0);
}

/** Measures what was chosen. */
export async function* extras(
  devices: readonly Ours[],
  { extras }: Choice,
  repeats: number,
  tell: Telling,
): AsyncGenerator<Line> {
  for (const [name, lines] of extras.flatMap((extra) => partsOf(extra, devices, repeats))) {
    tell(name);
    const found = lines();
    if (found instanceof Promise) yield await found;
    else yield* found;
  }
}
