import { createHash } from "node:crypto";
import { type Chunks, gather, pieces } from "../bytes.ts";
import { DataError } from "../error.ts";
import type { Member } from "./archive.ts";
import { gunzip } from "./gzip.ts";
import { type Ledger, openFile, readBytes, reasonOf } from "./ledger.ts";
import { readTar } from "./tar.ts";
import { readZip } from "./zip.ts";

const FEW = 16;
const AT_ONCE = 16;

/** Reads a file, unpacking it where its name ends in `.gz`. */
export function readPlain(path: string, ledger: Ledger): Chunks {
  const chunks = readBytes(path, ledger);
  return /\.gz$/i.test(path) ? gunzip(chunks, path) : chunks;
}

/** Whether a file or a folder lies at a path, or nothing. */
export async function kindOf(path: string): Promise<"file" | "folder" | null> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw new DataError(`Cannot read ${path}: ${reasonOf(cause)}, check the path`, { cause });
  }
}

/**
 * Reads the wanted files of a folder, `.zip`, `.tar`, `.tar.gz` or `.tgz`; nothing is written to disk.
 *
 * @param wanted Says by the path inside whether a file is read.
 */
export async function* readPlace(
  path: string,
  wanted: (name: string) => boolean,
  ledger: Ledger | null,
): AsyncGenerator<Member> {
  if (await kindOf(path) === "folder") return yield* readFolder(path, wanted, ledger);
  for await (const member of openArchive(path, ledger)) if (wanted(member.name)) yield member;
}

/**
 * Reads the files of an archive, whose kind the end of its name tells.
 *
 * @throws {DataError} for an unknown ending, and for everything that the reader of that kind of archive
 *   refuses.
 */
export async function* openArchive(path: string, ledger: Ledger | null): AsyncGenerator<Member> {
  if (/\.zip$/i.test(path)) {
    yield* readZip(path);
    if (ledger) await note(path, ledger);
  } else if (/\.(tar\.gz|tgz)$/i.test(path)) {
    yield* readTar(gunzip(readBytes(path, ledger), path), path);
  } else if (/\.tar$/i.test(path)) {
    yield* readTar(readBytes(path, ledger), path);
  } else {
    throw new DataError(`Cannot unpack ${path}: its name ends in none of .zip .tar .tar.gz .tgz`);
  }
}

/** Puts the checksum of a file that was not read in order into the ledger. */
async function note(path: string, ledger: Ledger): Promise<void> {
  const iterator = readBytes(path, ledger);
  while (!(await iterator.next()).done) { /* only the checksum is of interest */ }
}

async function* readFolder(
  path: string,
  wanted: (name: string) => boolean,
  ledger: Ledger | null,
): AsyncGenerator<Member> {
  const names = await filesIn(path, wanted);
  if (names.length > FEW) return yield* readMany(path, names, ledger);
  for (const name of names) {
    const label = `${path}/${name}`;
    const { file, size } = await openFile(label);
    file.close();
    yield { name, label, size, chunks: () => readBytes(label, ledger) };
  }
}

/** Files that systems leave behind. */
const LITTER = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

/** Whether a path inside a folder or archive is of what systems leave behind, such as `.DS_Store`. */
export function isLitter(name: string): boolean {
  return LITTER.test(name);
}

/** Paths of the wanted files in a folder and its folders, sorted; links are followed. */
export async function filesIn(
  folder: string,
  wanted: (name: string) => boolean,
): Promise<string[]> {
  const names: string[] = [];
  await walk(folder, "", wanted, names);
  return names.sort();
}

/** Names of the wanted files under a folder, links followed; `above` are the real paths of the folders around it. */
async function walk(
  root: string,
  under: string,
  wanted: (name: string) => boolean,
  names: string[],
  above: readonly string[] = [],
): Promise<void> {
  const place = `${root}/${under}`;
  const real = await onDisk(place, () => Deno.realPath(place));
  if (above.includes(real)) return;
  for await (const entry of Deno.readDir(place)) {
    const name = under + entry.name;
    const linked = entry.isSymlink ? await kindOf(`${root}/${name}`) : undefined;
    if (linked === null && !isLitter(name)) {
      const state = "it is a link that leads nowhere, mend it or take it away";
      throw new DataError(`Cannot read ${root}/${name}: ${state}`);
    }
    if (entry.isDirectory || linked === "folder") {
      await walk(root, `${name}/`, wanted, names, [...above, real]);
    } else if (wanted(name)) names.push(name);
  }
}

async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  return await action().catch((cause) => {
    throw new DataError(`Cannot read ${path}: ${reasonOf(cause)}, check the path`, { cause });
  });
}

/** Reads many small files, some at a time. They count as one source, whose checksum covers names and lengths too. */
async function* readMany(
  path: string,
  names: readonly string[],
  ledger: Ledger | null,
): AsyncGenerator<Member> {
  const sha256 = ledger && createHash("sha256");
  let done = 0;
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE);
    const contents = await Promise.all(some.map((name) => readSmall(`${path}/${name}`)));
    for (let i = 0; i < some.length; i++) {
      const bytes = contents[i];
      sha256?.update(`${some[i]} ${bytes.length}\n`).update(bytes);
      done += bytes.length;
      const label = `${path}/${some[i]}`;
      yield { name: some[i], label, size: bytes.length, chunks: () => pieces(bytes) };
    }
    ledger?.onProgress({ activity: "read", file: path, done, total: null });
  }
  if (!ledger || !sha256) return;
  ledger.sources.push({ file: `${path}/`, bytes: done, sha256: sha256.digest("hex") });
}

function readSmall(path: string): Promise<Uint8Array> {
  return gather(readBytes(path, null));
}
