/**
 * Makes what came from data fit to be shown: no character of it moves a cursor, colours a terminal, turns a
 * line around or ends it.
 *
 * @module
 */

/** Control characters, and marks that change the direction of a text. */
// deno-lint-ignore no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text with a space for each run of control characters, for cells of tables and lines of progress. */
export function printable(text: string): string {
  return text.replace(UNSEEN, "\u0000").replaceAll(/\0+/g, " ");
}

/** Characters of a message at most. */
const LONGEST = 1000;

/**
 * A message of one readable line: control characters are written as JSON escapes them, and of a message that
 * is too long the beginning and the end are left, where the place and the way out stand.
 */
export function readable(message: string): string {
  const whole = message.length > LONGEST
    ? `${message.slice(0, LONGEST - 300)} … ${message.slice(-300)}`
    : message;
  return escaped(whole);
}

/** Text in which control characters are written as JSON escapes them. */
export function escaped(text: string): string {
  return text.replace(UNSEEN, (char) => {
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[char];
    return short ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
