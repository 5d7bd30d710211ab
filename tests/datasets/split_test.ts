import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DataError, selectRows, splitExamples, splitRows } from "../../datasets/mod.ts";

const LABELS = Uint32Array.from({ length: 100 }, (_, i) => i < 70 ? 2 : 0);

Deno.test("splitRows() holds out the share of each class, and each row once", () => {
  const { kept, held } = splitRows(LABELS, 0.2, 1, "validation");
  assertEquals([...held].filter((row) => LABELS[row] === 2).length, 14);
  assertEquals([...held].filter((row) => LABELS[row] === 0).length, 6);
  assertEquals([...kept, ...held].sort((a, b) => a - b), [...LABELS.keys()]);
});

Deno.test("splitRows() depends on seed and purpose alone", () => {
  const held = (seed: number, purpose: string) => [...splitRows(LABELS, 0.2, seed, purpose).held];
  assertEquals(held(1, "a"), held(1, "a"));
  assertNotEquals(held(1, "a"), held(2, "a"));
  assertNotEquals(held(1, "a"), held(1, "b"));
});

Deno.test("splitRows() refuses a split with an empty part", () => {
  for (const fraction of [0, 0.001, 1]) {
    assertThrows(() => splitRows(LABELS, fraction, 1, "a"), DataError, "one part would be empty");
  }
});

Deno.test("splitExamples() keeps texts and labels together", () => {
  const texts = Array.from(LABELS, (label, i) => `${i} ${label}`);
  const { train, validation } = splitExamples({ texts, labels: LABELS }, 1);
  assertEquals([train.texts.length, validation.texts.length], [90, 10]);
  for (const part of [train, validation]) {
    part.texts.forEach((text, i) => assertEquals(text.split(" ")[1], String(part.labels[i])));
  }
  assertEquals("columns" in train, false);
});

Deno.test("splitExamples() and selectRows() carry columns along", () => {
  const texts = Array.from(LABELS, (_, i) => `text ${i}`);
  const columns = new Map(["title", "author"].map((name) => [
    name,
    Array.from(LABELS, (_, i) => `${name} ${i}`),
  ]));
  const { train, validation } = splitExamples({ texts, labels: LABELS, columns }, 1);
  for (const part of [train, validation]) {
    assertEquals([...part.columns!.keys()], ["title", "author"]);
    for (const [name, cells] of part.columns!) {
      assertEquals(cells, part.texts.map((text) => text.replace("text", name)));
    }
  }
  const some = selectRows({ texts, labels: LABELS, columns }, Uint32Array.of(7, 3));
  assertEquals(some.columns!.get("title"), ["title 7", "title 3"]);
});
