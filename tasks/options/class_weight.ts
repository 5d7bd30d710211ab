/**
 * The value of `--class-weight`: how much the examples of each class count in losses.
 *
 * @module
 */
import { balancedWeights, DataError } from "../../datasets/mod.ts";
import { clip, OptionError } from "./value.ts";

/** Weights by class, those that make up for the sizes of classes, or none. */
export type ClassWeight = readonly number[] | "balanced" | null;

/**
 * Reads the words of the option.
 *
 * @throws {OptionError} when they are neither numbers nor `balanced` nor `none`
 */
export function readClassWeight(words: readonly string[] | undefined): ClassWeight {
  if (words === undefined || words.join() === "none") return null;
  if (words.join() === "balanced") return "balanced";
  const numbers = words.map(Number);
  const areWeights = numbers.every((number) => Number.isFinite(number) && number >= 0);
  if (areWeights && numbers.some((number) => number > 0)) return numbers;
  throw new OptionError(
    `Cannot read --class-weight ${
      clip(words.join())
    }: give balanced, none, or a number of 0 or more for ` +
      "each class with commas between them, not all 0",
  );
}

/**
 * The options with a number for each class, where classes count differently.
 *
 * @param labels Class indices of the rows to learn from `[n]`.
 * @throws {DataError} when there are not as many numbers as classes
 */
export function withClassWeights<O extends { readonly classWeight?: readonly string[] }>(
  options: O,
  { labels }: { readonly labels: Uint32Array },
  classes: readonly string[],
): O {
  const asked = readClassWeight(options.classWeight);
  if (!asked) return options;
  const weights = asked === "balanced" ? balancedWeights(labels, classes.length) : asked;
  if (weights.length === classes.length) return { ...options, classWeight: weights.map(String) };
  throw new DataError(
    `Cannot weigh classes by ${weights.join()}: these are ${weights.length} numbers and there are ` +
      `${classes.length} classes (${clip(classes.join(", "))}), give one for each`,
  );
}
