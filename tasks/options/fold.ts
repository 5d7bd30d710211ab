/**
 * The value of `--fold`: which of several parts is tested.
 *
 * @module
 */
import type { Fold } from "../../datasets/mod.ts";
import { OptionError, quote } from "./value.ts";

/** Parts of a cross-validation at most. */
export const MOST_FOLDS = 1000;

/**
 * Reads `3/10`: the third of ten parts; undefined where none is given.
 *
 * @throws {OptionError} when it has another form, or there is no such part
 */
export function readFold(text: string | undefined): Fold | undefined {
  if (text === undefined) return undefined;
  const [number, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (of >= 2 && of <= MOST_FOLDS && number >= 1 && number <= of) return { number, of };
  throw new OptionError(
    `Cannot read --fold ${
      quote(text)
    }: it is no part of several, give 3/10 for the third of ten, ` +
      `of ${MOST_FOLDS} at most`,
  );
}
