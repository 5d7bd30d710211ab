import { type Dataset, type Labelled, labelledAt } from "../dataset.ts";
import { splitValidation } from "../split.ts";

/** Labelled texts: the label of `texts[i]` is `labels[i]`, an index into the classes. */
export interface Examples extends Labelled {
  /** The texts as in the file, not yet cleaned `[n]`. */
  readonly texts: string[];
  /** Side inputs by column, `[n]` each; an empty text is a side input without words. */
  readonly columns?: ReadonlyMap<string, readonly string[]>;
}

/** A data set of labelled texts. */
export type TextDataset = Dataset<Examples>;

/**
 * The examples of the given rows, in that order, with their columns.
 *
 * @param rows Row numbers `[m]`, counted from 0.
 * @returns `m` examples.
 *
 * @example
 * ```ts
 * import { selectRows } from "@associated/learning/data";
 *
 * const examples = { texts: ["rates fell", "a late goal"], labels: new Uint32Array([0, 1]) };
 * console.assert(selectRows(examples, Uint32Array.of(1)).texts[0] === "a late goal");
 * ```
 */
export function selectRows(examples: Examples, rows: Uint32Array): Examples {
  const pick = (texts: readonly string[]) => Array.from(rows, (row) => texts[row]);
  const columns = examples.columns &&
    new Map([...examples.columns].map(([name, texts]) => [name, pick(texts)]));
  return {
    texts: pick(examples.texts),
    ...labelledAt(examples, rows),
    ...(columns && { columns }),
  };
}

/**
 * Cuts a validation part from the training examples, the same share of each class.
 *
 * @param seed Seed of the draw, any number.
 * @param fraction Share for validation, in (0, 1); default 0.1.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { newsDataset, splitExamples } from "@associated/learning/data";
 *
 * const { train, validation } = splitExamples(newsDataset().train, 1);
 * console.assert(train.texts.length === 7_200 && validation.texts.length === 800);
 * ```
 */
export function splitExamples(
  examples: Examples,
  seed: number,
  fraction = 0.1,
): { train: Examples; validation: Examples } {
  return splitValidation(examples, selectRows, seed, fraction);
}
