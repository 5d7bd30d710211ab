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
}

/**
 * Texts as examples with numbered labels.
 *
 * @param known Names of the classes; without them those of the labels.
 * @throws {DataError} When there are no texts, not as many labels as texts, or a label is none of the classes.
 */
export function examplesOf(
  { texts, labels }: LabelledTexts,
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
  return { classes, examples: { texts: [...texts], labels: numbers } };
}
