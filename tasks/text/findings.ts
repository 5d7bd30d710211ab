/**
 * What is found out about the words of a data set, for people and for the run folder.
 *
 * @module
 */
import { Batches, type Encoded, Vocabulary, type WordVectors } from "../../datasets/mod.ts";
import type { Prepared } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { count, percent } from "../terminal/figures.ts";
import { BUCKET_WINDOW, type TextEncoding } from "./encoding.ts";

/** Shares of a training pass's positions that are padding, in [0, 1]. */
export interface Padding {
  /** With texts in any order. */
  readonly plain: number;
  /** With texts of like length in a batch. */
  readonly bucketed: number;
}

/** Shares of the words of rows that have no row of their own in the vocabulary, in [0, 1]. */
export interface Unknown {
  /** Of the rows that choose the best epoch. */
  readonly validation: number;
  /** Of the test rows. */
  readonly test: number;
}

/** The greatest share of unknown words that is passed over without a remark. */
const MOST_UNKNOWN = 0.5;

/** The shares of unknown words of rows to validate and to test. */
export function unknownIn(validation: Encoded, test: Encoded): Unknown {
  return {
    validation: Vocabulary.unknownShare(validation),
    test: Vocabulary.unknownShare(test),
  };
}

/** A remark where most words are unknown. */
export function unknownNotes({ validation, test }: Unknown): string[] {
  if (Math.max(validation, test) <= MOST_UNKNOWN) return [];
  return [
    "most words of the rows to validate or test are unknown, so that there is little to answer by: " +
    "check that the text column is right and that its words stand apart, or raise --vocab-size",
  ];
}

/** What is found out about the words of a data set. */
export interface Findings {
  /** The word vectors that training starts from, or null. */
  readonly vectors: WordVectors | null;
  /** The padding of the first epoch; null where all texts are filled up to one length. */
  readonly padding: Padding | null;
  /** Words without a row. */
  readonly unknown: Unknown;
}

/** What is said of the words, in words for people and in numbers for the run folder. */
export function findingsText(
  { vectors, padding, unknown }: Findings,
  bucket: boolean,
): Pick<Prepared<TextEncoding>, "lines" | "facts"> {
  const { validation, test } = unknown;
  return {
    lines: [
      ...(vectors ? [["vectors", coverage(vectors)] as const] : []),
      ...(padding ? [["padding", paddingText(padding, bucket)] as const] : []),
      ["unknown", `${percent(validation)} of the words to validate, ${percent(test)} to test`],
    ],
    facts: {
      ...(padding && { padding }),
      unknown,
      vectors: vectors && { dim: vectors.dim, found: vectors.found, coverage: vectors.coverage },
    },
  };
}

function coverage({ dim, found, coverage }: WordVectors): string {
  return `${dim} numbers a word, ${count(found)} words found: ${percent(coverage.types)} of the ` +
    `vocabulary, ${percent(coverage.tokens)} of the training words`;
}

function paddingText({ plain, bucketed }: Padding, bucket: boolean): string {
  return `${percent(plain)} of the positions of training batches` +
    (bucket ? `, ${percent(bucketed)} with texts of like length together` : "");
}

/** The padding of the first epoch. */
export function paddingOf(
  train: Encoded,
  { batchTrain: batch, maxLen, seed }: OptionsOf<"train">,
): Padding {
  const options = { batch, maxLen, shuffle: { seed, epoch: 1 } };
  return {
    plain: new Batches(train, options).padding(),
    bucketed: new Batches(train, { ...options, bucket: BUCKET_WINDOW }).padding(),
  };
}
