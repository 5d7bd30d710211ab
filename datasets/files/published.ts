import type { Dataset, Labelled } from "../dataset.ts";
import { DataError } from "../error.ts";
import type { Member } from "./archive.ts";
import { defaultCacheDir, type FindOptions, fromCache } from "./cache.ts";
import { checkPin, type Remote } from "./download.ts";
import { Ledger } from "./ledger.ts";
import { kindOf, readPlace } from "./place.ts";

/** A data set that has a name; some take more options than where files are looked for. */
export interface NamedSet<E extends Labelled, O extends FindOptions = FindOptions> {
  /** The name by which it is asked for. */
  readonly name: string;
  /** A title of a few words. */
  readonly title: string;
  /** How its files write the classes, where those have other names, in the same order. */
  readonly codes?: readonly string[];
  /** Finds and reads it. */
  load(options: O): Promise<Dataset<E>>;
}

/**
 * The set of a name; undefined where none has it.
 *
 * @throws {DataError} when it has the name and test data are given, since such a set brings its test.
 */
export function namedSet<S extends { readonly name: string }>(
  sets: readonly S[],
  name: string,
  { testData }: { readonly testData?: string },
): S | undefined {
  const named = sets.find((set) => set.name === name);
  if (!named || testData === undefined) return named;
  const option = "testData";
  throw new DataError(
    `Cannot load ${name} with test data of its own: it brings its test, leave ${option} out`,
    { option },
  );
}

/** The parts of a data set as its files give them. */
export interface Parts<E extends Labelled> {
  /** Examples to train on. */
  readonly train: E;
  /** Examples to test on. */
  readonly test: E;
  /** Examples without labels, or null. */
  readonly unlabelled: Omit<E, "labels"> | null;
  /** Remarks that only reading shows: files that are not the published ones, rows that were dropped. */
  readonly notes?: readonly string[];
}

/** Numbers of rows. */
interface Rows {
  readonly train: number;
  readonly test: number;
}

/** The facts by which a published data set is found. */
export interface SoughtSet {
  /** The name by which it is asked for. */
  readonly name: string;
  /** The official archive; or the official files, which are kept in a folder of the set's name. */
  readonly remotes: readonly Remote[];
  /** Folders to look into under the data folder; `""` is the data folder itself. */
  readonly folders: readonly string[];
  /** A file or folder that an unpacked set has. */
  readonly mark: string;
}

/** The facts that are needed to load a published data set. */
export interface PublishedSet<E extends Labelled> extends SoughtSet {
  /** A title, and the wishes of its publishers. */
  readonly title: string;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
  /** How its files write them, where that tells rows of other files their classes too. */
  readonly codes?: readonly string[];
  /** Published numbers of rows. */
  readonly rows: Rows;
  /** Remarks for readers of figures on this set. */
  readonly notes: readonly string[];
  /** Says by the path inside the archive or folder whether a file is read. */
  wanted(name: string): boolean;
  /** Reads the wanted files; `place` is the folder or archive, for errors. */
  read(members: AsyncIterable<Member>, place: string): Promise<Parts<E>>;
}

/** Makes a published set loadable: from a data folder, the cache, or the network. */
export function publishedSet<E extends Labelled>(set: PublishedSet<E>): NamedSet<E> {
  const { name, title, codes } = set;
  return {
    name,
    title,
    codes,
    async load(options: FindOptions): Promise<Dataset<E>> {
      const ledger = new Ledger(options.onProgress);
      const place = await findPlace(set, options);
      const wanted = (member: string) => set.wanted(member);
      const parts = await set.read(readPlace(place, wanted, ledger), place);
      const { train, test, unlabelled } = parts;
      checkClasses(set, train.labels, place);
      const sources = ledger.sources;
      for (const source of sources) await checkPin(source);
      const rows = { train: train.labels.length, test: test.labels.length };
      const notes = [...set.notes, ...subsetNotes(set.rows, rows), ...parts.notes ?? []];
      return { name, classes: set.classes, train, test, unlabelled, sources, notes };
    },
  };
}

/**
 * Refuses a copy whose training rows lack a class: nothing could be learned of it.
 *
 * @param labels Classes of the training rows `[n]`.
 * @param words What a row is called, and the way out.
 * @throws {DataError} with the classes that have no row.
 */
export function checkClasses(
  { name, classes }: Pick<PublishedSet<Labelled>, "name" | "classes">,
  labels: Iterable<number>,
  place: string,
  { row, way } = { row: "row", way: "put the whole set there" },
): void {
  const seen = new Set(labels);
  const unseen = classes.filter((_, k) => !seen.has(k));
  if (unseen.length === 0) return;
  throw new DataError(
    `Cannot load ${name}: ${place} has no training ${row} of ${unseen.join(", ")}, ${way}`,
  );
}

/** Says which parts have fewer rows than are published. */
export function subsetNotes(published: Rows, found: Rows): string[] {
  return (["train", "test"] as const).filter((part) => found[part] < published[part]).map((part) =>
    `${part} is a subset: ${format(found[part])} of ${format(published[part])} rows`
  );
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}

/**
 * Finds the folder or archive of a published set: in a data folder, in the cache, or from the network.
 *
 * @throws {DataError} when it is nowhere.
 */
export async function findPlace(set: SoughtSet, options: FindOptions): Promise<string> {
  if (options.dataDir !== undefined) return await findLocal(set, options.dataDir);
  const option = "dataDir";
  const way = `give ${option} a folder that holds ${set.folders[0]}/${set.mark}`;
  const [archive, ...more] = set.remotes;
  if (more.length === 0) return await fromCache(set.name, archive, options, { way, option });
  const folder = `${options.cacheDir ?? defaultCacheDir()}/${set.name}`;
  for (const remote of set.remotes) {
    await fromCache(set.name, remote, { ...options, cacheDir: folder }, { way, option });
  }
  return folder;
}

async function findLocal(set: SoughtSet, dataDir: string): Promise<string> {
  const option = "dataDir";
  if (await kindOf(dataDir) !== "folder") {
    throw new DataError(
      `Cannot load ${set.name}: the data folder ${dataDir} does not exist, ` +
        `correct ${option} or leave it out to download`,
      { option },
    );
  }
  const tried: string[] = [];
  for (const folder of set.folders) {
    const place = folder === "" ? dataDir : `${dataDir}/${folder}`;
    if (await kindOf(`${place}/${set.mark}`) !== null) return place;
    const [{ file }, ...more] = set.remotes;
    const official = `${place}/${file}`;
    if (await kindOf(official) === "file") return more.length > 0 ? place : official;
    tried.push(`${folder === "" ? "" : `${folder}/`}{${set.mark},${file}}`);
  }
  throw new DataError(
    `Cannot load ${set.name}: ${dataDir} holds none of ${tried.join(" ")}, ` +
      `put one there or leave ${option} out to download`,
    { option },
  );
}

/**
 * Throws the error of a set that lacks a file.
 *
 * @throws {DataError} always.
 */
export function missing(set: string, file: string, place: string): never {
  throw new DataError(`Cannot load ${set}: ${place} holds no ${file}, put the whole set there`);
}
