import { assertEquals } from "@std/assert";
import { alignVectors, readVectors, Vocabulary } from "../../../datasets/mod.ts";
import { inChunks, refusal, utf8 } from "../support.ts";

const VOCABULARY = Vocabulary.build(["b b b a a c", "unseen"]);
const GLOVE = "a 1 2 3\nzzz 9 9 9\nb -4 5e-1 6\n";

Deno.test("readVectors() reads a text, a blob, and chunks of word2vec's binary form", async () => {
  const row = (word: string, ...numbers: number[]) => [
    ...utf8(`${word} `),
    ...new Uint8Array(Float32Array.from(numbers).buffer),
  ];
  const binary = Uint8Array.of(...utf8("2 3\n"), ...row("a", 1, 2, 3), ...row("b", -4, 0.5, 6));
  const whole = await readVectors(GLOVE, VOCABULARY, { seed: 1 });
  assertEquals([whole.dim, whole.found, whole.rows.length], [3, 2, VOCABULARY.size * 3]);
  assertEquals([...whole.rows.subarray(6, 12)], [-4, 0.5, 6, 1, 2, 3]);
  assertEquals(whole.sources, []);
  assertEquals(await readVectors(new Blob([GLOVE]), VOCABULARY, { seed: 1 }), whole);
  for (const head of ["", "3\t3\n"]) {
    const tabs = head + GLOVE.replaceAll(" ", "\t");
    assertEquals(await readVectors(tabs, VOCABULARY, { seed: 1 }), whole);
  }
  const options = { seed: 1, format: "binary" } as const;
  assertEquals(await readVectors(inChunks(binary, 5), VOCABULARY, options), whole);
});

Deno.test("readVectors() refuses what is wrong by its name", async () => {
  assertEquals(
    await refusal("", () => readVectors("zzz 1 2\n", VOCABULARY, { seed: 1 })),
    "Cannot use the word vectors: it has a vector for none of the 4 words, check its language and case",
  );
  assertEquals(
    await refusal("", () => readVectors(GLOVE, VOCABULARY, { seed: 1, dim: 300, name: "glove" })),
    "Cannot read glove: its vectors have 3 numbers, 300 were asked for",
  );
});

Deno.test("alignVectors() gives another vocabulary its words' rows", async () => {
  const vectors = await readVectors(GLOVE, VOCABULARY, { seed: 1 });
  const other = Vocabulary.build(["nobody a b b"]);
  const rows = alignVectors(vectors, VOCABULARY, other);
  assertEquals(rows.length, other.size * 3);
  const row = (id: number, of = rows) => [...of.subarray(id * 3, id * 3 + 3)];
  assertEquals(row(0), [0, 0, 0]);
  assertEquals([row(other.id("b")), row(other.id("a"))], [[-4, 0.5, 6], [1, 2, 3]]);
  assertEquals(row(1), row(1, vectors.rows));
  assertEquals(row(other.id("nobody")), row(1, vectors.rows));
  assertEquals(alignVectors(vectors, VOCABULARY, VOCABULARY), vectors.rows);
});
