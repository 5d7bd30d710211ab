/**
 * Texts, as the commands know them.
 *
 * @module
 */
import type { ModelOptions, TextModel } from "../../models/mod.ts";
import { DataError, type TextRows } from "../../datasets/mod.ts";
import { loadTestRows, loadText } from "../../datasets/files/mod.ts";
import type { Modality, RunModel, TestSet } from "../modality.ts";
import { layoutBeside } from "../options/layout.ts";
import { placesOf } from "../options/places.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { TEXT_SET_NAMES } from "../options/sets.ts";
import { runPath } from "../run/folder.ts";
import { testSetOf } from "../run/test_set.ts";
import { count } from "../terminal/figures.ts";
import type { Watcher } from "../terminal/loading.ts";
import { encodingOf, loadOptions, prepareText } from "./data.ts";
import { rowsOf, type TextEncoding, unlabelled } from "./encoding.ts";
import { entering } from "./entering.ts";
import { equilibriumOptions } from "./equilibrium.ts";
import { buildText, modelOptions } from "./model.ts";
import { TextQuestions, textRows } from "./questions.ts";
import { readVocabulary, writeVocabulary } from "./vocabulary_file.ts";
import { returnsOf } from "./words.ts";

/** Texts. */
export const text: Modality<TextEncoding> = {
  kind: "text",
  ask: "give --text, --file or lines on standard input",
  unit: "texts",
  one: "text",
  files: ["vocabulary"],
  prepare: prepareText,
  build: buildText,
  modelOptions: (options, encoding, rows) => {
    const name = baseModel(options.model);
    if (isEquilibrium(name)) return equilibriumOptions(options, encoding);
    // Models of texts read texts; which of them it is, is not known to the compiler.
    const tableDecay = rows && returnsOf(options, (rows as TextRows).set);
    return modelOptions(name as TextModel, options, encoding, { tableDecay }) as ModelOptions;
  },
  write: writeVocabulary,
  entering,
  testSet,
  size: ({ vocabulary, classes }) => `${count(vocabulary.size)} words, ${classes.length} classes`,
  questions: (run, options) => new TextQuestions(run, textRows(run, options)),

  read: async (run, options) => encodingOf(options, await readVocabulary(run)),
  check: checkColumns,

  async unlabelled({ options, encoding }, onProgress) {
    const dataset = await loadText(options.dataset, {
      ...loadOptions(options, encoding.sideColumns),
      onProgress,
    });
    const texts = dataset.unlabelled?.texts;
    if (!texts?.length) return null;
    const rows = texts.map((text) => ({ text, sides: [] }));
    return { name: dataset.name, source: rowsOf(encoding, unlabelled(rows, [])) };
  },
};

/** Refuses a run that lacks the words of a column which its options ask for. */
function checkColumns(
  run: string,
  { sameEmb }: OptionsOf<"train">,
  { columns, sideColumns }: TextEncoding,
): void {
  const missing = sameEmb ? undefined : sideColumns.find((name) => !columns.has(name));
  if (missing === undefined) return;
  throw new DataError(
    `Cannot read ${runPath(run, "vocabulary")}: it has no words of the column "${missing}", ` +
      "take another copy or train again",
  );
}

/** Labelled texts: those that a run held out, or others. */
function testSet(
  run: RunModel<TextEncoding>,
  options: OptionsOf<"eval">,
  isOther: boolean,
  onProgress: Watcher,
): Promise<TestSet> {
  const { path, options: own, encoding } = run;
  const { textColumn = own.textColumn, labelColumn = own.labelColumn } = options;
  const here = { ...own, ...placesOf(own, options), textColumn, labelColumn };
  const asked = {
    ...loadOptions(here, encoding.sideColumns),
    ...layoutBeside(own, options),
    onProgress,
  };
  return testSetOf(run, options, isOther, {
    isNamed: (name) => TEXT_SET_NAMES.includes(name),
    async readAll(file) {
      const known = { name: path, classes: encoding.classes };
      const { examples, sources } = await loadTestRows(file, known, asked);
      return { rows: examples, sources };
    },
    readSet: (name, testData) => loadText(name, { ...asked, testData }),
    sourceOf: (examples) => rowsOf(encoding, examples),
  });
}
