/**
 * Sets of image files: which file is which row, and all files decoded.
 *
 * @module
 */
import { gather } from "../../bytes.ts";
import type { Source } from "../../dataset.ts";
import { DataError } from "../../error.ts";
import type { Images } from "../../image/images.ts";
import type { FindOptions } from "../cache.ts";
import { Ledger } from "../ledger.ts";
import { kindOf, readPlace } from "../place.ts";
import { Album } from "./album.ts";
import { decodeImage } from "./decode.ts";
import { type ImageFindOptions, keepPixels, keptPixels, pixelKey } from "./kept.ts";

/** The files of a folder or archive, before any is decoded. */
export interface Survey {
  /** The folder or archive. */
  readonly place: string;
  /** Paths of the files in it. */
  readonly names: readonly string[];
  /** Lists among them by their paths, as text. */
  readonly lists: ReadonlyMap<string, string>;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
}

/** A file that holds the image of a row. */
export interface Entry {
  /** Its path in the folder or archive. */
  readonly name: string;
  /** Its class. */
  readonly label: number;
}

/** How a set of image files is read. */
export interface PictureLayout {
  /** Name of the set in errors, and of its kept pixels. */
  readonly name: string;
  /** Channels of all images; by default 1 where all files are gray, else 3. */
  readonly channels?: 3;
  /** Says by the path inside whether a file counts at all. */
  wanted(name: string): boolean;
  /** Says which of these files are lists, to be read as text. */
  isList?(name: string): boolean;
}

/** Looks through a folder or archive: names, lists and checksums. */
export async function survey(
  place: string,
  layout: PictureLayout,
  options: FindOptions,
): Promise<Survey> {
  const ledger = new Ledger(options.onProgress);
  const isFolder = await kindOf(place) === "folder";
  const names = new Set<string>(); // an archive may have a name twice
  const lists = new Map<string, string>();
  for await (const member of readPlace(place, (name) => layout.wanted(name), ledger)) {
    names.add(member.name);
    const isList = layout.isList?.(member.name) ?? false;
    // The files of a folder are read for their checksums; an archive has one of its own.
    if (!isList && !isFolder) continue;
    const bytes = await gather(member.chunks());
    if (isList) lists.set(member.name, new TextDecoder().decode(bytes));
  }
  return { place, names: [...names], lists, sources: ledger.sources };
}

/** Images in the order of the entries, and remarks on them. */
export interface Developed {
  /** The images. */
  readonly images: Images;
  /** Remarks, such as that pixels could not be kept. */
  readonly notes: readonly string[];
}

/**
 * The images of the entries, decoded once: their pixels are kept in the cache folder, under a key of the
 * checksums of the files and the size, and read from there the next time.
 *
 * @throws {DataError} for a file that cannot be decoded, and for images of several sizes without `resize`.
 */
export async function develop(
  seen: Survey,
  entries: readonly Entry[],
  layout: PictureLayout,
  options: ImageFindOptions,
): Promise<Developed> {
  const labels = Uint32Array.from(entries, ({ label }) => label);
  const key = pixelKey(seen.sources, entries.map(({ name }) => name), options.resize);
  const kept = await keptPixels(layout.name, key, options);
  if (kept) return { images: { ...kept, labels }, notes: [] };
  const album = new Album(layout.name, entries.length, options.resize, layout.channels);
  const rows = new Map(entries.map(({ name }, row) => [name, row]));
  let done = 0;
  for await (const member of readPlace(seen.place, (name) => rows.has(name), null)) {
    const picture = await decodeImage(await gather(member.chunks()), member.label);
    album.put(rows.get(member.name)!, picture, member.label);
    rows.delete(member.name);
    done += member.size;
    options.onProgress?.({ activity: "read", file: seen.place, done, total: null });
  }
  for (const name of rows.keys()) {
    throw new DataError(
      `Cannot read ${seen.place}: ${name} was taken away while it was read, run again`,
    );
  }
  const developed = album.finish();
  const notes = await keepPixels(layout.name, key, developed, options);
  return { images: { ...developed, labels }, notes };
}
