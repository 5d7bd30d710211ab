/**
 * `predict --explain`: the effect of each word of a text on the answer, and the words that blocks attend to.
 *
 * @module
 */
import { type Batch, type TextRow, UNKNOWN, type Vocabulary } from "../../datasets/mod.ts";
import { softmax } from "../loop/logits.ts";
import { valuesOf } from "../loop/steps.ts";
import type { ExplainOptions, RunModel } from "../modality.ts";
import { attentionOf } from "./attention.ts";
import { rowsOf, type TextEncoding, unlabelled } from "./encoding.ts";
import { batchOf, type Segment, segmentsOf } from "./segments.ts";

/** A word, and its effect on the answer. */
export interface ExplainedWord {
  /** The word as the model's cleaning leaves it. */
  readonly word: string;
  /** Whether the vocabulary has it; all other words are one to the model. */
  readonly known: boolean;
  /** Block that it enters at, from 1. */
  readonly block: number;
  /**
   * The answer's probability, less its probability without the word: above 0 for words that speak for the
   * answer.
   */
  readonly effect: number;
  /**
   * Share of the attention that it gets in each block listed in {@linkcode Explanation.attending}, from
   * 0 to 1: the mean over heads and over the words that attend; 0 in blocks below its own.
   */
  readonly attention: readonly number[];
}

/** The effects of the words of a text on the answer at a depth. */
export interface Explanation {
  /** Blocks that were used. */
  readonly depth: number;
  /** The answer. */
  readonly label: string;
  /** The answer's probability, from 0 to 1. */
  readonly probability: number;
  /** Blocks that have attention, from 1, up to the depth. */
  readonly attending: readonly number[];
  /** The words in the order in which they enter. */
  readonly words: readonly ExplainedWord[];
  /** Words of the text and its columns that the model does not read. */
  readonly unread: number;
}

/** A word as the model takes it. */
type Word = Pick<ExplainedWord, "word" | "known" | "block">;

/**
 * Explains the answer to a text at a depth: predicts it once more without each of its words, and reads
 * the attention of Transformer blocks.
 */
export async function explain(
  run: RunModel<TextEncoding>,
  row: TextRow,
  how: ExplainOptions,
): Promise<Explanation> {
  const { encoding, encoding: { classes, sideColumns } } = run;
  const [whole] = rowsOf(encoding, unlabelled([row], sideColumns)).batches({ batch: 1 });
  const { words, unread } = wordsOf(encoding, row, whole);
  const [answer, ...without] = await variants(run, whole, how);
  const probability = Math.max(...answer);
  const k = answer.indexOf(probability);
  const { attending, shares } = await attentionOf(run.learner, whole, how.depth);
  return {
    depth: how.depth,
    label: classes[k],
    probability,
    attending,
    words: words.map((word, i) => ({
      ...word,
      effect: probability - without[i][k],
      attention: shares.map((block) => block[i] ?? 0),
    })),
    unread,
  };
}

/** The words of a text at each block, and how many are left over. */
function wordsOf(
  { vocabulary, columns, inputs, sideColumns, knownOnly }: TextEncoding,
  row: TextRow,
  whole: Batch,
): { words: Word[]; unread: number } {
  const wordsIn = (text: string, own: Vocabulary) =>
    own.wordsOf(text).filter((word) => !knownOnly || own.has(word));
  const text = wordsIn(row.text, vocabulary);
  const ends = inputs.map((input) => input && "to" in input ? input.to : 0);
  let unread = Math.max(0, text.length - Math.max(...ends));
  const words = segmentsOf(whole).flatMap(({ block, tokens, lengths: [length] }) => {
    const input = inputs[block]!;
    const own = "column" in input ? columns.get(input.column) ?? vocabulary : vocabulary;
    const all = "column" in input
      ? wordsIn(row.sides[sideColumns.indexOf(input.column)] ?? "", own)
      : text.slice(input.from, input.to);
    unread += Math.max(0, all.length - length);
    // A text without words is one unknown word to the model.
    return Array.from(tokens.subarray(0, length), (id, j): Word => ({
      word: all[j] ?? own.words[id],
      known: id !== UNKNOWN,
      block: block + 1,
    }));
  });
  return { words, unread };
}

/** Class probabilities of a text, and of the text without its first, second, ... word. */
async function variants(
  { learner, encoding: { classes } }: RunModel<TextEncoding>,
  whole: Batch,
  { depth, batch, temperature }: ExplainOptions,
): Promise<number[][]> {
  const words = segmentsOf(whole).reduce((sum, { lengths }) => sum + lengths[0], 0);
  const rows: number[][] = [];
  for (let from = 0; from <= words; from += batch) {
    const some = withoutWords(whole, from, Math.min(from + batch, words + 1));
    const { values } = await valuesOf(
      learner,
      some,
      (features) => learner.predictAt(features, depth),
    );
    for (let i = 0; i < some.size; i++) {
      rows.push(
        softmax(values.subarray(i * classes.length, (i + 1) * classes.length), temperature),
      );
    }
  }
  return rows;
}

/** Copies of a text: copy 0 is whole, copy i lacks word i, counted from 1 through all segments. */
function withoutWords(whole: Batch, from: number, to: number): Batch {
  const copies = Array.from({ length: to - from }, (_, i) => from + i);
  let before = 1;
  const cut = segmentsOf(whole).map((segment) => {
    const begin = before;
    before += segment.lengths[0];
    return withoutOne(segment, copies.map((copy) => copy - begin));
  });
  // The text itself is never empty.
  const [{ tokens, lengths, time }] = cut;
  lengths.forEach((length, i) => {
    if (length) return;
    tokens[i * time] = UNKNOWN;
    lengths[i] = 1;
  });
  return batchOf(cut, copies.length);
}

/** Copies of a row of words, each without the word at its place; a place outside leaves all. */
function withoutOne(
  { block, tokens, lengths, time }: Segment,
  places: readonly number[],
): Segment {
  const length = lengths[0];
  const copies = places.map((place) => tokens.subarray(0, length).filter((_, j) => j !== place));
  const all = new Uint32Array(places.length * time);
  copies.forEach((copy, i) => all.set(copy, i * time));
  const left = Uint32Array.from(copies, ({ length }) => length);
  return { block, tokens: all, lengths: left, time };
}
