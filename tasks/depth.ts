/**
 * `--depth`: after how many blocks a model answers.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { OptionError } from "./options.ts";

/**
 * Refuses a depth at which a model cannot predict, before any work is done.
 *
 * @throws {OptionError} when it is given and none of the model's
 */
export function checkDepth(depth: number | undefined, { depths }: Learner): void {
  if (depth === undefined || depths.includes(depth)) return;
  const range = depths.length === 1
    ? `this model was trained at depth ${depths[0]} only`
    : `the model has depths ${depths[0]} to ${depths.at(-1)}`;
  throw new OptionError(`Cannot read --depth ${depth}: ${range}, give one of them or leave it out`);
}
