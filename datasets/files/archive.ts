import type { Chunks } from "../bytes.ts";
import { DataError } from "../error.ts";

/** A file in an archive or folder, to be read before the next one is asked for, or skipped. */
export interface Member {
  /** Path inside the archive or folder, with `/` between its parts. */
  readonly name: string;
  /** Its name in errors: the archive and the path. */
  readonly label: string;
  /** Length in bytes. */
  readonly size: number;
  /** The contents; can be asked for once. */
  chunks(): Chunks;
}

/** A name without the `./` that packers write where they are asked to pack a folder; empty for the folder itself. */
export function innerName(name: string): string {
  return name.replace(/^(\.\/+)+/, "");
}

/** The last part of a path inside an archive or folder. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/**
 * Refuses names that could reach outside the folder an archive belongs to.
 *
 * @throws {DataError} for `..`, absolute paths, drive letters, backslashes and control characters.
 */
export function checkName(name: string, archive: string): void {
  // deno-lint-ignore no-control-regex
  const odd = /[\u0000-\u001f\\]/.test(name) || /^[A-Za-z]:/.test(name) || name.startsWith("/") ||
    name === "" || name.split("/").includes("..");
  if (!odd) return;
  throw new DataError(
    `Cannot unpack ${archive}: the name ${JSON.stringify(name)} in it points outside its folder, ` +
      `fetch it again from a source you trust`,
  );
}
