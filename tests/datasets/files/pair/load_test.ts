import { assert, assertEquals, assertRejects } from "@std/assert";
import { zipSync } from "fflate";
import { DataError } from "../../../../datasets/mod.ts";
import {
  loadPairRows,
  loadPairs,
  loadTestPairs,
  PAIR_SETS,
} from "../../../../datasets/files/mod.ts";
import { inFolder, utf8 } from "../../support.ts";

const line = (gold_label: string, sentence1: string, sentence2 = "it moves") =>
  JSON.stringify({ annotator_labels: [gold_label], gold_label, sentence1, sentence2 });

const train = [line("entailment", "a dog runs"), line("-", "odd"), line("neutral", "a cat")].join(
  "\n",
);
const third = line("contradiction", "it snows");
const test = [line("contradiction", "it rains"), line("-", "odd")].join("\n");

Deno.test("loadPairs() reads SNLI as published, from a folder or the archive", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/snli`);
    await Deno.writeTextFile(`${folder}/snli/snli_1.0_train.jsonl`, `${train}\n${third}`);
    await Deno.writeTextFile(`${folder}/snli/snli_1.0_test.jsonl`, test);
    const set = await loadPairs("snli", { seed: 1, dataDir: folder });
    assertEquals(set.classes, ["neutral", "contradiction", "entailment"]);
    assertEquals(set.train.first, ["a dog runs", "a cat", "it snows"]);
    assertEquals([...set.train.labels, ...set.test!.labels], [2, 0, 1, 1]);
    assertEquals(set.notes, [
      "train is a subset: 3 of 549,367 rows",
      "test is a subset: 1 of 9,824 rows",
      "1 pairs of train and 1 of test have no gold label and are dropped",
    ]);
  });
  await inFolder(async (folder) => {
    const files = { train: `${train}\n${third}`, dev: test, test };
    const members = Object.entries(files).map(([part, text]) =>
      [`snli_1.0/snli_1.0_${part}.jsonl`, utf8(text)] as const
    );
    await Deno.writeFile(`${folder}/snli_1.0.zip`, zipSync(Object.fromEntries(members)));
    const { train: pairs } = await loadPairs("snli", { seed: 1, dataDir: folder });
    assertEquals(pairs.second, ["it moves", "it moves", "it moves"]);
  });
});

Deno.test("loadPairs() reads a file with its test file, or holds out a part", async () => {
  await inFolder(async (folder) => {
    const [path, testData] = [`${folder}/train.jsonl`, `${folder}/test.csv`];
    await Deno.writeTextFile(path, train);
    await Deno.writeTextFile(testData, "label,hypothesis,premise\nneutral,it moves,a bird\n");
    const set = await loadPairs(path, { seed: 1, testData });
    assertEquals(set.classes, ["entailment", "neutral"]);
    assertEquals(set.test, {
      first: ["a bird"],
      second: ["it moves"],
      labels: Uint32Array.of(1),
    });
    assertEquals(set.notes, ["1 pairs have no gold label and are dropped"]);
    assertEquals(set.sources.length, 2);
    const rows = Array.from({ length: 20 }, (_, i) => `a ${i},b ${i},${i % 2}`);
    await Deno.writeTextFile(testData, `premise,hypothesis,label\n${rows.join("\n")}\n`);
    const held = await loadPairs(testData, { seed: 1, holdOut: 0.2 });
    assertEquals([held.train.first.length, held.test!.first.length], [16, 4]);
    assert(held.notes[0].startsWith("test is 4 of 20 rows held out by seed 1"));
  });
});

Deno.test("loadPairs() refuses what is not there, with the nearest name", async () => {
  const refuse = (name: string, message: string, options = {}) =>
    assertRejects(() => loadPairs(name, { seed: 1, ...options }), DataError, message);
  await refuse("snly", "did you mean snli");
  await refuse("nothing", "choose snli or a file");
  await refuse("snli", "it brings its test, leave testData out", { testData: "x.csv" });
  await inFolder(async (folder) => {
    await refuse("snli", "holds none of snli/", { dataDir: folder });
  });
  assertEquals(PAIR_SETS.map(({ name }) => name), ["snli"]);
});

Deno.test("loadTestPairs() reads all pairs of a file by known classes, and loadPairRows() without labels", async () => {
  await inFolder(async (folder) => {
    const file = `${folder}/test.jsonl`;
    await Deno.writeTextFile(file, test);
    const known = { name: "the model", classes: ["neutral", "contradiction"] };
    const { pairs, sources, notes } = await loadTestPairs(file, known);
    assertEquals(sources.map((source) => source.file), [file]);
    assertEquals([[...pairs.labels], pairs.first], [[1], ["it rains"]]);
    assertEquals(notes, ["1 pairs have no gold label and are dropped"]);
    await assertRejects(
      () => loadTestPairs(file, { ...known, classes: ["neutral"] }),
      DataError,
      'has the class "contradiction" and the model only neutral',
    );
    const rows = await Array.fromAsync(loadPairRows(file));
    assertEquals(rows.map(({ first }) => first), ["it rains", "odd"]);
  });
});
