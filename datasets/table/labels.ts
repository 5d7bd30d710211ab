/**
 * The column of the classes.
 *
 * @module
 */
import { DataError } from "../error.ts";

const SHOWN = 8;

/** Usual names of the column that holds the class, the most usual first. */
export const LABEL_COLUMNS: readonly string[] = [
  ...["label", "class", "category", "sentiment", "topic"],
];

/** A label as written, and where. */
export interface WrittenLabel {
  /** The label. */
  readonly label: string;
  /** Number of the line, counted from 1. */
  readonly line: number;
}

/** A table that has classes. */
export interface Classed {
  /** Its name in errors. */
  readonly name: string;
  /** Its classes. */
  readonly classes: readonly string[];
  /** How its files also write them, in the same order; by their names alone where absent. */
  readonly codes?: readonly string[];
}

/**
 * Refuses a row that names no group.
 *
 * @throws {DataError} with the line.
 */
export function checkGroup(
  group: string,
  line: number,
  { name, groupColumn }: { readonly name: string; readonly groupColumn: string },
): void {
  if (group !== "") return;
  throw new DataError(
    `Cannot read ${name}: line ${line} has no group in its column "${groupColumn}", add it`,
  );
}

/** Names with commas between them, the first of them where there are many. */
export function firstFew(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")}, ...` : names.join(", ");
}

/**
 * The labels of a table, each once, in the order in which they come.
 *
 * @param unit Plural name of the rows in errors.
 * @throws {DataError} when there is one class only.
 */
export function labelsIn(rows: readonly WrittenLabel[], name: string, unit = "rows"): string[] {
  const classes = [...new Set(rows.map(({ label }) => label))];
  if (classes.length > 1) return classes;
  throw new DataError(
    `Cannot use ${name}: all ${rows.length} ${unit} have the class "${classes[0]}", ` +
      `give data of two classes or more`,
  );
}

/**
 * The classes of a table: its labels in the order of their numbers where all are integers, else of their code
 * units.
 *
 * @throws {DataError} when there is one class only.
 */
export function findClasses(rows: readonly WrittenLabel[], name: string): string[] {
  const classes = labelsIn(rows, name);
  const areNumbers = classes.every((label) => /^-?\d+$/.test(label));
  return areNumbers ? classes.sort((a, b) => Number(a) - Number(b)) : classes.sort();
}

/**
 * The index of each row's class among the known ones.
 *
 * @throws {DataError} with the line of a class that is not known.
 */
export function numberLabels(
  rows: readonly WrittenLabel[],
  name: string,
  known: Classed,
): Uint32Array<ArrayBuffer> {
  const { classes, codes = [] } = known;
  const index = new Map([...codes.entries(), ...classes.entries()].map(([i, label]) => [label, i]));
  return Uint32Array.from(rows, ({ label, line }) => {
    const found = index.get(label);
    if (found !== undefined) return found;
    throw new DataError(
      `Cannot read ${name}: line ${line} has the class ${JSON.stringify(label)} and ` +
        `${known.name} only ${firstFew(known.classes)}, correct the line`,
    );
  });
}
