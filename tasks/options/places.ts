/**
 * Where data lie, and whether the network may be asked.
 *
 * @module
 */
import type { OptionsOf } from "./options.ts";

/** The options that say where data lie. */
export type Places = Pick<OptionsOf<"train">, "dataDir" | "cacheDir" | "offline">;

/** Where the data of a run lie now: the places that a command is given, else the run's own. */
export function placesOf(own: Places, given: Places): Places {
  return {
    dataDir: given.dataDir ?? own.dataDir,
    cacheDir: given.cacheDir ?? own.cacheDir,
    offline: given.offline || own.offline,
  };
}
