/**
 * Texts to predict, from the command line, a file, or standard input.
 *
 * @module
 */
import { type Batch, readTextRows, type TextRow, type Vocabulary } from "../../datasets/mod.ts";
import { readTexts } from "../../datasets/files/mod.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import type { ExplainOptions, Question, Questions, RunModel } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
import { readsPairs } from "../options/sets.ts";
import { OptionError, quote } from "../options/value.ts";
import { rowsOf, type TextEncoding, unlabelled } from "./encoding.ts";
import { explain, type Explanation } from "./explain.ts";
import { explanationText, outputScreen } from "./explain_text.ts";

/** A text, with the cells of the columns that a model also takes. */
export interface TextQuestion extends Question {
  /** The text and its cells. */
  readonly row: TextRow;
}

/** Texts to predict; the cells of columns that a model also takes come from files, and are empty otherwise. */
export class TextQuestions implements Questions<TextQuestion, Explanation> {
  readonly #run: RunModel<TextEncoding>;
  readonly #rows: AsyncIterable<TextRow>;

  /** Texts for the model of a run, from where `rows` come. */
  constructor(run: RunModel<TextEncoding>, rows: AsyncIterable<TextRow>) {
    this.#run = run;
    this.#rows = rows;
  }

  /** Gives the texts as they come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TextQuestion> {
    const { encoding } = this.#run;
    for await (const row of this.#rows) {
      const remark = knowsAny(encoding, row) ? undefined : NO_WORD;
      yield { shown: shownText(this.#run, row), row, remark };
    }
  }

  /** Some texts as one mini-batch, in their order. */
  batch(some: readonly TextQuestion[]): Batch {
    const { encoding } = this.#run;
    const rows = some.map(({ row }) => row);
    const [batch] = rowsOf(encoding, unlabelled(rows, encoding.sideColumns))
      .batches({ batch: rows.length });
    return batch;
  }

  /** The effect of each word of a text on the answer. */
  explain({ row }: TextQuestion, how: ExplainOptions): Promise<Explanation> {
    return explain(this.#run, row, how);
  }

  /** An explanation as text, a line for each word. */
  explanationText(explanation: Explanation): string {
    return explanationText(explanation, outputScreen());
  }
}

/** Such texts are all one to a model. */
const NO_WORD = "no word of it is known to the model";

/** Whether a text or a cell beside it has a word with a row of its own. */
function knowsAny({ vocabulary, columns, sideColumns }: TextEncoding, { text, sides }: TextRow) {
  const knows = (words: Vocabulary, text: string) =>
    words.wordsOf(text).some((word) => words.has(word));
  return knows(vocabulary, text) ||
    sides.some((cell, i) => knows(columns.get(sideColumns[i]) ?? vocabulary, cell));
}

/** A text in the form that a person reads; the cells of a pair belong to it. */
function shownText({ options }: RunModel<TextEncoding>, { text, sides }: TextRow): string {
  return readsPairs(options) ? [text, ...sides].join(" | ") : text;
}

/** The texts that the options of `predict` name, for the model of a run. */
export async function* textRows(
  { options: own, encoding: { sideColumns } }: RunModel<TextEncoding>,
  options: OptionsOf<"predict">,
): AsyncGenerator<TextRow> {
  const { text, second, file, textColumn } = options;
  const sides = sideColumns.map(() => "");
  checkTable(options);
  if (second !== undefined) {
    throw new OptionError(
      `Cannot read --second ${quote(second)}: the model reads no pairs of texts, leave it out`,
    );
  }
  if (text !== undefined) {
    yield { text, sides };
  } else if (file !== undefined) {
    const named = (textColumn ?? own.textColumn)?.join(",");
    const layout = layoutBeside(own, options);
    yield* readTexts(file, { textColumn: named, sideColumns, ...layout });
  } else {
    for await (const { text } of typedLines()) yield { text, sides };
  }
}

/** Refuses options that say how a table is written, where texts come from none. */
function checkTable({ file, textColumn, delimiter, header }: OptionsOf<"predict">): void {
  if (file !== undefined && formatOfName(file)) return;
  const name = textColumn ? "text-column" : delimiter !== undefined ? "delimiter" : "no-header";
  if (name === "no-header" && header) return;
  const [beside, state] = file === undefined
    ? ["without --file", "it is for a table"]
    : [`with --file ${quote(file)}`, "each of its lines is a text"];
  throw new OptionError(
    `Cannot use --${name} ${beside}: ${state}, leave it out or give a file whose name ends in .csv, ` +
      ".tsv or .jsonl",
  );
}

/** The lines of standard input, counted from 1. */
export async function* typedLines(): AsyncGenerator<{ line: number; text: string }> {
  const input = { name: "standard input", format: "lines" } as const;
  // Who types and only presses Enter asks nothing; in a file a blank line has its answer.
  const isTyped = Deno.stdin.isTerminal();
  let line = 0;
  for await (const { text } of readTextRows(Deno.stdin.readable, input)) {
    line++;
    if (!isTyped || text.trim() !== "") yield { line, text };
  }
}
