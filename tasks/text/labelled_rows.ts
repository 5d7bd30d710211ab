/**
 * Texts that a caller has in memory as rows that a net reads.
 *
 * @module
 */
import {
  type BatchSource,
  DataError,
  type Examples,
  splitExamples,
  Vocabulary,
} from "../../datasets/mod.ts";
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
export interface TextChoices {
  /** Names of the classes, in their order; where absent those of the labels. */
  readonly classes?: readonly string[];
  /**
   * Texts by which the epoch and the threshold of leaving early are chosen, or the share of the training
   * texts that is held out for it; 0 for none. Where absent a tenth, or none where there are too few texts.
   */
  readonly validation?: LabelledTexts | number;
  /** Words of a text that are read, its first ones; 256 where absent. */
  readonly maxLen?: number;
  /** Words with a row of their own, with one for padding and one for all others; 30,000 where absent. */
  readonly vocabularySize?: number;
  /** Seed of the hold-out; 1 where absent. */
  readonly seed?: number;
}

/** Rows to train on, and how they came about. */
export interface PreparedTexts {
  /** How texts become what a net reads. */
  readonly encoding: TextEncoding;
  /** What is learned from. */
  readonly train: BatchSource;
  /** What epochs are chosen by. */
  readonly held: BatchSource | null;
}

/**
 * Prepares labelled texts for training.
 *
 * @throws {DataError} When texts, labels and classes do not match, or too few texts are there to hold some out.
 */
export function prepareTexts(data: LabelledTexts, choices: TextChoices): PreparedTexts {
  const { classes, examples } = examplesOf(data, choices.classes);
  const { train, held } = parts(examples, classes, choices);
  const { maxLen = 256, vocabularySize: size } = choices;
  const encoding: TextEncoding = {
    vocabulary: Vocabulary.build(train.texts, { size }),
    columns: new Map(),
    classes,
    dim: null,
    inputs: [{ from: 0, to: maxLen }],
    sideColumns: [],
    maxLen,
    bucket: true,
  };
  return { encoding, train: rowsOf(encoding, train), held: held && rowsOf(encoding, held) };
}

/** What is learned from, and what is held out. */
interface Parts {
  readonly train: Examples;
  readonly held: Examples | null;
}

function parts(
  examples: Examples,
  classes: readonly string[],
  { validation, seed = 1 }: TextChoices,
): Parts {
  const share = validation ?? 0.1;
  if (typeof share === "object" && share !== null) {
    return { train: examples, held: examplesOf(share, classes).examples };
  }
  if (share === 0) return { train: examples, held: null };
  if (!(share > 0 && share < 1)) {
    throw new DataError(
      `Cannot hold out a share of ${share} for validation: give a number from 0 up to, not ` +
        "including, 1, or texts",
    );
  }
  try {
    const { train, validation: held } = splitExamples(examples, seed, share);
    return { train, held };
  } catch (cause) {
    if (validation === undefined) return { train: examples, held: null };
    throw new DataError(
      `Cannot hold out a share of ${share} of ${examples.texts.length} texts for validation: ` +
        "one part would be empty, give more texts, validation texts of your own, or validation: 0",
      { cause },
    );
  }
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
