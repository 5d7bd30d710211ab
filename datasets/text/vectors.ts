import { type Chunks, chunksOf, type Content } from "../bytes.ts";
import type { Source } from "../dataset.ts";
import { DataError } from "../error.ts";
import { RandomStream } from "../random.ts";
import { readVectorFile, type VectorFormat, type VectorSink } from "./vector_files.ts";
import { PAD, UNKNOWN, type Vocabulary } from "./vocabulary.ts";

/** Numbers of a table at most: 4 GiB. */
const MOST_NUMBERS = 2 ** 30;

/** Options of {@linkcode readVectors}. */
export interface VectorOptions {
  /** Seed of the rows that are drawn, any number. */
  readonly seed: number;
  /** Name of the vectors in errors; default "the word vectors". */
  readonly name?: string;
  /** Dimension that the vectors must have; default is any. */
  readonly dim?: number;
  /** Form: text, or the binary form of word2vec; by default its first bytes tell it. */
  readonly format?: VectorFormat;
  /** Where a word is missing, take the vector of the first word that differs only in case. */
  readonly foldCase?: boolean;
  /**
   * Rows of words without a vector: drawn from a normal distribution with the mean and deviation of the found
   * rows (`matched`, the default), drawn uniformly from [0, 1) as in the original code, or zeros.
   */
  readonly missing?: "matched" | "uniform" | "zero";
}

/** How the rows of words without a vector are filled in. */
type FillOptions = Pick<VectorOptions, "seed" | "missing">;

/** Word vectors for a vocabulary. */
export interface WordVectors {
  /** `[vocabulary, dim]`, row `id` for the word of that id; the row of `<pad>` is zero. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** Numbers of a vector. */
  readonly dim: number;
  /** Words of the vocabulary that have a vector. */
  readonly found: number;
  /**
   * Shares of the vocabulary's words, and of all words of the training texts, that have a vector, in [0, 1].
   */
  readonly coverage: { readonly types: number; readonly tokens: number };
  /** The files that were read; none where the vectors come from memory. */
  readonly sources: readonly Source[];
}

/**
 * Reads the vectors of a vocabulary's words: GloVe text, fastText `.vec`, word2vec text or binary. Only
 * wanted rows are kept in memory; where a word occurs twice, its first row counts.
 *
 * @param content The vectors themselves: a text, a `File` that a page was given, the body of a response.
 * @returns Rows `[vocabulary, dim]`.
 * @throws {DataError} with the line for everything that is wrong in the vectors, and when they have none of
 *   the words.
 *
 * @example
 * ```ts
 * import { readVectors, Vocabulary } from "@associated/learning/data";
 *
 * const vocabulary = Vocabulary.build(["good film"]);
 * const { rows, dim } = await readVectors("film 1 2\ngood 3 4\n", vocabulary, { seed: 1 });
 * console.assert(rows[vocabulary.id("film") * dim] === 1);
 * ```
 */
export async function readVectors(
  content: Content,
  vocabulary: Vocabulary,
  options: VectorOptions,
): Promise<WordVectors> {
  const { name = "the word vectors" } = options;
  const collector = new Collector(vocabulary, options.foldCase);
  await collector.read(chunksOf(content), { ...options, name });
  return collector.finish(name, [], options);
}

/**
 * The rows of another vocabulary's words `[to, dim]`, row-major; words that `from` does not have get the
 * row of `<unk>`.
 *
 * @param vectors Rows `[from, dim]` and their width.
 *
 * @example
 * ```ts
 * import { alignVectors, Vocabulary } from "@associated/learning/data";
 *
 * const from = Vocabulary.build(["good film"]); // <pad> <unk> film good
 * const rows = new Float32Array([0, 0.5, 1, 2]);
 * const to = Vocabulary.build(["good"]); // <pad> <unk> good
 * console.assert(alignVectors({ rows, dim: 1 }, from, to).join() === "0,0.5,2");
 * ```
 */
export function alignVectors(
  { rows, dim }: Pick<WordVectors, "rows" | "dim">,
  from: Vocabulary,
  to: Vocabulary,
): Float32Array<ArrayBuffer> {
  const aligned = new Float32Array(to.size * dim);
  to.words.forEach((word, id) => {
    const row = from.id(word) * dim;
    aligned.set(rows.subarray(row, row + dim), id * dim);
  });
  return aligned;
}

/** Keeps the rows of a vocabulary's words. */
export class Collector implements VectorSink {
  readonly #vocabulary: Vocabulary;
  readonly #folds: boolean;
  /** For each word 0 while no row was found, 1 for the row of a word in another case, 2 for its own row. */
  readonly #state: Uint8Array;
  #rows = new Float32Array(0);
  #dim = 0;
  #name = "";

  /** @param folds Whether a word may take the row of a word that differs only in case. */
  constructor(vocabulary: Vocabulary, folds = false) {
    this.#vocabulary = vocabulary;
    this.#folds = folds;
    this.#state = new Uint8Array(vocabulary.size);
  }

  /** Takes the wanted rows of a file. */
  read(
    chunks: Chunks,
    { name, dim, format }: Pick<VectorOptions, "dim" | "format"> & { readonly name: string },
  ): Promise<void> {
    this.#name = name;
    return readVectorFile(chunks, name, this, { dim, format });
  }

  /**
   * Called once, before the first row, with the number of elements of a vector.
   *
   * @throws {DataError} when the rows of all words would be too many numbers for one array
   */
  start(dim: number): void {
    const { size } = this.#vocabulary;
    if (size * dim > MOST_NUMBERS) {
      throw new DataError(
        `Cannot use ${this.#name}: ${size} words of ${dim} numbers each are more than ` +
          `${MOST_NUMBERS} numbers, keep fewer words or give shorter vectors`,
      );
    }
    this.#dim = dim;
    this.#rows = new Float32Array(this.#vocabulary.size * dim);
  }

  /** Where the vector of this word goes, or null where it is not wanted. */
  slot(word: string): Float32Array | null {
    if (this.#vocabulary.has(word)) return this.#claim(this.#vocabulary.id(word), 2);
    if (!this.#folds) return null;
    const folded = word.toLowerCase();
    return this.#vocabulary.has(folded) ? this.#claim(this.#vocabulary.id(folded), 1) : null;
  }

  #claim(id: number, state: number): Float32Array | null {
    if (id === PAD || this.#state[id] >= state) return null;
    this.#state[id] = state;
    return this.#row(id);
  }

  #row(id: number): Float32Array {
    return this.#rows.subarray(id * this.#dim, (id + 1) * this.#dim);
  }

  /**
   * The rows of all words; rows for which no vector was found are filled in.
   *
   * @param name Name of the vectors in errors.
   * @throws {DataError} when none of the words has a vector.
   */
  finish(name: string, sources: readonly Source[], options: FillOptions): WordVectors {
    const { counts, size } = this.#vocabulary;
    const ids = [...this.#state.keys()].filter((id) => this.#state[id] > 0);
    if (ids.length === 0) {
      throw new DataError(
        `Cannot use ${name}: it has a vector for none of the ${size - 2} words, ` +
          `check its language and case`,
      );
    }
    this.#fillMissing(ids, options);
    const words = ids.filter((id) => id !== UNKNOWN);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const known = words.reduce((sum, id) => sum + counts[id], 0);
    const coverage = { types: words.length / (size - 2), tokens: known / total };
    return { rows: this.#rows, dim: this.#dim, found: words.length, coverage, sources };
  }

  /** Draws the rows that the file does not have, in the order of their ids. */
  #fillMissing(found: readonly number[], { missing = "matched", seed }: FillOptions): void {
    if (missing === "zero") return;
    const random = new RandomStream(seed, "vectors");
    const { mean, deviation } = this.#moments(found);
    for (let id = PAD + 1; id < this.#state.length; id++) {
      if (this.#state[id] > 0) continue;
      const row = this.#row(id);
      for (let i = 0; i < row.length; i++) {
        row[i] = missing === "uniform" ? random.uniform() : mean + deviation * random.normal();
      }
    }
  }

  #moments(found: readonly number[]): { mean: number; deviation: number } {
    let sum = 0;
    let squares = 0;
    for (const id of found) {
      for (const value of this.#row(id)) {
        sum += value;
        squares += value * value;
      }
    }
    const count = found.length * this.#dim;
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(squares / count - mean * mean, 0)) };
  }
}
