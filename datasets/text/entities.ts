/**
 * Entities of HTML, as texts from web pages have them.
 *
 * @module
 */

const NAMED: Readonly<Record<string, string>> = {
  ...{ lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " },
  ...{ lsquo: "'", rsquo: "'", szlig: "ß", aelig: "æ", oelig: "œ", oslash: "ø", eth: "ð" },
};

/** Marks above and below letters by their names in entities such as `&eacute;`. */
const MARKS: Readonly<Record<string, string>> = {
  ...{ acute: "\u0301", grave: "\u0300", circ: "\u0302", uml: "\u0308", tilde: "\u0303" },
  ...{ cedil: "\u0327", ring: "\u030a", caron: "\u030c" },
};

const ENTITY = /&(?:#(\d{1,7}|x[\da-f]{1,6})|([a-z]{2,8}\d{0,2}));/g;

/**
 * An apostrophe whose ampersand was lost, as AG News has it: `it #39;s`. The space in front of it goes with
 * it where the end of a short form follows.
 */
const BARE = /(?: (?=#39;(?:s|t|d|m|ll|re|ve)\b))?#39;/g;

/**
 * Decodes the entities of a text in lower case; those that are not known become white space. A text that was
 * encoded twice (`&amp;lt;`) is decoded twice.
 */
export function unescape(lower: string): string {
  const decoded = lower.includes("&")
    ? lower.replaceAll("&amp;", "&").replace(ENTITY, (_, number?: string, name = "") => {
      if (number !== undefined) return character(number);
      const mark = MARKS[name.slice(1)];
      return NAMED[name] ?? (mark ? (name[0] + mark).normalize("NFC") : " ");
    })
    : lower;
  return decoded.includes("#39;") ? decoded.replace(BARE, "'") : decoded;
}

/** The character of a number in decimal digits, or in hexadecimal ones behind an `x`. */
function character(number: string): string {
  const code = Number(number.startsWith("x") ? `0${number}` : number);
  const isCharacter = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code).toLowerCase() : " ";
}
