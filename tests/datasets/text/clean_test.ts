import { assert, assertEquals } from "@std/assert";
import { DEFAULT_CLEANING } from "../../../datasets/text/clean.ts";
import { STOP_WORDS } from "../../../datasets/text/stop_words.ts";
import { tokenize } from "../../../datasets/mod.ts";

const ASCII = { rules: "ascii", stopWords: false } as const;
const AUTHORS = { rules: "authors", stopWords: false } as const;

Deno.test("tokenize() lowers, and splits at all that is no letter or digit", () => {
  assertEquals(tokenize("  Oil's U.S. price:\t$47.86 -- (AP), 1,200 e.g. here.Next\n"), [
    ..."oils us price 4786 ap 1200 eg here next".split(" "),
  ]);
  assertEquals(tokenize("state-of-the-art and/or a_b 'n' dogs'"), [
    ..."state of the art and or a b n dogs".split(" "),
  ]);
});

Deno.test("tokenize() takes signs for signs, and tags for spaces", () => {
  assertEquals(tokenize("heat < 7 fair and wind > 2"), "heat 7 fair and wind 2".split(" "));
  assertEquals(tokenize("well <3 done, 1 <2"), "well 3 done 1 2".split(" "));
  assertEquals(tokenize("film!<br\n class='x' /><!-- a <b> c -->The</i>end\\of <!x>it"), [
    ..."film the end of it".split(" "),
  ]);
  assertEquals(tokenize("a <b and <i>c"), "a b and c".split(" "));
});

Deno.test("tokenize() strips the punctuation of all scripts, and what nobody sees", () => {
  const typographic = "“fine” play—truly… «oui», ‘it’s’ （全） a。b";
  assertEquals(tokenize(typographic), "fine play truly oui its 全 a b".split(" "));
  assertEquals(tokenize("so\u00adft \ufeffze\u200dro wid\u200bth"), "soft zero wid th".split(" "));
  assertEquals(tokenize("it\u0092s\u0085so \u0096 \ud800x"), "its so x".split(" "));
  assertEquals(tokenize("cafe\u0301"), tokenize("café"));
  assertEquals(tokenize("good🎉 ❤\ufe0f"), ["good", "🎉", "❤"]);
});

Deno.test("tokenize() decodes entities, those that lost their ampersand too", () => {
  assertEquals(
    tokenize("one&lt;br /&gt;two R&amp;D &amp;lt;b&amp;gt;x"),
    "one two r d x".split(" "),
  );
  assertEquals(tokenize("caf&eacute; don&#39;t &#x201C;so&#8221; a&nbsp;b"), [
    ..."café dont so a b".split(" "),
  ]);
  assertEquals(tokenize("Mae #39;s said #39;yes #39;"), "maes said yes".split(" "));
  assertEquals(tokenize("a&bogus;b &#1114112;c &#xd800;d &#0;e"), "a b c d e".split(" "));
});

Deno.test("tokenize() cuts scripts without spaces into words", () => {
  assertEquals(tokenize("この映画は good 2024年"), "この 映画 は good 2024 年".split(" "));
  assertEquals(tokenize("หนังดี"), ["หนัง", "ดี"]);
  assertEquals(tokenize("한국 영화"), ["한국", "영화"]);
});

Deno.test("tokenize() by the rules of earlier versions and of the authors", () => {
  const text = "great film!<br /><br />The end\\of it’s, 1 < 2\nbut a<b\nc>d U.S.";
  const rest = ["1", "2", "but", "ab", "cd", "us"];
  assertEquals(tokenize(text, ASCII), ["great", "film", "the", "end", "of", "it’s", ...rest]);
  assertEquals(tokenize(text, AUTHORS), ["great", "filmthe", "endof", "it’s", ...rest]);
  assertEquals(tokenize("a<1<2>b>c", ASCII), ["a", "bc"]);
});

Deno.test("tokenize() takes time in proportion to the text", () => {
  const pieces = ["<", "<!--", "<a", "'a", "a.", "&", "&#", "1,", "字", "&amp;", " #39;", "\\<"];
  // A quadratic search would take minutes, so that the test would be ended by its runner.
  for (const cleaning of [DEFAULT_CLEANING, ASCII, AUTHORS]) {
    for (const piece of pieces) tokenize(piece.repeat(400_000 / piece.length), cleaning);
  }
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
