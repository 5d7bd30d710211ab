/**
 * Rows of numbers to predict, from a table.
 *
 * @module
 */
import { type Batch, DataError, NumberRows } from "../../datasets/mod.ts";
import { readNumbers } from "../../datasets/files/mod.ts";
import type { Question, Questions, RunModel } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { rowText } from "./data.ts";
import type { NumbersEncoding } from "./encoding.ts";

/** A row of numbers. */
export interface NumbersQuestion extends Question {
  /** Its numbers, in the order of the model's columns. */
  readonly values: readonly number[];
}

/** Rows to predict, from a table that has the columns of the model. */
export class NumbersQuestions implements Questions<NumbersQuestion, never> {
  readonly #encoding: NumbersEncoding;
  readonly #file: string | undefined;

  /** The rows of the file that the options of `predict` name, for the model of a run. */
  constructor({ encoding }: RunModel<NumbersEncoding>, { file }: OptionsOf<"predict">) {
    this.#encoding = encoding;
    this.#file = file;
  }

  /** Gives the rows as they come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<NumbersQuestion> {
    if (this.#file === undefined) return;
    const { columns } = this.#encoding;
    for await (const values of readNumbers(this.#file, columns)) {
      yield { shown: rowText(values, columns, 0), values };
    }
  }

  /** Some rows as one mini-batch, in their order. */
  batch(some: readonly NumbersQuestion[]): Batch {
    const { columns, scaling } = this.#encoding;
    const values = Float64Array.from(some.flatMap((one) => one.values));
    const set = { values, columns, labels: new Uint32Array(some.length) };
    const [batch] = new NumberRows(set, scaling).batches({ batch: some.length });
    return batch;
  }

  /** There are no words in a row; `predict` refuses to explain it before it asks. */
  explain(): Promise<never> {
    throw new DataError("Cannot explain a row: only words of texts are weighed, leave it out");
  }

  /** Never called. */
  explanationText(explanation: never): string {
    return explanation;
  }
}
