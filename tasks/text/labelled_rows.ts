/**
 * Texts that a caller has in memory as rows that a net reads.
 *
 * @module
 */
import { type BatchSource, DataError, selectRows, Vocabulary } from "../../datasets/mod.ts";
import { OWN_TEXTS } from "../loop/own_data.ts";
import { type HoldOut, holdOut, type PreparedData } from "../parts.ts";
import { rowsOf, type TextEncoding, unlabelled } from "./encoding.ts";
import { examplesOf, type LabelledTexts } from "./labelled.ts";

/** A text, with the cells of the columns that a net also reads, if it reads any. */
export type TextInput = string | {
  /** The text. */
  readonly text: string;
  /** Cells by column. */
  readonly columns: Readonly<Record<string, string>>;
};

/** How labelled texts are prepared; all of it has a default. */
export interface TextChoices extends HoldOut<LabelledTexts> {
  /** Names of the classes, in their order; where absent those of the labels. */
  readonly classes?: readonly string[];
  /** Words of a text that are read, its first ones; 400 where absent. */
  readonly maxLen?: number;
  /** Words with a row of their own, with one for padding and one for all others; 30,000 where absent. */
  readonly vocabularySize?: number;
  /**
   * What the word vectors of a net of blocks begin with: what counts in training texts tell of the classes, where
   * absent, or draws alone.
   */
  readonly firstVectors?: "drawn" | "counts";
}

/**
 * Prepares labelled texts for training.
 *
 * @throws {DataError} When texts, labels and classes do not match, or too few texts are there to hold some out.
 */
export function prepareTexts(
  data: LabelledTexts,
  choices: TextChoices,
): PreparedData<TextEncoding> {
  const { classes, examples } = examplesOf(data, choices.classes);
  const { train, held } = holdOut(examples, choices, {
    unit: "texts",
    select: selectRows,
    read: (own: LabelledTexts) => examplesOf(own, classes).examples,
  });
  const { maxLen = OWN_TEXTS.maxLen, vocabularySize: size } = choices;
  const columns = train.columns ?? new Map<string, readonly string[]>();
  const sideColumns = [...columns.keys()];
  const encoding: TextEncoding = {
    vocabulary: Vocabulary.build([...train.texts, ...[...columns.values()].flat()], { size }),
    columns: new Map(),
    classes,
    dim: null,
    inputs: [{ from: 0, to: maxLen }, ...sideColumns.map((column) => ({ column }))],
    sideColumns,
    maxLen,
    bucket: true,
  };
  return { encoding, train: rowsOf(encoding, train), held: held && rowsOf(encoding, held) };
}

/**
 * Labelled texts as rows of a net that exists.
 *
 * @throws {DataError} When a label is none of the classes, or texts and labels do not match.
 */
export function labelledRows(encoding: TextEncoding, data: LabelledTexts): BatchSource {
  return rowsOf(encoding, examplesOf(data, encoding.classes).examples);
}

/**
 * Texts to answer as rows of a net that exists.
 *
 * @throws {DataError} When something is no text, or lacks a column that the net reads.
 */
export function inputRows(encoding: TextEncoding, inputs: readonly TextInput[]): BatchSource {
  const rows = inputs.map((input, row) => {
    const { text, columns = {} } = typeof input === "string" ? { text: input } : input ?? {};
    const sides = encoding.sideColumns.map((column) => columns[column]);
    const missing = encoding.sideColumns.find((_, i) => typeof sides[i] !== "string");
    if (typeof text === "string" && missing === undefined) return { text, sides };
    const state = missing === undefined ? "it is no text" : `it has no column ${missing}`;
    throw new DataError(
      `Cannot answer text ${row}: ${state}, give a string` +
        (encoding.sideColumns.length ? ", or { text, columns } with the columns " : "") +
        encoding.sideColumns.join(", "),
    );
  });
  return rowsOf(encoding, unlabelled(rows, encoding.sideColumns));
}
