/**
 * Brings a table of numbers into the form that training takes.
 *
 * @module
 */
import {
  DataError,
  measureColumns,
  NumberRows,
  type Numbers,
  selectNumbers,
} from "../../datasets/mod.ts";
import { loadNumbers, type NumberLoadOptions } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { readFold } from "../options/fold.ts";
import { withClassWeights } from "../options/class_weight.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutOf } from "../options/layout.ts";
import { partsOf } from "../parts.ts";
import { partKeys, repeatedNotes } from "../run/repeated.ts";
import type { Watcher } from "../terminal/loading.ts";
import type { NumbersEncoding } from "./encoding.ts";
import { buildNumbers } from "./model.ts";

/**
 * Loads and prepares what the options of `train` name.
 *
 * @param known Classes, columns and scaling of a saved model, which stay as they are
 * @throws {DataError} when the data cannot be read, or have a class or columns that the saved model does not know
 */
export async function prepareNumbers(
  options: OptionsOf<"train">,
  onProgress: Watcher,
  known?: NumbersEncoding,
): Promise<Prepared<NumbersEncoding>> {
  const dataset = await loadNumbers(options.dataset, {
    ...loadOptions(options),
    valData: options.valData,
    onProgress,
  });
  const classes = known?.classes ?? dataset.classes;
  const { train, validation, test } = partsOf(dataset, selectNumbers, { ...options, classes });
  const { columns } = train;
  const encoding = known ?? { classes, columns, scaling: measureColumns(train) };
  checkColumns(encoding, columns, dataset.name);
  const { scaling } = encoding;
  const weighed = withClassWeights(options, train, classes);
  const keys = partKeys(options, { ...dataset, test }, keysOf);
  return {
    dataset: { ...dataset, notes: [...dataset.notes, ...repeatedNotes(keys, "rows")] },
    encoding,
    train: new NumberRows(train, scaling),
    validation: new NumberRows(validation, scaling),
    test: new NumberRows(test, scaling),
    isAugmented: false,
    size: `${columns.length} columns`,
    lines: [],
    facts: { columns, scaling },
    build: (device) => buildNumbers(device, weighed, encoding),
    shown: (row) => rowText(test.values, columns, row),
  };
}

/** The numbers of each row, as texts. */
function keysOf({ values, columns: { length } }: Numbers): string[] {
  return Array.from(
    { length: values.length / length },
    (_, i) => values.subarray(i * length, (i + 1) * length).join(),
  );
}

/** Where the options of a run say that its rows are. */
export function loadOptions(options: OptionsOf<"train">): NumberLoadOptions {
  const { seed, testData, labelColumn, groupColumn } = options;
  const fold = readFold(options.fold);
  return { seed, testData, fold, labelColumn, groupColumn, ...layoutOf(options) };
}

/**
 * Refuses rows whose columns are not those of a model.
 *
 * @throws {DataError} when they differ
 */
export function checkColumns(
  encoding: NumbersEncoding,
  columns: readonly string[],
  name: string,
): void {
  if (columns.join("\n") === encoding.columns.join("\n")) return;
  throw new DataError(
    `Cannot read ${name}: its columns are ${columns.join(", ")} and the model reads ` +
      `${encoding.columns.join(", ")}, give a table of these`,
  );
}

/** A row in the form that a person reads. */
export function rowText(
  values: ArrayLike<number>,
  columns: readonly string[],
  row: number,
): string {
  return columns.map((name, i) => `${name} ${values[row * columns.length + i]}`).join(", ");
}
