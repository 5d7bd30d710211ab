import type { Member } from "../files/archive.ts";
import { Ledger } from "../files/bytes.ts";
import { defaultCacheDir } from "../files/cache.ts";
import { checkPin, download } from "../files/download.ts";
import { DataError } from "../error.ts";
import { kindOf, readPlace } from "../files/place.ts";
import type { Examples, LoadOptions, Remote, TextDataset } from "./types.ts";

/** A data set that has a name. */
export interface TextSet {
  /** The name it is asked for by. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Finds and reads it. */
  load(options: LoadOptions): Promise<TextDataset>;
}

/** The parts of a data set as its files give them. */
export interface Parts {
  /** Examples to train on. */
  readonly train: Examples;
  /** Examples to test on. */
  readonly test: Examples;
  /** Texts without labels, or null. */
  readonly unlabelled: readonly string[] | null;
}

/** What is to be known of a published data set in order to load it. */
export interface PublishedSet {
  /** The name it is asked for by. */
  readonly name: string;
  /** What it is, and what its publishers ask of its users. */
  readonly title: string;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
  /** The official archive. */
  readonly remote: Remote;
  /** Folders looked into under the data folder, `""` for itself. */
  readonly folders: readonly string[];
  /** A file or folder by which the unpacked set is recognised. */
  readonly mark: string;
  /** Published numbers of rows. */
  readonly rows: { readonly train: number; readonly test: number };
  /** Facts to go with the figures. */
  readonly notes: readonly string[];
  /** Says by the path inside the archive or folder whether a file is read. */
  wanted(name: string): boolean;
  /** Reads the wanted files; `place` is the folder or archive, for errors. */
  read(members: AsyncIterable<Member>, place: string): Promise<Parts>;
}

/** Makes a published set loadable: from a data folder, the cache, or the network. */
export function publishedSet(set: PublishedSet): TextSet {
  const { name, title } = set;
  return {
    name,
    title,
    async load(options: LoadOptions): Promise<TextDataset> {
      const ledger = new Ledger(options.onProgress);
      const place = await findPlace(set, options);
      const wanted = (member: string) => set.wanted(member);
      const { train, test, unlabelled } = await set.read(readPlace(place, wanted, ledger), place);
      const sources = ledger.sources;
      for (const source of sources) await checkPin(source);
      const notes = [...set.notes, ...subsetNotes(set, train, test)];
      return { name, classes: set.classes, train, test, unlabelled, sources, notes };
    },
  };
}

function subsetNotes(set: PublishedSet, train: Examples, test: Examples): string[] {
  const parts = { train: train.texts.length, test: test.texts.length };
  return (["train", "test"] as const).filter((part) => parts[part] < set.rows[part]).map((part) =>
    `${part} is a subset: ${format(parts[part])} of ${format(set.rows[part])} rows`
  );
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}

async function findPlace(set: PublishedSet, options: LoadOptions): Promise<string> {
  if (options.dataDir !== undefined) return await findLocal(set, options.dataDir);
  const folder = options.cacheDir ?? defaultCacheDir();
  const path = `${folder}/${set.remote.file}`;
  if (options.offline && await kindOf(path) === null) {
    throw new DataError(
      `Cannot load ${set.name} offline: ${path} is missing, put ${set.remote.url} there, ` +
        `or give --data-dir a folder that holds ${set.folders[0]}/${set.mark}`,
    );
  }
  return await download(set.remote, folder, options);
}

async function findLocal(set: PublishedSet, dataDir: string): Promise<string> {
  if (await kindOf(dataDir) !== "folder") {
    throw new DataError(
      `Cannot load ${set.name}: the data folder ${dataDir} does not exist, ` +
        `correct --data-dir or leave it out to download`,
    );
  }
  const tried: string[] = [];
  for (const folder of set.folders) {
    const place = folder === "" ? dataDir : `${dataDir}/${folder}`;
    if (await kindOf(`${place}/${set.mark}`) !== null) return place;
    const archive = `${place}/${set.remote.file}`;
    if (await kindOf(archive) === "file") return archive;
    tried.push(`${folder === "" ? "" : `${folder}/`}{${set.mark},${set.remote.file}}`);
  }
  throw new DataError(
    `Cannot load ${set.name}: ${dataDir} holds none of ${tried.join(" ")}, ` +
      `put one there or leave --data-dir out to download`,
  );
}

/**
 * Says that a file of a set is not where it should be.
 *
 * @throws {DataError} always.
 */
export function missing(set: string, file: string, place: string): never {
  throw new DataError(`Cannot load ${set}: ${place} holds no ${file}, put the whole set there`);
}
