import { DataError } from "../../error.ts";
import { Collector, type VectorOptions, type WordVectors } from "../../text/vectors.ts";
import type { Vocabulary } from "../../text/vocabulary.ts";
import { type FindOptions, fromCache } from "../cache.ts";
import { checkPin, type Remote } from "../download.ts";
import { Ledger } from "../ledger.ts";
import { kindOf, openArchive, readPlain } from "../place.ts";
import { readZip } from "../zip.ts";

/**
 * Published word vectors by name. Their publishers give no checksums; these are the ones that several public
 * scripts check, among them Embeddings.jl.
 */
const VECTOR_SETS: Readonly<Record<string, Remote>> = {
  "glove.6B": {
    url: "https://nlp.stanford.edu/data/glove.6B.zip",
    file: "glove.6B.zip",
    bytes: 862_182_613,
    md5: "056ea991adb4740ac6bf1b6d9b50408b",
    sha256: "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
  },
  "wiki-news-300d-1M": {
    url: "https://dl.fbaipublicfiles.com/fasttext/vectors-english/wiki-news-300d-1M.vec.zip",
    file: "wiki-news-300d-1M.vec.zip",
    sha256: "bdeb85f44892c505953e3654183e9cb0d792ee51be0992460593e27198d746f8",
  },
};

/** Options of {@linkcode loadVectors}. */
export interface VectorFileOptions extends FindOptions, Omit<VectorOptions, "name"> {
  /** Dimension the vectors must have; also chooses among the files of a zip. */
  readonly dim?: number;
  /** File to read in a zip of several. */
  readonly member?: string;
}

/**
 * Reads the vectors of a vocabulary's words: GloVe text, fastText `.vec`, word2vec text or binary, plain, in
 * `.gz` or in `.zip`. Only wanted rows are kept in memory; where a word occurs twice, its first row counts.
 *
 * @param name `glove.6B`, `wiki-news-300d-1M`, or a path.
 * @returns Rows `[vocabulary, dim]`.
 * @throws {DataError} when it cannot be found, fetched or read, or has none of the words.
 *
 * @example
 * ```ts
 * import { Vocabulary } from "@associated/learning/data";
 * import { loadVectors } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".txt" });
 * await Deno.writeTextFile(path, "film 1 2\ngood 3 4\n");
 * const { dim, found } = await loadVectors(path, Vocabulary.build(["good film"]), { seed: 1 });
 * console.assert(dim === 2 && found === 2);
 * await Deno.remove(path);
 * ```
 */
export async function loadVectors(
  name: string,
  vocabulary: Vocabulary,
  options: VectorFileOptions,
): Promise<WordVectors> {
  const ledger = new Ledger(options.onProgress);
  const path = await find(name, options);
  const collector = new Collector(vocabulary, options.foldCase);
  if (/\.zip$/i.test(path)) {
    const member = await chooseMember(path, options);
    for await (const file of openArchive(path, ledger)) {
      if (file.name === member) {
        await collector.read(file.chunks(), { ...options, name: file.label });
      }
    }
  } else {
    await collector.read(readPlain(path, ledger), { ...options, name: path });
  }
  for (const source of ledger.sources) await checkPin(source);
  return collector.finish(path, ledger.sources, options);
}

async function find(name: string, options: VectorFileOptions): Promise<string> {
  const { dataDir, dim } = options;
  const remote = VECTOR_SETS[name];
  if (!remote) return name;
  for (const folder of dataDir === undefined ? [] : [`${dataDir}/embeddings`, dataDir]) {
    const unpacked = dim === undefined ? [] : [`${name}.${dim}d.txt`];
    for (const file of [...unpacked, remote.file]) {
      if (await kindOf(`${folder}/${file}`) === "file") return `${folder}/${file}`;
    }
  }
  const way = "give the path of a file of word vectors";
  return await fromCache(name, remote, options, { way });
}

async function chooseMember(path: string, { member, dim }: VectorFileOptions): Promise<string> {
  const names: string[] = [];
  for await (const { name } of readZip(path)) {
    if (/\.(txt|vec|bin)$/i.test(name) && !name.startsWith("__MACOSX/")) names.push(name);
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
