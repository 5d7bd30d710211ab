/**
 * Writes files in such a way that a reader finds the old content or the new one and never a part, even after
 * a crash.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { writeAll } from "../../datasets/files/write.ts";

/** Content of a file in pieces, made one after another, so that they need not all be in memory at once. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

const TEMPORARY = /^\..+\.\d+-\d+\.tmp$/;

/** The way out where the files of a run cannot be written. */
const ELSEWHERE = "give another folder with --save-dir";

let counter = 0;

/**
 * Writes a file atomically: to a temporary name in the same folder, synced, renamed over `path`, and
 * the folder synced where the system can.
 *
 * @param way What to do where that folder cannot be written to.
 * @throws {DataError} when it cannot be written; `path` is then as it was
 */
export async function writeFile(
  path: string,
  content: Uint8Array | Chunks,
  way = ELSEWHERE,
): Promise<void> {
  const { folder, name } = split(path);
  let temporary = "";
  const chunks = content instanceof Uint8Array ? [content] : content;
  let written = 0;
  let source = false;
  try {
    const open = await openNew(() => `${folder}/.${name}.${Deno.pid}-${counter++}.tmp`);
    const { file } = open;
    temporary = open.path;
    try {
      source = true;
      for await (const chunk of chunks) {
        source = false;
        await writeAll(file, chunk);
        written += chunk.length;
        source = true;
      }
      source = false;
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    if (temporary !== "") await Deno.remove(temporary).catch(() => {});
    if (source) throw error;
    throw writeError(path, error, written, way);
  }
  await syncFolder(folder);
}

/** Opens a new file; another process of this number, in another container, may have taken a name before. */
async function openNew(next: () => string): Promise<{ path: string; file: Deno.FsFile }> {
  while (true) {
    const path = next();
    try {
      return { path, file: await Deno.open(path, { write: true, createNew: true }) };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Writes a text file atomically, in UTF-8; as {@linkcode writeFile}. */
export function writeText(path: string, text: string): Promise<void> {
  return writeFile(path, new TextEncoder().encode(text));
}

/** Writes a value as indented JSON atomically; as {@linkcode writeFile}. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeText(path, JSON.stringify(value, null, 2) + "\n");
}

/** Whether a name is one of a file that is being written, or was when its process was killed. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Removes the temporary files that processes left in a folder when they were killed while writing. Whoever
 * calls it must be the only one who writes there; numbers of processes repeat, and tell nothing.
 */
export async function removeTemporaries(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (isTemporary(name)) await Deno.remove(`${folder}/${name}`).catch(() => {});
  }
}

/** The error for a file that could not be written, with a way out, from the error of the system. */
export function writeError(
  path: string,
  error: unknown,
  written = 0,
  elsewhere = ELSEWHERE,
): DataError {
  const code = (error as { code?: string }).code;
  let reason: string;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const room = code === "ENOSPC" ? "the disk is full" : "the disk quota is used up";
    reason = `${room} (after ${written} bytes), free some space or ${elsewhere}`;
  } else if (code === "EROFS") {
    reason = `the file system is read-only, ${elsewhere}`;
  } else if (error instanceof Deno.errors.PermissionDenied) {
    reason = `this user may not write there, ${elsewhere}`;
  } else if (error instanceof Deno.errors.NotCapable) {
    reason = "Deno was started without permission to write there, add --allow-write";
  } else if (error instanceof Deno.errors.NotFound) {
    reason = `its folder does not exist, create it or ${elsewhere}`;
  } else if (error instanceof Deno.errors.NotADirectory || code === "ENOTDIR") {
    reason = `a part of its path is a file and no folder, ${elsewhere}`;
  } else if (error instanceof Deno.errors.IsADirectory || code === "EISDIR") {
    reason = "there is a folder of this name, remove or rename it";
  } else {
    reason = `${error instanceof Error ? error.message : String(error)}, ${elsewhere}`;
  }
  return new DataError(`Cannot write ${path}: ${reason}`);
}

function split(path: string): { folder: string; name: string } {
  const end = Deno.build.os === "windows"
    ? Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"))
    : path.lastIndexOf("/");
  return { folder: end < 0 ? "." : path.slice(0, end) || "/", name: path.slice(end + 1) };
}

/** Makes a rename outlast a power cut. Windows cannot open folders, and does not need this. */
async function syncFolder(folder: string): Promise<void> {
  try {
    using handle = await Deno.open(folder);
    await handle.sync();
  } catch {
    return;
  }
}
