/**
 * How rows of numbers become what a net reads.
 *
 * @module
 */
import type { Standardization } from "../../datasets/mod.ts";
import type { Encoding } from "../encoding.ts";

/** The columns that a net reads, and how their numbers are scaled. */
export interface NumbersEncoding extends Encoding {
  /** Names of the columns, in their order. */
  readonly columns: readonly string[];
  /** Mean and deviation of each column in the training rows. */
  readonly scaling: Standardization;
}

/** Whether a value of JSON is an encoding of rows of numbers. */
export function isNumbersEncoding(value: unknown): value is NumbersEncoding {
  const { classes, columns, scaling } = (value ?? {}) as Record<string, unknown>;
  const isNames = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((name) => typeof name === "string");
  if (!isNames(classes) || !isNames(columns) || !columns.length) return false;
  const { mean, deviation } = (scaling ?? {}) as Record<string, unknown>;
  return [mean, deviation].every((list) =>
    Array.isArray(list) && list.length === columns.length && list.every(Number.isFinite)
  );
}
