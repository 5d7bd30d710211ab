import { STOP_WORDS } from "./stop_words.ts";

/** How a text becomes words. */
export interface Cleaning {
  /**
   * Delete HTML tags and backslashes instead of putting a space in their place; the original code deletes
   * tags.
   */
  readonly deleteTags: boolean;
  /** Leave out English function words, which say little about the topic of a text. */
  readonly stopWords: boolean;
}

/** The default: a space for a tag, and no word left out. */
export const DEFAULT_CLEANING: Cleaning = { deleteTags: false, stopWords: false };

const STOP: ReadonlySet<string> = new Set(STOP_WORDS);

/**
 * Turns a text into words: in lower case, without HTML tags and ASCII punctuation, split at white space.
 *
 * A tag or backslash (AG News writes one for a line break) counts as white space, so that the words around it
 * stay apart; with `deleteTags` it is deleted and these words join, as in the original code.
 *
 * @param cleaning Default: a space for a tag, and no word left out.
 *
 * @example
 * ```ts
 * import { tokenize } from "@associated/learning/data";
 *
 * console.assert(tokenize("A great film!<br />The end.").join() === "a,great,film,the,end");
 * ```
 */
export function tokenize(text: string, cleaning: Cleaning = DEFAULT_CLEANING): string[] {
  const gap = cleaning.deleteTags ? "" : " ";
  const lower = text.toLowerCase();
  const plain = lower.includes("<") ? lower.replace(/<.*?>/g, gap) : lower;
  const open = plain.includes("\\") ? plain.replaceAll("\\", gap) : plain;
  const words = open.replace(/[!-/:-@[-`{-~]+/g, "").split(/\s+/);
  const kept = cleaning.stopWords ? words.filter((word) => !STOP.has(word)) : words;
  return kept.filter((word) => word !== "");
}
