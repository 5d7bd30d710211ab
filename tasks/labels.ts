/**
 * Labels as a caller has them, and classes as a net numbers them; the same for every kind of data.
 *
 * @module
 */
import { DataError, type Labelled } from "../datasets/mod.ts";

/**
 * The class of an example: its name, or a whole number. Where all classes are whole numbers the digits are the
 * name; else it is the place among the classes, from 0.
 */
export type Label = string | number;

/** What labels are the labels of, in messages. */
export interface Labelling {
  /** Number of examples. */
  readonly count: number;
  /** Plural name of the examples, as `texts`. */
  readonly unit: string;
  /** Singular name of an example, as `text`. */
  readonly one: string;
}

/**
 * The classes of labels and the number of each label among them.
 *
 * @param known Names of the classes; without them those of the labels, whole numbers by value and names in
 * the order of their UTF-16 code units.
 * @throws {DataError} When there are no examples, not as many labels as examples, or a label is none of the
 * classes.
 */
export function numberedLabels(
  { count, unit, one }: Labelling,
  labels: ArrayLike<Label>,
  known?: readonly string[],
): { readonly classes: readonly string[]; readonly labels: Uint32Array<ArrayBuffer> } {
  if (!count || count !== labels.length) {
    throw new DataError(
      `Cannot use ${count} ${unit} with ${labels.length} labels: give one ${one} or more, and a label for each`,
    );
  }
  checkClasses(known);
  Array.from(labels, checkLabel);
  const classes = known ?? classesOf(labels);
  return { classes, labels: numbered(labels, classes) };
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

/**
 * Examples with labels as indices into the classes of a saved model.
 *
 * @param dataset The names of the classes that the labels are indices into.
 * @param action What cannot be done where a class is none of them, as "train on FILE"
 * @throws {DataError} when an example has a class that the model does not know
 */
export function renumberLabels<E extends Labelled>(
  examples: E,
  dataset: { readonly classes: readonly string[] },
  classes: readonly string[],
  action: string,
): E {
  const numbers = dataset.classes.map((name) => classes.indexOf(name));
  const unknown = numbers.findIndex((number, k) => number < 0 && examples.labels.includes(k));
  if (unknown < 0) return { ...examples, labels: examples.labels.map((k) => numbers[k]) };
  throw new DataError(
    `Cannot ${action}: its class ${JSON.stringify(dataset.classes[unknown])} is none of the ` +
      `run's (${classes.join(", ")}), give data with the same classes`,
  );
}
