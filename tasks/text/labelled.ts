/**
 * Labelled texts as a caller has them.
 *
 * @module
 */
import { DataError, type Examples } from "../../datasets/mod.ts";
import { type Label, numberedLabels } from "../labels.ts";

/** Labelled texts. */
export interface LabelledTexts {
  /** The texts. */
  readonly texts: readonly string[];
  /** The class of each. */
  readonly labels: ArrayLike<Label>;
  /** Further texts of each, by a name; `ep_pair` reads those of one name as second texts. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Texts as examples with numbered labels.
 *
 * @param known Names of the classes; without them those of the labels.
 * @throws {DataError} When there are no texts, not as many labels as texts, or a label is none of the classes.
 */
export function examplesOf(
  { texts, labels, columns }: LabelledTexts,
  known?: readonly string[],
): { readonly classes: readonly string[]; readonly examples: Examples } {
  const of = { count: texts.length, unit: "texts", one: "text" };
  const { classes, labels: numbers } = numberedLabels(of, labels, known);
  const strange = texts.findIndex((text) => typeof text !== "string");
  if (strange >= 0) {
    throw new DataError(
      `Cannot use example ${strange}: its text is ${texts[strange]}, give a string`,
    );
  }
  const examples = { texts: [...texts], labels: numbers };
  return {
    classes,
    examples: columns ? { ...examples, columns: columnsOf(columns, texts) } : examples,
  };
}

function columnsOf(
  columns: NonNullable<LabelledTexts["columns"]>,
  { length }: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  for (const [name, cells] of Object.entries(columns)) {
    const strange = Array.from({ length }, (_, row) => row)
      .find((row) => typeof cells[row] !== "string" || !cells[row].trim());
    if (cells.length === length && strange === undefined) continue;
    const state = cells.length === length
      ? `of example ${strange} is empty or no text`
      : `has ${cells.length} texts and there are ${length} examples`;
    throw new DataError(`Cannot use examples: the column ${name} ${state}, give a text for each`);
  }
  return new Map(Object.entries(columns));
}
