/**
 * Rows of numbers, as the commands know them.
 *
 * @module
 */
import { NumberRows } from "../../datasets/mod.ts";
import { loadNumbers, loadTestNumbers } from "../../datasets/files/mod.ts";
import { readEncoding, writeEncoding } from "../encoding_file.ts";
import { renumberLabels } from "../labels.ts";
import type { Entering, Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
import { testOf } from "../parts.ts";
import { checkSources, learnedNotes } from "../run/sources.ts";
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

async function testSet(
  { path, options: own, encoding }: RunModel<NumbersEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { testData, labelColumn = own.labelColumn } = options;
  // A file by itself is its own test.
  const table = testData ?? (isOther ? options.dataset : undefined);
  if (table !== undefined) {
    const known = { ...encoding, name: path };
    const form = { labelColumn, ...layoutBeside(own, options), onProgress };
    const { numbers, sources } = await loadTestNumbers(table, known, form);
    const notes = await learnedNotes(path, own.testData, sources);
    return { name: table, notes, source: new NumberRows(numbers, encoding.scaling) };
  }
  const dataset = await loadNumbers(own.dataset, { ...loadOptions(own), onProgress });
  await checkSources(path, dataset.sources, "test");
  const { name, notes } = dataset;
  const test = testOf(dataset, "test on");
  checkColumns(encoding, test.columns, name);
  const rows = renumberLabels(test, dataset, encoding.classes, `test ${path} on ${name}`);
  return { name, notes, source: new NumberRows(rows, encoding.scaling) };
}
