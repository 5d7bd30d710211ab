import { assertEquals } from "@std/assert";
import { selectRows, splitExamples } from "../../../datasets/mod.ts";

const LABELS = Uint32Array.from({ length: 100 }, (_, i) => i < 70 ? 2 : 0);

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
