import { Ledger } from "../files/bytes.ts";
import { defaultCacheDir } from "../files/cache.ts";
import { checkPin, download } from "../files/download.ts";
import { DataError } from "../error.ts";
import { kindOf, openArchive, readPlain } from "../files/place.ts";
import { RandomStream } from "../random.ts";
import type { LoadOptions, Remote, Source } from "./types.ts";
import { readBinaryVectors, readTextVectors, type VectorSink } from "./vector_files.ts";
import { PAD, UNKNOWN, type Vocabulary } from "./vocabulary.ts";
import { readZip } from "../files/zip.ts";

/**
 * Published word vectors by name. GloVe's MD5 is the one that several public scripts check; for the
 * fastText file none is published, so the checksum of the first download is kept and compared.
 */
export const VECTOR_SETS: Readonly<Record<string, Remote>> = {
  "glove.6B": {
    url: "https://nlp.stanford.edu/data/glove.6B.zip",
    file: "glove.6B.zip",
    bytes: 862_182_613,
    md5: "056ea991adb4740ac6bf1b6d9b50408b",
  },
  "wiki-news-300d-1M": {
    url: "https://dl.fbaipublicfiles.com/fasttext/vectors-english/wiki-news-300d-1M.vec.zip",
    file: "wiki-news-300d-1M.vec.zip",
  },
};

/** How {@linkcode loadVectors} finds and reads a file. */
export interface VectorOptions
  extends Pick<LoadOptions, "seed" | "dataDir" | "cacheDir" | "offline" | "onProgress" | "signal"> {
  /** Dimension the vectors must have; also chooses among the files of a zip. */
  readonly dim?: number;
  /** File to read in a zip of several. */
  readonly member?: string;
  /** Form of the file; default is word2vec's binary one for `.bin`, else text. */
  readonly format?: "text" | "binary";
  /** Where a word is missing, take the vector of the first word that is the same but for its case. */
  readonly foldCase?: boolean;
  /**
   * Rows of words without a vector: normal with the mean and deviation of the rows found (`matched`, the
   * default), uniform in [0, 1) as the original code has them, or zero.
   */
  readonly missing?: "matched" | "uniform" | "zero";
}

/** Word vectors for a vocabulary. */
export interface WordVectors {
  /** `[vocabulary, dim]`, row `id` for the word of that id; the row of `<pad>` is zero. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** Numbers of a vector. */
  readonly dim: number;
  /** Words of the vocabulary that have a vector. */
  readonly found: number;
  /** Shares in [0, 1] of the vocabulary's words, and of all words of the training texts, that have one. */
  readonly coverage: { readonly types: number; readonly tokens: number };
  /** The files that were read. */
  readonly sources: readonly Source[];
}

/**
 * Reads the vectors of a vocabulary's words: GloVe text, fastText `.vec`, word2vec text or binary, plain, in
 * `.gz` or in `.zip`. Only wanted rows are kept in memory; of words that occur twice the first counts.
 *
 * @param name A name of {@linkcode VECTOR_SETS} or a path.
 * @throws {DataError} when it cannot be found, fetched or read, or has none of the words.
 */
export async function loadVectors(
  name: string,
  vocabulary: Vocabulary,
  options: VectorOptions,
): Promise<WordVectors> {
  const ledger = new Ledger(options.onProgress);
  const path = await resolve(name, options);
  const collector = new Collector(vocabulary, options.foldCase ?? false);
  if (path.endsWith(".zip")) {
    const member = await chooseMember(path, options);
    for await (const file of openArchive(path, ledger)) {
      if (file.name === member) {
        await read(file.chunks(), file.name, file.label, collector, options);
      }
    }
  } else {
    await read(readPlain(path, ledger), path, path, collector, options);
  }
  for (const source of ledger.sources) await checkPin(source);
  return collector.finish(path, ledger.sources, options);
}

/**
 * The rows of another vocabulary's words `[to, dim]`, row-major; words that `from` does not have get the
 * row of `<unk>`.
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

function read(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  label: string,
  sink: VectorSink,
  options: VectorOptions,
): Promise<void> {
  const format = options.format ?? (/\.bin(\.gz)?$/.test(file) ? "binary" : "text");
  const parse = format === "binary" ? readBinaryVectors : readTextVectors;
  return parse(chunks, label, sink, options.dim);
}

async function resolve(name: string, options: VectorOptions): Promise<string> {
  const remote = VECTOR_SETS[name];
  if (!remote) return name;
  const folder = options.cacheDir ?? defaultCacheDir();
  const local = options.dataDir === undefined ? [] : [
    ...[`${options.dataDir}/embeddings`, options.dataDir].flatMap((dir) => [
      ...(options.dim === undefined ? [] : [`${dir}/${name}.${options.dim}d.txt`]),
      `${dir}/${remote.file}`,
    ]),
  ];
  for (const path of local) if (await kindOf(path) === "file") return path;
  const path = `${folder}/${remote.file}`;
  if (options.offline && await kindOf(path) === null) {
    throw new DataError(
      `Cannot load ${name} offline: ${path} is missing, put ${remote.url} there, ` +
        `or give the path of a file of word vectors`,
    );
  }
  return await download(remote, folder, options);
}

async function chooseMember(path: string, { member, dim }: VectorOptions): Promise<string> {
  const names: string[] = [];
  for await (const { name } of readZip(path)) {
    if (/\.(txt|vec|bin)$/.test(name) && !name.startsWith("__MACOSX/")) names.push(name);
  }
  const fits = (name: string) =>
    member !== undefined
      ? name === member || name.endsWith(`/${member}`)
      : names.length === 1 || (dim !== undefined && name.includes(`.${dim}d.`));
  const chosen = names.filter(fits);
  if (chosen.length === 1) return chosen[0];
  const asked = member ?? (dim === undefined ? "one of several" : `one of ${dim} numbers`);
  throw new DataError(
    `Cannot read ${path}: no single file in it is ${asked}, ` +
      `name one of ${names.join(", ") || "a zip with a .txt, .vec or .bin file"}`,
  );
}

/** Keeps the rows of a vocabulary's words. */
class Collector implements VectorSink {
  readonly #vocabulary: Vocabulary;
  readonly #folds: boolean;
  /** 0 nothing yet, 1 by another case, 2 by the word itself. */
  readonly #state: Uint8Array;
  #rows = new Float32Array(0);
  #dim = 0;

  constructor(vocabulary: Vocabulary, folds: boolean) {
    this.#vocabulary = vocabulary;
    this.#folds = folds;
    this.#state = new Uint8Array(vocabulary.size);
  }

  start(dim: number): void {
    this.#dim = dim;
    this.#rows = new Float32Array(this.#vocabulary.size * dim);
  }

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

  finish(path: string, sources: readonly Source[], options: VectorOptions): WordVectors {
    const { counts, size } = this.#vocabulary;
    const ids = [...this.#state.keys()].filter((id) => this.#state[id] > 0);
    if (ids.length === 0) {
      throw new DataError(
        `Cannot use ${path}: it has a vector for none of the ${size - 2} words, ` +
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

  /** Draws the rows that no word of the file gave, in the order of their ids. */
  #fillMissing(found: readonly number[], { missing = "matched", seed }: VectorOptions): void {
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
