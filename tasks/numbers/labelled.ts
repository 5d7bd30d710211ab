/**
 * Rows of numbers that a caller has in memory as rows that a net reads.
 *
 * @module
 */
import {
  type BatchSource,
  DataError,
  measureColumns,
  NumberRows,
  type Numbers,
  selectNumbers,
} from "../../datasets/mod.ts";
import { type Label, numberedLabels } from "../labels.ts";
import { type HoldOut, holdOut, type PreparedData } from "../parts.ts";
import type { NumbersEncoding } from "./encoding.ts";

/** A row of numbers to classify. */
export type NumbersInput = ArrayLike<number>;

/** Labelled rows of numbers. */
export interface LabelledNumbers {
  /** The rows, one number for each column. */
  readonly rows: readonly NumbersInput[];
  /** Names of the columns; their numbers, from 1, where absent. */
  readonly columns?: readonly string[];
  /** The class of each row. */
  readonly labels: ArrayLike<Label>;
}

/** How labelled rows are prepared; all of it has a default. */
export interface NumbersChoices extends HoldOut<LabelledNumbers> {
  /** Names of the classes, in their order; where absent those of the labels. */
  readonly classes?: readonly string[];
}

/**
 * Prepares labelled rows for training; columns are standardized by the rows that are learned from.
 *
 * @throws {DataError} When rows, labels and classes do not match, or too few rows are there to hold some out.
 */
export function prepareLabelled(
  data: LabelledNumbers,
  choices: NumbersChoices,
): PreparedData<NumbersEncoding> {
  const { classes, numbers } = numbersOf(data, choices.classes);
  const { columns } = numbers;
  const { train, held } = holdOut(numbers, choices, {
    unit: "rows",
    select: selectNumbers,
    read: (own: LabelledNumbers) => numbersOf(own, classes, columns).numbers,
  });
  const encoding = { classes, columns, scaling: measureColumns(train) };
  return {
    encoding,
    train: new NumberRows(train, encoding.scaling),
    held: held && new NumberRows(held, encoding.scaling),
  };
}

/**
 * Labelled rows of numbers as rows of a net that exists.
 *
 * @throws {DataError} When a label is none of the classes, or the rows have another width.
 */
export function labelledNumbers(
  { classes, columns, scaling }: NumbersEncoding,
  data: LabelledNumbers,
): BatchSource {
  return new NumberRows(numbersOf(data, classes, columns).numbers, scaling);
}

/**
 * Rows to answer as rows of a net that exists.
 *
 * @throws {DataError} When a row has another width, or holds something that is no number.
 */
export function numbersInputs(
  { columns, scaling }: NumbersEncoding,
  rows: readonly NumbersInput[],
): BatchSource {
  const labels = new Uint32Array(rows.length);
  return new NumberRows({ values: valuesOf(rows, columns.length), columns, labels }, scaling);
}

function numbersOf(
  { rows, columns, labels }: LabelledNumbers,
  known?: readonly string[],
  wanted?: readonly string[],
): { readonly classes: readonly string[]; readonly numbers: Numbers } {
  const of = { count: rows.length, unit: "rows", one: "row" };
  const { classes, labels: numbers } = numberedLabels(of, labels, known);
  const width = wanted?.length ?? columns?.length ?? rows[0].length;
  const names = wanted ?? columns ?? Array.from({ length: width }, (_, i) => String(i + 1));
  return { classes, numbers: { values: valuesOf(rows, width), columns: names, labels: numbers } };
}

function valuesOf(rows: readonly NumbersInput[], width: number): Float64Array<ArrayBuffer> {
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    const numbers = Array.from(row);
    if (numbers.length !== width || !numbers.every(Number.isFinite)) {
      throw new DataError(
        `Cannot use row ${i}: it holds ${numbers.length} values, give ${width} finite numbers`,
      );
    }
    values.set(numbers, i * width);
  });
  return values;
}
