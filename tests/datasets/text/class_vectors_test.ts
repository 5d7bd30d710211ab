import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { classVectors, RandomStream, Vocabulary } from "../../../datasets/mod.ts";

const TEXTS = ["good good film", "bad film", "", "dull bad bad plot"];
const LABELS = Uint32Array.of(2, 0, 1, 0);
const WORDS = Vocabulary.build(TEXTS);
const SET = WORDS.encode({ texts: TEXTS, labels: LABELS });
const SIZES = { vocabulary: WORDS.size, classes: 3, width: 5, deviation: 0.1, seed: 1 };

/** The logarithm of a word's share in each class less their mean, counted by the texts' words themselves. */
function centred(word: string): number[] {
  const logs = [0, 1, 2].map((c) => {
    const own = TEXTS.filter((_, i) => LABELS[i] === c)
      .flatMap((text) => text === "" ? ["<unk>"] : text.split(" "));
    return Math.log((own.filter((one) => one === word).length + 1) / (own.length + WORDS.size));
  });
  const mean = (logs[0] + logs[1] + logs[2]) / 3;
  return logs.map((log) => log - mean);
}

Deno.test("classVectors() has naive Bayes' logarithms in the first columns and draws in the others", () => {
  const rows = classVectors(SET, SIZES);
  assertEquals([...rows.subarray(0, 5)], [0, 0, 0, 0, 0]);
  const random = new RandomStream(1, "first vectors");
  for (const [id, word] of WORDS.words.entries()) {
    if (!id) continue;
    const expected = [...centred(word), 0.1 * random.normal(), 0.1 * random.normal()];
    expected.forEach((value, i) => assertAlmostEquals(rows[id * 5 + i], value, 1e-6, word));
  }
  assertEquals(classVectors(SET, SIZES), rows);
  assertNotEquals(classVectors(SET, { ...SIZES, seed: 2 }), rows);
});

Deno.test("classVectors() adds classes without a column of their own to the columns that are there", () => {
  const rows = classVectors(SET, { ...SIZES, width: 2 });
  const [down, flat, up] = centred("good"), at = WORDS.id("good") * 2;
  assertAlmostEquals(rows[at], down + up, 1e-6);
  assertAlmostEquals(rows[at + 1], flat, 1e-6);
  const one = classVectors({ ...SET, labels: new Uint32Array(4) }, { ...SIZES, classes: 1 });
  assertEquals([one[at * 5 / 2], Number.isFinite(one[at * 5 / 2 + 1])], [0, true]);
});
