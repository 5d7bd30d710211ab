/**
 * Rows of numbers to predict, from a table.
 *
 * @module
 */
import { type Batch, NumberRows } from "../../datasets/mod.ts";
import { Ledger } from "../../datasets/files/ledger.ts";
import { readPlain } from "../../datasets/files/place.ts";
import { eachNumberRow } from "../../datasets/numbers/read_numbers.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import type { TableLayout } from "../../datasets/mod.ts";
import type { Question, Questions, RunModel } from "../modality.ts";
import { layoutBeside } from "../options/layout.ts";
import type { OptionsOf } from "../options/options.ts";
import { rowText } from "./data.ts";
import type { NumbersEncoding } from "./encoding.ts";

/** A row of numbers. */
export interface NumbersQuestion extends Question {
  /** Its numbers, in the order of the model's columns. */
  readonly values: Float64Array;
}

/** Rows to predict, from a table that has the columns of the model. */
export class NumbersQuestions implements Questions<NumbersQuestion> {
  readonly #encoding: NumbersEncoding;
  readonly #file: string | undefined;
  readonly #layout: TableLayout;

  /** The rows of the file that the options of `predict` name, for the model of a run. */
  constructor(
    { encoding, options: own }: RunModel<NumbersEncoding>,
    options: OptionsOf<"predict">,
  ) {
    this.#encoding = encoding;
    this.#file = options.file;
    this.#layout = layoutBeside(own, options);
  }

  /** Gives the rows of the table, which is standard input where no file is named. */
  async *[Symbol.asyncIterator](): AsyncGenerator<NumbersQuestion> {
    const { columns } = this.#encoding;
    const name = this.#file ?? "standard input";
    const content = this.#file === undefined
      ? Deno.stdin.readable
      : readPlain(this.#file, new Ledger());
    const form = { name, format: formatOfName(name), ...this.#layout };
    for await (const { values } of eachNumberRow(content, columns, form)) {
      yield { shown: rowText(values, columns, 0), values };
    }
  }

  /** Some rows as one mini-batch, in their order. */
  batch(some: readonly NumbersQuestion[]): Batch {
    const { columns, scaling } = this.#encoding;
    const values = Float64Array.from(some.flatMap((one) => [...one.values]));
    const set = { values, columns, labels: new Uint32Array(some.length) };
    const [batch] = new NumberRows(set, scaling).batches({ batch: some.length });
    return batch;
  }
}
