import { DataError } from "../error.ts";

/**
 * The folder in which downloads are kept: the user's cache folder, with `associated-learning` under it.
 *
 * @throws {DataError} where the system names none.
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
  throw new DataError("Cannot find a cache folder: HOME is not set, give one with --cache-dir");
}
