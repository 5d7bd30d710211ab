/**
 * Labelled examples as a caller has them.
 *
 * @module
 */
import { DataError, type Examples } from "../../datasets/mod.ts";

/**
 * The class of an example: its name, or a whole number. Where all classes are whole numbers the digits are the
 * name; else it is the place among the classes, from 0.
 */
export type Label = string | number;

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
 * @param known Names of the classes; without them those of the labels, whole numbers by value and names in
 * the order of their UTF-16 code units.
 * @throws {DataError} When there are no texts, not as many labels as texts, or a label is none of the classes.
 */
export function examplesOf(
  { texts, labels }: LabelledTexts,
  known?: readonly string[],
): { readonly classes: readonly string[]; readonly examples: Examples } {
  if (!texts.length || texts.length !== labels.length) {
    throw new DataError(
      `Cannot use ${texts.length} texts with ${labels.length} labels: give one text or more, and a label for each`,
    );
  }
  const strange = texts.findIndex((text) => typeof text !== "string");
  if (strange >= 0) {
    throw new DataError(
      `Cannot use example ${strange}: its text is ${texts[strange]}, give a string`,
    );
  }
  checkClasses(known);
  Array.from(labels, checkLabel);
  const classes = known ?? classesOf(labels);
  return { classes, examples: { texts: [...texts], labels: numbered(labels, classes) } };
}

/** The numbers of labels among the classes. */
function numbered(labels: ArrayLike<Label>, classes: readonly string[]): Uint32Array<ArrayBuffer> {
  const numbers = new Map(classes.map((name, i) => [name, i]));
  const named = classes.every((name) => /^-?\d+$/.test(name));
  return Uint32Array.from(Array.from(labels), (label, row) => {
    if (typeof label === "number" && !named) return placed(label, row, classes);
    const number = numbers.get(String(label));
    if (number !== undefined) return number;
    throw new DataError(
      `Cannot use example ${row}: its label ${JSON.stringify(label)} is none of the classes ` +
        `${classes.join(", ")}, give one of them`,
    );
  });
}

function placed(label: number, row: number, classes: readonly string[]): number {
  if (label >= 0 && label < classes.length) return label;
  throw new DataError(
    `Cannot use example ${row}: its label is ${label} and there are ${classes.length} classes, give a ` +
      `number from 0 to ${classes.length - 1} or a name`,
  );
}

function checkLabel(label: Label, row: number): void {
  if (typeof label === "string" || Number.isSafeInteger(label)) return;
  throw new DataError(
    `Cannot use example ${row}: its label is ${label}, give a name or a whole number`,
  );
}

function checkClasses(classes: readonly string[] | undefined): void {
  if (classes === undefined) return;
  const isNames = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  if (isNames && classes.length && new Set(classes).size === classes.length) return;
  throw new DataError(
    `Cannot use the classes ${JSON.stringify(classes)}: give a list of one name or more, each once`,
  );
}

/** The names of labels, in order. */
function classesOf(labels: ArrayLike<Label>): readonly string[] {
  const all = Array.from(labels);
  const names = [...new Set(all.map(String))];
  const whole = all.every((label) => typeof label === "number");
  return whole ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}
