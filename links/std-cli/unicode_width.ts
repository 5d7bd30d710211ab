/**
 * Stand-in for `jsr:@std/cli/unicode-width`, written here because the npm build leaves out its table.
 *
 * @module
 */

const none = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]$/u;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

/** Width of a text in terminal columns: 0 for marks, 2 for East Asian wide characters, else 1. */
export function unicodeWidth(text: string): number {
  let width = 0;
  for (const character of text) width += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}
