import { DataError } from "../error.ts";
import { download, type Remote } from "./download.ts";
import type { Progress } from "./ledger.ts";
import { kindOf } from "./place.ts";

/** Where published files are looked for, and whether the network may be asked. */
export interface FindOptions {
  /** Folder with a local copy in the original layout, looked at instead of the cache. */
  readonly dataDir?: string;
  /** Folder for downloads; default is the user's cache folder. */
  readonly cacheDir?: string;
  /** Do not use the network. */
  readonly offline?: boolean;
  /** Called as downloads and reads go on. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops a download. */
  readonly signal?: AbortSignal;
}

/**
 * The folder in which downloads are kept: the user's cache folder, with `associated-learning` under it.
 *
 * @throws {DataError} where the system names none.
 *
 * @example
 * ```ts
 * import { defaultCacheDir } from "@associated/learning/files";
 *
 * console.log(`downloads are kept in ${defaultCacheDir()}`);
 * ```
 */
export function defaultCacheDir(): string {
  const env = (name: string) => Deno.env.get(name);
  const home = env("HOME");
  const local = env("LOCALAPPDATA");
  const xdg = env("XDG_CACHE_HOME");
  const root = xdg
    ? xdg
    : Deno.build.os === "windows" && local
    ? local
    : home && Deno.build.os === "darwin"
    ? `${home}/Library/Caches`
    : home
    ? `${home}/.cache`
    : null;
  if (root) return `${root}/associated-learning`;
  const option = "cacheDir";
  throw new DataError(`Cannot find a cache folder: HOME is not set, give one with ${option}`, {
    option,
  });
}

/**
 * Brings a published file into the cache unless it is there already, and returns its path.
 *
 * @param name Name by which the file is asked for.
 * @param missing Another way out where the file is missing and the network may not be asked, and the option
 *   that this way out names.
 * @throws {DataError} when it is missing offline, or cannot be downloaded.
 */
export async function fromCache(
  name: string,
  remote: Remote,
  options: FindOptions,
  { way, option }: { readonly way: string; readonly option?: string },
): Promise<string> {
  const folder = options.cacheDir ?? defaultCacheDir();
  const path = `${folder}/${remote.file}`;
  if (options.offline && await kindOf(path) === null) {
    throw new DataError(
      `Cannot load ${name} offline: ${path} is missing, put ${remote.url} there, or ${way}`,
      { option },
    );
  }
  return await download(remote, folder, options);
}
