/**
 * Rows of numbers, as the commands know them.
 *
 * @module
 */
import { NumberRows } from "../../datasets/mod.ts";
import { loadNumbers, loadTestNumbers } from "../../datasets/files/mod.ts";
import { readEncoding, writeEncoding } from "../encoding_file.ts";
import type { Entering, Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
import { testSetOf } from "../run/test_set.ts";
import type { Watcher } from "../terminal/loading.ts";
import { checkColumns, loadOptions, prepareNumbers } from "./data.ts";
import { isNumbersEncoding, type NumbersEncoding } from "./encoding.ts";
import { buildNumbers, modelOptions } from "./model.ts";
import { NumbersQuestions } from "./questions.ts";

/** Rows of numbers. */
export const numbers: Modality<NumbersEncoding> = {
  kind: "numbers",
  ask: "give a table by --file, or on standard input",
  unit: "rows",
  one: "row",
  files: ["numbers"],
  prepare: prepareNumbers,
  build: buildNumbers,
  modelOptions,
  read: (run) => readEncoding(run, "numbers", isNumbersEncoding),
  write: (run, encoding) => writeEncoding(run, "numbers", encoding),
  size: ({ columns, classes }) => `${columns.length} columns, ${classes.length} classes`,
  entering,
  testSet,
  questions: (run, options) => new NumbersQuestions(run, options),
};

function entering({ numLayer }: OptionsOf<"train">, { columns }: NumbersEncoding): Entering {
  const blocks = Array.from({ length: numLayer }, (_, i) => i);
  return {
    sizes: blocks.map(() => ({ steps: 1 })),
    inputs: blocks.map((i) => ({ block: i + 1, takes: i === 0 ? columns : null })),
    table: "",
    note: `A row of ${columns.length} numbers.`,
  };
}

function testSet(
  run: RunModel<NumbersEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { path, options: own, encoding } = run;
  const { labelColumn = own.labelColumn } = options;
  return testSetOf(run, options, isOther, {
    isNamed: () => false,
    async readAll(table) {
      const known = { ...encoding, name: path };
      const form = { labelColumn, ...layoutBeside(own, options), onProgress };
      const { numbers, sources } = await loadTestNumbers(table, known, form);
      return { rows: numbers, sources };
    },
    readSet: (table, testData) => loadNumbers(table, { ...loadOptions(own), testData, onProgress }),
    check: ({ columns }, name) => checkColumns(encoding, columns, name),
    sourceOf: (numbers) => new NumberRows(numbers, encoding.scaling),
  });
}
