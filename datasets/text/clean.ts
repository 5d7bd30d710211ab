import { unescape } from "./entities.ts";
import { STOP_WORDS } from "./stop_words.ts";

/**
 * How texts become words.
 *
 * - `unicode`: words are letters, marks and digits of any script, in lower case and composed (NFC). Entities
 *   of HTML are decoded, and tags are white space. All else parts words, but for an apostrophe inside a word
 *   (`don't` is `dont`), a point or comma inside a number, and the points of an abbreviation such as `U.S.`.
 *   Scripts without spaces between words (Chinese, Japanese, Thai, ...) are cut by the dictionaries of
 *   `Intl.Segmenter`. An emoji is a word.
 * - `ascii`: what stands between `<` and `>` on a line, and a backslash, is white space; ASCII punctuation is
 *   deleted, and the words around it join. The default of earlier versions.
 * - `authors`: as `ascii`, and nothing takes the place of a tag or backslash, as in the authors' code.
 */
export type CleaningRules = "unicode" | "ascii" | "authors";

/** The names of all rules. A saved model keeps the name of its own, since its words are as these gave them. */
export const CLEANING_RULES: readonly CleaningRules[] = ["unicode", "ascii", "authors"];

/** How a text becomes words. */
export interface Cleaning {
  /** What a word is. */
  readonly rules: CleaningRules;
  /** Leave out English function words, which say little about the topic of a text. */
  readonly stopWords: boolean;
  /**
   * 2 to put behind each word the pair that it makes with the word before it, as `good film`; 1, the words alone,
   * where absent.
   */
  readonly ngrams?: 1 | 2;
}

/** The default: words of any script, and no word left out. */
export const DEFAULT_CLEANING: Cleaning = { rules: "unicode", stopWords: false };

const STOP: ReadonlySet<string> = new Set(STOP_WORDS);

const WORDS: Readonly<Record<CleaningRules, (lower: string) => readonly string[]>> = {
  unicode: unicodeWords,
  ascii: (lower) => asciiWords(lower, " "),
  authors: (lower) => asciiWords(lower, ""),
};

/**
 * Turns a text into words, in lower case and without HTML tags and punctuation.
 *
 * @param cleaning Default: words of any script, no word left out, and no pairs of words.
 *
 * @example
 * ```ts
 * import { tokenize } from "@associated/learning/data";
 *
 * console.assert(tokenize("A great film!<br />The “end”.").join() === "a,great,film,the,end");
 * console.assert(tokenize("price < 10 and size > 3").join() === "price,10,and,size,3");
 * ```
 */
export function tokenize(text: string, cleaning: Cleaning = DEFAULT_CLEANING): string[] {
  const all = WORDS[cleaning.rules](text.toLowerCase());
  const words = all.filter((word) => word !== "" && !(cleaning.stopWords && STOP.has(word)));
  if (cleaning.ngrams !== 2) return words;
  return words.flatMap((word, i) => i ? [word, `${words[i - 1]} ${word}`] : [word]);
}

/** Whether a word of a text is a pair of two; words themselves have no space. */
export function isPair(word: string): boolean {
  return word.includes(" ");
}

function asciiWords(lower: string, gap: string): string[] {
  const plain = lower.includes("<")
    ? lower.replace(/[^\n\r\u2028\u2029]+/g, (line) => withoutSpans(line, gap))
    : lower;
  const open = plain.includes("\\") ? plain.replaceAll("\\", gap) : plain;
  return open.replace(/[!-/:-@[-`{-~]+/g, "").split(/\s+/);
}

/** Puts a gap in the place of each `<...>` of a line. */
function withoutSpans(line: string, gap: string): string {
  let plain = "";
  let from = 0;
  while (true) {
    const start = line.indexOf("<", from);
    const end = start < 0 ? -1 : line.indexOf(">", start);
    if (end < 0) return plain + line.slice(from);
    plain += line.slice(from, start) + gap;
    from = end + 1;
  }
}

/** A word: letters with their marks, and digits; or an emoji. */
const WORD = /[\p{L}\p{M}\p{N}]+|[\p{Emoji_Presentation}\u2639\u263a\u2665\u2764]/gu;
/** Inside a word without effect: soft hyphen, joiners, marks of direction, selectors of a picture. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;
/** Inside a word: apostrophes (U+0091 and U+0092 are those of Windows), points that divide a word. */
const IN_WORD =
  /(?<=[\p{L}\p{M}\p{N}])['\u0091\u0092\u00b7\u02bc\u05f3\u05f4\u2018\u2019\u2027\uff07](?=[\p{L}\p{N}])/gu;
const IN_NUMBER = /(?<=\p{Nd})[.,\u066b\u066c](?=\p{Nd})/gu;
const ABBREVIATION = /(?<![\p{L}\p{M}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{M}\p{N}])/gu;
/** Scripts that put no spaces between words. */
const UNSPACED = new RegExp(
  ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
    .map((script) => `\\p{Script=${script}}`).join("|"),
  "u",
);
/** A `Segmenter` is slow in long texts, and no word is that long. */
const LONGEST_SPAN = 4096;

// The dictionaries go by scripts, so that the language that is named changes nothing in them.
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

function unicodeWords(lower: string): readonly string[] {
  const decoded = unescape(lower);
  const plain = decoded.includes("<") ? withoutTags(decoded) : decoded;
  // deno-lint-ignore no-control-regex
  if (/^[\u0000-\u007f]*$/.test(plain)) return cut(plain, /[a-z0-9]+/g);
  const words = cut(plain.normalize("NFC").replace(INVISIBLE, ""), WORD);
  return UNSPACED.test(plain) ? words.flatMap(segmented) : words;
}

/** The parts of a text that look like words, where what stands inside a word parts no words. */
function cut(text: string, word: RegExp): readonly string[] {
  return text
    .replace(IN_WORD, "")
    .replace(IN_NUMBER, "")
    .replace(ABBREVIATION, (letters) => letters.replaceAll(".", ""))
    .match(word) ?? [];
}

/** A run of letters cut at the words of a script without spaces. */
function segmented(span: string): string[] {
  if (!UNSPACED.test(span)) return [span];
  const words: string[] = [];
  for (let at = 0; at < span.length; at += LONGEST_SPAN) {
    const segments = segmenter.segment(span.slice(at, at + LONGEST_SPAN));
    for (const { segment } of segments) words.push(segment);
  }
  return words;
}

/**
 * Puts a space in the place of each tag and comment. A tag begins with a letter, `/` or `!` right behind its
 * `<`, and holds no other `<`; so a sign such as `a < b` is none.
 */
function withoutTags(text: string): string {
  let plain = "";
  let from = 0;
  const lastComment = text.lastIndexOf("-->");
  for (let start = text.indexOf("<"); start >= 0; start = text.indexOf("<", start + 1)) {
    if (start < from || !/[\p{L}/!?]/u.test(text.charAt(start + 1))) continue;
    const isComment = text.startsWith("<!--", start) && start < lastComment;
    const end = isComment ? text.indexOf("-->", start) + 2 : tagEnd(text, start);
    if (end < 0) continue;
    plain += `${text.slice(from, start)} `;
    from = end + 1;
  }
  return plain + text.slice(from);
}

/** The place of the `>` of a tag, or -1 where another `<` comes first. */
function tagEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 62) return at;
    if (code === 60) return -1;
  }
  return -1;
}
