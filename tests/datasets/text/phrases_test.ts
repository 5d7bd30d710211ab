import { assertEquals } from "@std/assert";
import { RandomStream, sourcesOf } from "../../../datasets/mod.ts";

Deno.test("sourcesOf() finds the longest text that holds each text", () => {
  const texts = [
    "a dull plot",
    "with a dull plot",
    "a fine film with a dull plot",
    "fine",
    "finer",
  ];
  assertEquals(sourcesOf(texts), ["2", "2", "2", "2", "4"]);
  // Words in a row, not letters and not words with others in between.
  assertEquals(sourcesOf(["a b c", "a c", "b  c ", "c b"]), ["0", "1", "0", "3"]);
  assertEquals(sourcesOf(["a b", "a b", "b c d", "b"]), ["0", "0", "2", "2"]);
  assertEquals(sourcesOf([]), []);
  assertEquals(sourcesOf(["", " "]), ["0", "0"]);
});

Deno.test("sourcesOf() says what a search through all texts says", () => {
  const random = new RandomStream(1);
  const word = () => "abc"[random.below(3)];
  const texts = Array.from(
    { length: 60 },
    () => Array.from({ length: 1 + random.below(5) }, word).join(" "),
  );
  const length = (i: number) => texts[i].split(" ").length;
  const order = [...texts.keys()].sort((a, b) => length(b) - length(a) || a - b);
  const found = sourcesOf(texts);
  for (const [i, text] of texts.entries()) {
    const holder = order.find((j) => ` ${texts[j]} `.includes(` ${text} `));
    assertEquals(found[i], String(holder), text);
  }
});
