/**
 * Pairs of texts, as the commands know them: texts whose second text enters beside them.
 *
 * @module
 */
import { loadPairs, loadTestPairs, PAIR_SETS } from "../../datasets/files/mod.ts";
import { renumberLabels } from "../labels.ts";
import type { Modality, RunModel, TestSet } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
import { placesOf } from "../options/places.ts";
import { testOf } from "../parts.ts";
import { checkSources, learnedNotes } from "../run/sources.ts";
import type { Watcher } from "../terminal/loading.ts";
import { rowsOf, type TextEncoding } from "../text/encoding.ts";
import { text } from "../text/modality.ts";
import { TextQuestions } from "../text/questions.ts";
import { examplesOf, loadOptions, preparePairs, textColumns } from "./data.ts";
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

/** Labelled pairs: those that a run held out, which must be the same still, or others. */
async function testSet(
  { path, options: own, encoding }: RunModel<TextEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { textColumn = own.textColumn, secondColumn = own.secondColumn } = options;
  const { labelColumn = own.labelColumn } = options;
  const asked = {
    ...loadOptions({ ...own, ...placesOf(own, options) }),
    ...layoutBeside(own, options),
    ...textColumns({ textColumn, secondColumn }),
    labelColumn,
    onProgress,
  };
  const name = isOther ? options.dataset : own.dataset;
  const isNamed = PAIR_SETS.some((set) => set.name === name);
  const file = options.testData ?? (isOther && !isNamed ? name : undefined);
  if (file !== undefined) {
    const known = { name: path, classes: encoding.classes };
    const { pairs, sources, notes } = await loadTestPairs(file, known, asked);
    const learned = await learnedNotes(path, own.testData, sources);
    return {
      name: file,
      notes: [...notes, ...learned],
      source: rowsOf(encoding, examplesOf(pairs)),
    };
  }
  const dataset = await loadPairs(name, {
    ...asked,
    testData: isOther ? undefined : own.testData,
  });
  if (!isOther) await checkSources(path, dataset.sources, "test");
  const test = testOf(dataset, "test on");
  const pairs = renumberLabels(test, dataset, encoding.classes, `test ${path} on ${name}`);
  return { name, notes: dataset.notes, source: rowsOf(encoding, examplesOf(pairs)) };
}
