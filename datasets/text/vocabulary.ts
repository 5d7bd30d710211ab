import { type Cleaning, CLEANING_RULES, DEFAULT_CLEANING, isPair, tokenize } from "./clean.ts";
import { DataError } from "../error.ts";
import type { Examples } from "./examples.ts";

/** Id of the padding, whose word is `<pad>`. */
export const PAD = 0;
/** Id of the unknown word, whose word is `<unk>`. */
export const UNKNOWN = 1;

const KIND = "associated-learning vocabulary 1";

/** Texts as word ids, one behind the other. */
export interface Tokens {
  /** The ids of all texts `[offsets[n]]`. */
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** Text `i` is `tokens[offsets[i]]` up to `tokens[offsets[i + 1]]`, `[n + 1]`. */
  readonly offsets: Uint32Array<ArrayBuffer>;
}

/** Labelled texts as word ids; no text is empty, only side inputs may be. */
export interface Encoded extends Tokens {
  /** Class indices `[n]`. */
  readonly labels: Uint32Array<ArrayBuffer>;
  /** Side inputs by block, counted from 0; blocks without one have none. */
  readonly sides?: readonly (Tokens | undefined)[];
}

/** Options of {@linkcode Vocabulary.build}. */
export interface VocabularyOptions {
  /** The greatest number of ids, `<pad>` and `<unk>` included, 3 or more; default 30,000. */
  readonly size?: number;
  /** Times a word must occur to have an id, 1 or more; default 1. */
  readonly minCount?: number;
  /** How texts become words; default: words of any script, and no word left out. */
  readonly cleaning?: Cleaning;
  /** Column of side inputs that holds the texts, for errors. */
  readonly column?: string;
}

/**
 * The words that a model knows, with their ids: 0 `<pad>`, 1 `<unk>`, then by falling count in the training
 * texts, equal counts in the order of their UTF-16 code units.
 *
 * @example
 * ```ts
 * import { UNKNOWN, Vocabulary } from "@associated/learning/data";
 *
 * const vocabulary = Vocabulary.build(["a good film", "a bad film"]);
 * console.assert(vocabulary.words.join() === "<pad>,<unk>,a,film,bad,good");
 * console.assert(vocabulary.idsOf("a dull film").join() === `2,${UNKNOWN},3`);
 * ```
 */
export class Vocabulary {
  /** The word of each id `[size]`. */
  readonly words: readonly string[];
  /**
   * How often the word of each id occurs in the training texts `[size]`; for `<unk>`, how often words without
   * an id occur.
   */
  readonly counts: Float64Array;
  /** How texts become words. */
  readonly cleaning: Cleaning;
  readonly #ids: ReadonlyMap<string, number>;

  private constructor(words: readonly string[], counts: Float64Array, cleaning: Cleaning) {
    this.words = words;
    this.counts = counts;
    this.cleaning = cleaning;
    this.#ids = new Map(words.map((word, id) => [word, id]));
  }

  /**
   * Counts the words of the training texts and keeps the most frequent.
   *
   * @throws {DataError} when there is no word at all.
   */
  static build(texts: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const { size = 30_000, minCount = 1, cleaning = DEFAULT_CLEANING, column } = options;
    const count = new Map<string, number>();
    for (const text of texts) {
      for (const word of tokenize(text, cleaning)) count.set(word, (count.get(word) ?? 0) + 1);
      if (count.size > MOST_WORDS) throw tooManyWords();
    }
    if (count.size === 0) throw noWords(column);
    // A pair of words that occurs once tells nothing that its words do not.
    for (const [word, n] of count) if (n === 1 && isPair(word)) count.delete(word);
    const ranked = byCount(count);
    const often = ranked.findIndex(([, n]) => n < minCount);
    const kept = Math.min(Math.max(size - 2, 0), often < 0 ? Infinity : often);
    const left = ranked.splice(kept).filter(([word]) => !isPair(word));
    const rest = left.reduce((sum, [, n]) => sum + n, 0);
    return Vocabulary.#ranked(ranked, rest, cleaning);
  }

  /** The union of one or more vocabularies, with summed counts; it cleans texts as the first of them does. */
  static union(all: readonly Vocabulary[]): Vocabulary {
    const count = new Map<string, number>();
    let rest = 0;
    for (const { words, counts } of all) {
      rest += counts[UNKNOWN];
      for (let id = UNKNOWN + 1; id < words.length; id++) {
        count.set(words[id], (count.get(words[id]) ?? 0) + counts[id]);
      }
    }
    return Vocabulary.#ranked(byCount(count), rest, all[0].cleaning);
  }

  static #ranked(ranked: readonly [string, number][], rest: number, cleaning: Cleaning) {
    const words = ["<pad>", "<unk>", ...ranked.map(([word]) => word)];
    const counts = Float64Array.from([0, rest, ...ranked.map(([, n]) => n)]);
    return new Vocabulary(words, counts, cleaning);
  }

  /**
   * The vocabulary of some of its words, in the same order; the counts of the others count as unknown.
   *
   * @param keeps Whether the word of an id is kept.
   */
  only(keeps: (id: number) => boolean): Vocabulary {
    const ids = [...this.words.keys()].filter((id) => id <= UNKNOWN || keeps(id));
    const counts = Float64Array.from(ids, (id) => this.counts[id]);
    const total = (all: Float64Array) => all.reduce((sum, n) => sum + n, 0);
    counts[UNKNOWN] += total(this.counts) - total(counts);
    return new Vocabulary(ids.map((id) => this.words[id]), counts, this.cleaning);
  }

  /**
   * Rebuilds a vocabulary from the value of {@linkcode toJSON}.
   *
   * @throws {DataError} when the value is not one.
   */
  static fromJSON(value: unknown): Vocabulary {
    const { kind, words, counts, cleaning } = (value ?? {}) as Record<string, unknown>;
    const read = cleaningFrom(cleaning);
    const isWhole = kind === KIND && Array.isArray(words) && Array.isArray(counts) &&
      words.length === counts.length && words[PAD] === "<pad>" && words[UNKNOWN] === "<unk>" &&
      words.every((word) => typeof word === "string") && new Set(words).size === words.length &&
      counts.every((n) => Number.isFinite(n) && n >= 0) && read;
    if (isWhole) return new Vocabulary(words, Float64Array.from(counts), read);
    throw new DataError(
      `Cannot read a vocabulary: it is not a whole "${KIND}", take the file that training wrote`,
    );
  }

  /** Number of ids. */
  get size(): number {
    return this.words.length;
  }

  /** The id of a word, {@linkcode UNKNOWN} where it has none. */
  id(word: string): number {
    return this.#ids.get(word) ?? UNKNOWN;
  }

  /** Whether the word has an id of its own. */
  has(word: string): boolean {
    return this.#ids.has(word);
  }

  /** The ids of the first `maxLen` words of a text; `[UNKNOWN]` for a text without words. */
  idsOf(text: string, maxLen = Infinity): number[] {
    const ids = this.#known(text, maxLen);
    return ids.length === 0 ? [UNKNOWN] : ids;
  }

  /**
   * Turns examples into ids.
   *
   * @param maxLen Words kept of each text, its first ones; 1 or more.
   * @param onText Called after each text with the number of texts done.
   */
  encode(
    { texts, labels }: Examples,
    maxLen = Infinity,
    onText: (done: number) => void = () => {},
  ): Encoded {
    return { ...this.#tokens(texts, (text) => this.idsOf(text, maxLen), onText), labels };
  }

  /**
   * Turns side inputs into ids; a text without words has none.
   *
   * @param maxLen Words kept of each text, its first ones; 1 or more.
   * @param onText Called after each text with the number of texts done.
   */
  encodeSide(
    texts: readonly string[],
    maxLen = Infinity,
    onText: (done: number) => void = () => {},
  ): Tokens {
    return this.#tokens(texts, (text) => this.#known(text, maxLen), onText);
  }

  /** The words of a text that are read, unknown ones too; and the pairs of words that have an id. */
  wordsOf(text: string): string[] {
    return tokenize(text, this.cleaning).filter((word) => !isPair(word) || this.has(word));
  }

  #known(text: string, maxLen: number): number[] {
    const words = this.wordsOf(text);
    if (words.length > maxLen) words.length = maxLen;
    return words.map((word) => this.id(word));
  }

  #tokens(
    texts: readonly string[],
    idsOf: (text: string) => number[],
    onText: (done: number) => void,
  ): Tokens {
    const offsets = new Uint32Array(texts.length + 1);
    let tokens = new Uint32Array(texts.length * 32 + 1024);
    for (let i = 0; i < texts.length; i++) {
      const ids = idsOf(texts[i]);
      const end = offsets[i] + ids.length;
      if (end > tokens.length) tokens = grow(tokens, end);
      tokens.set(ids, offsets[i]);
      offsets[i + 1] = end;
      onText(i + 1);
    }
    return { tokens: tokens.slice(0, offsets[texts.length]), offsets };
  }

  /** The share of all words of a set that have no id, in [0, 1]. */
  static unknownShare({ tokens }: Tokens): number {
    let unknown = 0;
    for (const id of tokens) if (id === UNKNOWN) unknown++;
    return tokens.length === 0 ? 0 : unknown / tokens.length;
  }

  /** A plain value for {@linkcode fromJSON}, for the run folder. */
  toJSON(): Record<string, unknown> {
    const { words, counts, cleaning } = this;
    return { kind: KIND, cleaning, words, counts: [...counts] };
  }
}

/** A cleaning from JSON; earlier versions named no rules, but said whether tags were deleted. */
function cleaningFrom(value: unknown): Cleaning | null {
  const { rules, deleteTags, stopWords, ngrams = 1 } = (value ?? {}) as Record<string, unknown>;
  const older = typeof deleteTags === "boolean" ? (deleteTags ? "authors" : "ascii") : undefined;
  const known = CLEANING_RULES.find((name) => name === (rules ?? older));
  if (!known || typeof stopWords !== "boolean" || ngrams !== 1 && ngrams !== 2) return null;
  return { rules: known, stopWords, ...(ngrams === 2 && { ngrams }) };
}

/** Different words at most: a `Map` holds 2^24 entries, and one text must still fit. */
const MOST_WORDS = 12_000_000;

function tooManyWords(): DataError {
  return new DataError(
    `Cannot build a vocabulary: the training texts hold more than ${MOST_WORDS} different words, ` +
      "check the text column, or give fewer rows",
  );
}

function noWords(column: string | undefined): DataError {
  if (column === undefined) {
    return new DataError(
      "Cannot build a vocabulary: the training texts hold no word, check the text column",
    );
  }
  const option = "sideColumns";
  return new DataError(
    `Cannot build a vocabulary: the column "${column}" of the training rows holds no word, ` +
      `leave it out of ${option}`,
    { option },
  );
}

/** Words by falling count; words of equal count in the order of their UTF-16 code units. */
function byCount(count: ReadonlyMap<string, number>): [string, number][] {
  return [...count].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function grow(tokens: Uint32Array<ArrayBuffer>, least: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(least, tokens.length * 2));
  larger.set(tokens);
  return larger;
}
