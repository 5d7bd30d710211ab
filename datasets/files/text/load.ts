import { DataError } from "../../error.ts";
import { nearest } from "../../nearest.ts";
import { noColumns } from "../../text/columns.ts";
import type { Examples, TextDataset } from "../../text/examples.ts";
import { kindOf } from "../place.ts";
import { type NamedSet, namedSet } from "../published.ts";
import { withValidation } from "../validation.ts";
import { isTextFile, loadFile, type LoadOptions, loadTestRows } from "./file_set.ts";
import { agNews } from "./sets/ag_news.ts";
import { dbpedia14 } from "./sets/dbpedia_14.ts";
import { imdb } from "./sets/imdb.ts";
import { news } from "./sets/news.ts";
import { sst2 } from "./sets/sst2.ts";

/** The data sets that have a name; a new one is a file in `sets/` and an entry here. */
export const TEXT_SETS: readonly NamedSet<Examples>[] = [
  news,
  agNews,
  dbpedia14,
  imdb,
  sst2,
];

/**
 * Loads a data set by its name, or from a CSV, TSV or JSON-lines file or one of fastText by its path.
 *
 * @param name One of the names of {@linkcode TEXT_SETS}, or a path.
 * @throws {DataError} when it cannot be found, fetched or read.
 *
 * @example
 * ```ts
 * import { loadText } from "@associated/learning/files";
 *
 * const { classes, train } = await loadText("news", { seed: 1 });
 * console.assert(classes.length === 2 && train.texts.length === 8_000);
 * ```
 */
export async function loadText(name: string, options: LoadOptions): Promise<TextDataset> {
  const named = namedSet(TEXT_SETS, name, options);
  const set = await (named ? loadNamed(named, options) : loadPath(name, options));
  return await withValidation(set, options, async (path) => {
    const known = { ...set, codes: named?.codes };
    const { examples, sources } = await loadTestRows(path, known, options);
    return { rows: examples, sources };
  });
}

async function loadNamed(
  set: NamedSet<Examples>,
  options: LoadOptions,
): Promise<TextDataset> {
  const { sideColumns, groupColumn } = options;
  if (sideColumns?.length) throw noColumns(set.name, sideColumns);
  if (groupColumn !== undefined) throw noColumns(set.name, [groupColumn]);
  return await set.load(options);
}

async function loadPath(name: string, options: LoadOptions): Promise<TextDataset> {
  if (await isTextFile(name)) return await loadFile(name, options);
  const names = TEXT_SETS.map((set) => set.name);
  const near = nearest(name, names);
  const isThere = await kindOf(name) !== null;
  const state = isThere
    ? "its name ends in none of .csv .tsv .jsonl .json, and its first line has no __label__"
    : "no data set of that name";
  const hint = near ? `did you mean ${near}` : `choose ${names.join(", ")} or a file`;
  throw new DataError(`Cannot load ${name}: ${state}, ${hint}`);
}
