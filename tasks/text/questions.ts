/**
 * Texts to predict, from the command line, a file, or standard input.
 *
 * @module
 */
import { type Batch, readTextRows, type TextRow } from "../../datasets/mod.ts";
import { readTexts } from "../../datasets/files/mod.ts";
import type { ExplainOptions, Question, Questions, RunModel } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { layoutBeside } from "../options/layout.ts";
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
  readonly #options: OptionsOf<"predict">;

  /** The texts that the options of `predict` name, for the model of a run. */
  constructor(run: RunModel<TextEncoding>, options: OptionsOf<"predict">) {
    this.#run = run;
    this.#options = options;
  }

  /** Gives the texts as they come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TextQuestion> {
    for await (const row of this.#rows()) yield { shown: row.text, row };
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

  async *#rows(): AsyncGenerator<TextRow> {
    const { options: own, encoding: { sideColumns } } = this.#run;
    const { text, file, textColumn } = this.#options;
    const sides = sideColumns.map(() => "");
    if (text !== undefined) {
      yield { text, sides };
    } else if (file !== undefined) {
      const named = (textColumn ?? own.textColumn)?.join(",");
      const layout = layoutBeside(own, this.#options);
      yield* readTexts(file, { textColumn: named, sideColumns, ...layout });
    } else {
      const input = { name: "standard input", format: "lines" } as const;
      // Who types and only presses Enter asks nothing; in a file a blank line has its answer.
      const isTyped = Deno.stdin.isTerminal();
      for await (const { text } of readTextRows(Deno.stdin.readable, input)) {
        if (!isTyped || text.trim() !== "") yield { text, sides };
      }
    }
  }
}
