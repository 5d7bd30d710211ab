import { assert, assertEquals } from "@std/assert";
import { DEFAULT_CLEANING } from "../../../datasets/text/clean.ts";
import { STOP_WORDS } from "../../../datasets/text/stop_words.ts";
import { tokenize } from "../../../datasets/mod.ts";

Deno.test("tokenize() lowers, deletes punctuation and splits at white space", () => {
  assertEquals(tokenize("  Oil's U.S. price:\t$47.86 -- (AP)\n"), [
    "oils",
    "us",
    "price",
    "4786",
    "ap",
  ]);
});

Deno.test("tokenize() puts a space for tags and backslashes, or with deleteTags nothing", () => {
  const text = "great film!<br /><br />The end\\of it, 1 < 2";
  assertEquals(tokenize(text), ["great", "film", "the", "end", "of", "it", "1", "2"]);
  assertEquals(
    tokenize(text, { ...DEFAULT_CLEANING, deleteTags: true }),
    ["great", "filmthe", "endof", "it", "1", "2"],
  );
});

Deno.test("tokenize() leaves stop words out on request", () => {
  const text = "It isn't the end of the film";
  assertEquals(tokenize(text, { ...DEFAULT_CLEANING, stopWords: true }), ["end", "film"]);
});

Deno.test("tokenize() keeps letters of all scripts and gives nothing for nothing", () => {
  assertEquals(tokenize("Crème BRÛLÉE 東京"), ["crème", "brûlée", "東京"]);
  assertEquals(tokenize(" .,! <br>"), []);
});

Deno.test("STOP_WORDS are as cleaned text has them, each once", () => {
  assertEquals(new Set(STOP_WORDS).size, STOP_WORDS.length);
  assert(STOP_WORDS.every((word) => /^[a-z]+$/.test(word)));
});
