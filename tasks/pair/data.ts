/**
 * Brings pairs of texts into the form that training takes: texts with a column, the second text.
 *
 * @module
 */
import type { Examples, Pairs } from "../../datasets/mod.ts";
import { loadPairs, type PairLoadOptions } from "../../datasets/files/mod.ts";
import type { Prepared } from "../modality.ts";
import { readFold } from "../options/fold.ts";
import { layoutOf } from "../options/layout.ts";
import type { OptionsOf } from "../options/options.ts";
import { SECOND } from "../options/sides.ts";
import { OptionError } from "../options/value.ts";
import type { Watcher } from "../terminal/loading.ts";
import { prepareRows } from "../text/data.ts";
import type { TextEncoding, Words } from "../text/encoding.ts";

/**
 * Loads and prepares what the options of `train` name.
 *
 * @param known Words and classes of a saved model, which keep their numbers
 * @throws {DataError} when the data cannot be read or have a class that the saved model does not know
 */
export async function preparePairs(
  options: OptionsOf<"train">,
  onProgress: Watcher,
  known?: Words,
): Promise<Prepared<TextEncoding>> {
  const { train, validation, test, ...dataset } = await loadPairs(options.dataset, {
    ...loadOptions(options),
    valData: options.valData,
    onProgress,
  });
  const examples = {
    train: examplesOf(train),
    ...(validation && { validation: examplesOf(validation) }),
    test: test && examplesOf(test),
    unlabelled: null,
  };
  const source = { dataset: { ...dataset, ...examples }, joined: [SECOND] };
  return await prepareRows(options, source, onProgress, known);
}

/** Pairs as texts with a column. */
export function examplesOf({ first, second, ...labelled }: Pairs): Examples {
  return { texts: [...first], ...labelled, columns: new Map([[SECOND, second]]) };
}

/** Options that name the columns of pairs. */
type Columns = Pick<OptionsOf<"eval">, "textColumn" | "secondColumn">;

/**
 * The columns of the texts, where the options name them.
 *
 * @throws {OptionError} when the first text is to be put together of several columns
 */
export function textColumns({ textColumn, secondColumn }: Columns): {
  readonly firstColumn?: string;
  readonly secondColumn?: string;
} {
  if (textColumn && textColumn.length > 1) {
    throw new OptionError(
      `Cannot read --text-column ${textColumn}: it is the column of the first text of a pair, give ` +
        "one, and the other by --second-column",
    );
  }
  return { firstColumn: textColumn?.[0], secondColumn };
}

/** Where the options of a run say that its pairs are. */
export function loadOptions(options: OptionsOf<"train">): PairLoadOptions {
  const { seed, dataDir, cacheDir, offline, testData, labelColumn, groupColumn } = options;
  const fold = readFold(options.fold);
  const places = { seed, dataDir, cacheDir, offline, testData, fold };
  return { ...places, labelColumn, groupColumn, ...textColumns(options), ...layoutOf(options) };
}
