/**
 * `--depth` and `--exits`: after how many blocks a model answers.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import { OptionError } from "./value.ts";

/** The depths of a model, in words. */
function told(depths: readonly number[]): string {
  return depths.length === 1
    ? `the model has depth ${depths[0]} only`
    : `the model has depths ${depths[0]} to ${depths.at(-1)}`;
}

/**
 * Refuses a `--depth` at which a model cannot predict, before any work is done.
 *
 * @throws {OptionError} when it is given and none of the model's
 */
export function checkDepthOption(depth: number | undefined, { depths }: Learner): void {
  if (depth === undefined || depths.includes(depth)) return;
  const way = depths.length === 1 ? "leave it out" : "give one of them or leave it out";
  throw new OptionError(`Cannot read --depth ${depth}: ${told(depths)}, ${way}`);
}

/**
 * The depths at which texts may leave, rising; all where none are given. At the full depth the texts
 * leave that did not leave before, so it is always one of them.
 *
 * @throws {OptionError} when one is no depth of the model, or is given twice
 */
export function readExits(
  exits: readonly string[] | undefined,
  depths: readonly number[],
): readonly number[] {
  if (exits === undefined) return depths;
  const refuse = (state: string): never => {
    throw new OptionError(`Cannot read --exits ${exits.join()}: ${state}, ${told(depths)}`);
  };
  const read = exits.map(Number);
  const other = read.findIndex((depth) => !depths.includes(depth));
  if (other >= 0) refuse(`${exits[other]} is no depth of it`);
  const twice = read.find((depth, i) => read.indexOf(depth) < i);
  if (twice !== undefined) refuse(`depth ${twice} is given twice`);
  return depths.filter((depth) => read.includes(depth) || depth === depths.at(-1));
}
