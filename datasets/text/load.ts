import { DataError } from "../error.ts";
import { isTableName, loadFile, noColumns } from "./file_set.ts";
import { kindOf } from "../files/place.ts";
import type { TextSet } from "./set.ts";
import { agNews } from "./sets/ag_news.ts";
import { dbpedia14 } from "./sets/dbpedia_14.ts";
import { imdb } from "./sets/imdb.ts";
import { news } from "./sets/news.ts";
import { sst2 } from "./sets/sst2.ts";
import type { LoadOptions, TextDataset } from "./types.ts";

/** The data sets that have a name; a new one is a file in `sets/` and an entry here. */
export const TEXT_SETS: readonly TextSet[] = [
  news,
  agNews,
  dbpedia14,
  imdb,
  sst2,
];

/**
 * Loads a data set by its name, or from a CSV, TSV or JSON-lines file by its path.
 *
 * @param name One of the names of {@linkcode TEXT_SETS}, or a path.
 * @throws {DataError} when it cannot be found, fetched or read.
 *
 * @example
 * ```ts
 * import { loadText } from "@associated/learning/datasets";
 *
 * const { classes, train } = await loadText("news", { seed: 1 });
 * console.assert(classes.length === 4 && train.texts.length === 8_000);
 * ```
 */
export async function loadText(name: string, options: LoadOptions): Promise<TextDataset> {
  const named = TEXT_SETS.find((set) => set.name === name);
  if (named && options.testData !== undefined) {
    throw new DataError(
      `Cannot load ${name} with test data of its own: it brings its test, leave --test-data out`,
    );
  }
  if (named && options.sideColumns?.length) throw noColumns(name, options.sideColumns);
  if (named) return await named.load(options);
  if (isTableName(name)) return await loadFile(name, options);
  const names = TEXT_SETS.map((set) => set.name);
  const near = nearest(name, names);
  const isThere = await kindOf(name) !== null;
  const state = isThere ? "its name ends in none of .csv .tsv .jsonl" : "no data set of that name";
  const hint = near ? `did you mean ${near}` : `choose ${names.join(", ")} or a file`;
  throw new DataError(`Cannot load ${name}: ${state}, ${hint}`);
}

/** The name that takes the fewest letters to change, at most two; punctuation and case do not count. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const steps = names.map((other) => distance(plain(name), plain(other)));
  const least = Math.min(...steps);
  return least <= 2 ? names[steps.indexOf(least)] : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Letters to insert, delete or replace to come from one word to the other (Levenshtein, 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
