/**
 * How texts and columns become the word numbers that a net reads.
 *
 * @module
 */
import {
  DataError,
  type Encoded,
  type Examples,
  keptTokens,
  sliceTokens,
  type TextRow,
  TextRows,
  type Tokens,
  UNKNOWN,
  type Vocabulary,
} from "../../datasets/mod.ts";
import type { BlockInput, Encoding } from "../encoding.ts";

/** Batches of a window in which training puts texts of like length together. */
export const BUCKET_WINDOW = 16;

/** The words and classes that the rows of a model stand for. */
export interface Words extends Encoding {
  /** Its words. */
  readonly vocabulary: Vocabulary;
  /** Words of the columns that enter as side inputs, by column; other columns have the words of the text. */
  readonly columns: ReadonlyMap<string, Vocabulary>;
  /** Width of the word vectors that training started from; null where it started from none. */
  readonly dim: number | null;
}

/** How texts become the inputs of a net. */
export interface TextEncoding extends Words {
  /** The input of each block, counted from 0. */
  readonly inputs: readonly (BlockInput | undefined)[];
  /** The columns among these inputs, each once. */
  readonly sideColumns: readonly string[];
  /** Words of a text that are read. */
  readonly maxLen: number;
  /** Whether training puts texts of like length together. */
  readonly bucket: boolean;
  /** Share of the words of training texts that are taken for unknown ones; 0 where absent. */
  readonly dropWords?: number;
  /** Whether words without a row of their own are left out, so that the words behind them move up. */
  readonly knownOnly?: boolean;
}

/**
 * Turns texts and columns into the word numbers that a run takes at each block, for training and
 * prediction alike.
 *
 * @param onText Called after each text with the number of texts done.
 * @throws {DataError} when the examples lack a column that the run takes
 */
export function encodeExamples(
  encoding: TextEncoding,
  examples: Examples,
  onText?: (done: number) => void,
): Encoded {
  const { vocabulary, columns, inputs, maxLen, knownOnly } = encoding;
  // Of known words the first ones are counted once the others are gone.
  const most = knownOnly ? Infinity : maxLen;
  const kept = (tokens: Tokens): Tokens =>
    knownOnly ? keptTokens(tokens, { maxLen, keeps: (id) => id !== UNKNOWN }) : tokens;
  const { labels } = examples;
  const whole = { ...kept(vocabulary.encode(examples, most, onText)), labels };
  if (inputs.slice(1).every((input) => input === undefined)) return whole;
  const [first, ...sides] = inputs.map((input) => {
    if (!input) return undefined;
    if ("from" in input) return sliceTokens(whole, input.from, input.to);
    const texts = examples.columns?.get(input.column);
    if (!texts) {
      throw new DataError(
        `Cannot encode texts: the model also takes the column ${input.column} and they have none, ` +
          `give a CSV, TSV or JSON-lines file that has it`,
      );
    }
    return kept((columns.get(input.column) ?? vocabulary).encodeSide(texts, most));
  });
  return { ...first!, labels, sides: [undefined, ...sides] };
}

/**
 * Examples as rows of word numbers, which can be cut into mini-batches.
 *
 * @param onText Called after each text with the number of texts done.
 */
export function rowsOf(
  encoding: TextEncoding,
  examples: Examples,
  onText?: (done: number) => void,
): TextRows {
  const { maxLen, bucket, dropWords } = encoding;
  const window = bucket ? BUCKET_WINDOW : 1;
  return new TextRows(encodeExamples(encoding, examples, onText), { maxLen, window, dropWords });
}

/** Texts to predict as examples, whose labels are all 0 and mean nothing. */
export function unlabelled(rows: readonly TextRow[], columns: readonly string[]): Examples {
  const texts = rows.map(({ text }) => text);
  const labels = new Uint32Array(rows.length);
  if (rows.some(({ sides }) => sides.length < columns.length)) return { texts, labels };
  const cells = columns.map((name, k) => [name, rows.map(({ sides }) => sides[k])] as const);
  return { texts, labels, columns: new Map(cells) };
}
