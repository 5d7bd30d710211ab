/**
 * Labelled examples as a caller has them.
 *
 * @module
 */
import { DataError, type Examples } from "../../datasets/mod.ts";

/** The class of an example: its name, or any whole number, whose digits are the name. */
export type Label = string | number;

/** Labelled texts. */
export interface LabelledTexts {
  /** The texts. */
  readonly texts: readonly string[];
  /** The class of each. */
  readonly labels: readonly Label[];
}

/** Labels as numbers of classes. */
export interface Numbered {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Class indices, one an example. */
  readonly labels: Uint32Array<ArrayBuffer>;
}

/**
 * Numbers the labels of examples.
 *
 * @param known Names of the classes; without them those of the labels, whole numbers by value and names in
 * the order of their UTF-16 code units.
 * @throws {DataError} When a label is none of the classes, or no name and no whole number.
 */
export function numbered(labels: readonly Label[], known?: readonly string[]): Numbered {
  const names = labels.map(nameOf);
  const classes = known ?? classesOf(names, labels);
  const numbers = new Map(classes.map((name, i) => [name, i]));
  return {
    classes,
    labels: Uint32Array.from(names, (name, row) => {
      const number = numbers.get(name);
      if (number !== undefined) return number;
      throw new DataError(
        `Cannot use example ${row}: its label ${JSON.stringify(name)} is none of the classes ` +
          `${classes.join(", ")}, give one of them`,
      );
    }),
  };
}

function nameOf(label: Label, row: number): string {
  if (typeof label === "string" || Number.isSafeInteger(label)) return String(label);
  throw new DataError(
    `Cannot use example ${row}: its label is ${label}, give a name or a whole number`,
  );
}

function classesOf(names: readonly string[], labels: readonly Label[]): readonly string[] {
  const distinct = [...new Set(names)];
  const whole = labels.every((label) => typeof label === "number");
  return whole ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort();
}

/**
 * Texts as examples with numbered labels.
 *
 * @throws {DataError} When there are none, or as many labels as texts are not there.
 */
export function examplesOf(
  { texts, labels }: LabelledTexts,
  known?: readonly string[],
): { readonly classes: readonly string[]; readonly examples: Examples } {
  if (!texts.length || texts.length !== labels.length) {
    throw new DataError(
      `Cannot use ${texts.length} texts with ${labels.length} labels: give a label for each of one ` +
        "text or more",
    );
  }
  const found = numbered(labels, known);
  return { classes: found.classes, examples: { texts: [...texts], labels: found.labels } };
}
