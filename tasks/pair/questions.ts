/**
 * Pairs of texts to predict, from the command line, a file, or standard input.
 *
 * @module
 */
import { DataError, type TextRow } from "../../datasets/mod.ts";
import { loadPairRows } from "../../datasets/files/mod.ts";
import type { RunModel } from "../modality.ts";
import { layoutBeside } from "../options/layout.ts";
import type { OptionsOf } from "../options/options.ts";
import { OptionError } from "../options/value.ts";
import type { TextEncoding } from "../text/encoding.ts";
import { typedLines } from "../text/questions.ts";
import { textColumns } from "./data.ts";

/**
 * The pairs that the options of `predict` name, each a text with the second text as its cell.
 *
 * @throws {OptionError} when one of the two texts is missing
 * @throws {DataError} when a line has not two texts
 */
export async function* pairRows(
  { options: own }: RunModel<TextEncoding>,
  options: OptionsOf<"predict">,
): AsyncGenerator<TextRow> {
  const { text, second, file } = options;
  if (file !== undefined) {
    const { textColumn = own.textColumn, secondColumn = own.secondColumn } = options;
    const columns = textColumns({ textColumn, secondColumn });
    const rows = loadPairRows(file, { ...columns, ...layoutBeside(own, options) });
    for await (const { first, second } of rows) yield { text: first, sides: [second] };
  } else if (text !== undefined || second !== undefined) {
    yield { text: given("text", text), sides: [given("second", second)] };
  } else {
    for await (const { text, line } of typedLines()) yield rowOf(text, line);
  }
}

/** A text of a pair that is there. */
function given(name: "text" | "second", text: string | undefined): string {
  if (text !== undefined && text.trim() !== "") return text;
  throw new OptionError(
    `Cannot predict: --${name} is ${
      text === undefined ? "missing" : "empty"
    } and the model reads ` +
      "pairs of texts, give both --text and --second",
  );
}

/** The pair of a line. */
function rowOf(text: string, line: number): TextRow {
  const parts = text.split("\t");
  if (parts.length === 2 && parts.every((part) => part.trim() !== "")) {
    return { text: parts[0], sides: [parts[1]] };
  }
  throw new DataError(
    `Cannot read standard input: line ${line} is no pair, give two texts with a tab between them`,
  );
}
