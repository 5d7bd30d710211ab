/**
 * Pairs of texts, as the commands know them: texts whose second text enters beside them.
 *
 * @module
 */
import { loadPairs, loadTestPairs } from "../../datasets/files/mod.ts";
import type { Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
import { placesOf } from "../options/places.ts";
import { PAIR_SET_NAMES } from "../options/sets.ts";
import { testSetOf } from "../run/test_set.ts";
import type { Watcher } from "../terminal/loading.ts";
import { rowsOf, type TextEncoding } from "../text/encoding.ts";
import { text } from "../text/modality.ts";
import { TextQuestions } from "../text/questions.ts";
import { examplesOf, loadOptions, preparePairs } from "./data.ts";
import { pairRows } from "./questions.ts";

/** Pairs of texts. */
export const pair: Modality<TextEncoding> = {
  ...text,
  ask: "give --text and --second, --file or lines with a tab between the texts on standard input",
  unit: "pairs",
  one: "pair",
  prepare: preparePairs,
  testSet,
  questions: (run, options) => new TextQuestions(run, pairRows(run, options)),
  check: undefined,
  unlabelled: undefined,
};

/** Labelled pairs: those that a run held out, or others. */
function testSet(
  run: RunModel<TextEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { path, options: own, encoding } = run;
  const { textColumn = own.textColumn, secondColumn = own.secondColumn } = options;
  const { labelColumn = own.labelColumn } = options;
  const here = { ...own, ...placesOf(own, options), textColumn, secondColumn, labelColumn };
  const asked = { ...loadOptions(here), ...layoutBeside(own, options), onProgress };
  return testSetOf(run, options, isOther, {
    isNamed: (name) => PAIR_SET_NAMES.includes(name),
    async readAll(file) {
      const known = { name: path, classes: encoding.classes };
      const { pairs, ...rest } = await loadTestPairs(file, known, asked);
      return { rows: pairs, ...rest };
    },
    readSet: (name, testData) => loadPairs(name, { ...asked, testData }),
    sourceOf: (pairs) => rowsOf(encoding, examplesOf(pairs)),
  });
}
