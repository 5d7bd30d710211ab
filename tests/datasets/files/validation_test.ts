import { assertEquals, assertRejects } from "@std/assert";
import { DataError, splitExamples } from "../../../datasets/mod.ts";
import { loadImages, loadNumbers, loadPairs, loadText } from "../../../datasets/files/mod.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const write = async (name: string, lines: readonly string[]) => {
  await Deno.writeTextFile(`${folder}/${name}`, lines.join("\n") + "\n");
  return `${folder}/${name}`;
};
const all = [...Array(40).keys()];
const side = (i: number) => i % 2 ? "up" : "down";
/** Four rows a group. */
const group = (i: number) => `g${i >> 2}`;

const texts = await write("texts.csv", [
  "text,who,label",
  ...all.map((i) => `word${i} ${side(i)},${group(i)},${side(i)}`),
]);
const pairs = await write("pairs.csv", [
  "premise,hypothesis,who,label",
  ...all.map((i) => `word${i},${side(i)},${group(i)},${side(i)}`),
]);
const numbers = await write("numbers.csv", [
  "a,who,b,label",
  ...all.map((i) => `${i},${group(i)},${i % 2},${side(i)}`),
]);
const other = {
  texts: await write("other.csv", ["label,text", "up,new words", "down,more", "up,others"]),
  pairs: await write("pairs2.csv", ["label,premise,hypothesis", "up,a,b", "down,c,d"]),
  numbers: await write("numbers2.csv", ["b,a,label", "1,7,up", "0,8,down"]),
};

Deno.test("valData gives the rows that validate, with the classes and columns of the set", async () => {
  const set = await loadText(texts, { seed: 1, valData: other.texts });
  assertEquals(set.validation?.texts, ["new words", "more", "others"]);
  assertEquals([...set.validation!.labels], [1, 0, 1]);
  assertEquals([set.train.texts.length, set.test?.texts.length], [36, 4]);
  assertEquals(set.sources.map(({ file }) => file), [texts, other.texts]);
  assertEquals(set.notes.at(-1), `validation is all 3 rows of ${other.texts}`);
  const two = await loadPairs(pairs, { seed: 1, valData: other.pairs });
  assertEquals([two.validation?.second, [...two.validation!.labels]], [["b", "d"], [1, 0]]);
  const rows = await loadNumbers(numbers, { seed: 1, groupColumn: "who", valData: other.numbers });
  assertEquals([...rows.validation!.values], [7, 1, 8, 0]);
  await write("strange.csv", ["text,label", "a,sideways"]);
  await assertRejects(
    () => loadText(texts, { seed: 1, valData: `${folder}/strange.csv` }),
    DataError,
    'line 2 has the class "sideways" and ' + texts + " only down, up, correct the line",
  );
});

Deno.test("valData works beside sets that have a name, and test takes their test rows", async () => {
  const classes = ["sport", "business"];
  const named = await loadText("news", { seed: 1 });
  assertEquals(named.classes.length, classes.length);
  const file = await write("news.csv", ["text,label", `a,${named.classes[1]}`]);
  const { validation, train } = await loadText("news", { seed: 1, valData: file });
  assertEquals([[...validation!.labels], train.texts.length], [[1], 8000]);
  const tested = await loadText("news", { seed: 1, valData: "test" });
  assertEquals(tested.validation, tested.test);
  assertEquals(
    tested.notes.at(-1),
    "the test rows choose the epoch too, so that test figures are a little too good",
  );
  const { validation: digits, test } = await loadImages("digits", { seed: 1, valData: "test" });
  assertEquals(digits, test);
});

Deno.test("valData of sst2 may have its classes as GLUE writes them, or by name", async () => {
  await Deno.mkdir(`${folder}/sst2`);
  await write("sst2/train.tsv", ["sentence\tlabel", "fine\t1", "poor\t0"]);
  const dev = await write("sst2/dev.tsv", ["sentence\tlabel", "good\t1", "bad\t0"]);
  const glue = { seed: 1, dataDir: folder };
  const { validation } = await loadText("sst2", { ...glue, valData: dev });
  assertEquals([...validation!.labels], [1, 0]);
  const named = await write("named.tsv", ["sentence\tlabel", "good\tpositive", "bad\t2"]);
  await assertRejects(
    () => loadText("sst2", { ...glue, valData: named }),
    DataError,
    'line 3 has the class "2" and sst2 only negative, positive, correct the line',
  );
});

Deno.test("groupColumn keeps the rows of a group on one side of the test part and of the validation part", async () => {
  const apart = (parts: readonly ({ readonly groups?: readonly string[] } | null)[]) => {
    const seen = parts.map((part) => new Set(part!.groups));
    assertEquals(seen.map(({ size }) => size).reduce((sum, size) => sum + size), 10);
  };
  const options = { seed: 1, groupColumn: "who" };
  const { train, test, notes } = await loadText(texts, options);
  assertEquals([train.groups?.length, test?.groups?.length], [36, 4]);
  assertEquals(notes, ["test is 4 of 40 rows held out by seed 1, in whole groups"]);
  const { train: rest, validation } = splitExamples(train, 1, 0.2);
  apart([rest, validation, test]);
  const rows = await loadNumbers(numbers, options);
  assertEquals(rows.train.columns, ["a", "b"]);
  apart([rows.train, rows.test]);
  const two = await loadPairs(pairs, options);
  apart([two.train, two.test]);
});

Deno.test("groupColumn refuses a column that is not there, the classes, no group, and a set without columns", async () => {
  const fails = (groupColumn: string, message: string, file = texts) =>
    assertRejects(() => loadText(file, { seed: 1, groupColumn }), DataError, message);
  await fails("whom", 'it has no column "whom" but text, who, label, name the right one');
  await fails("label", '"label" holds the classes, whose rows must be on both sides of a split');
  await fails("who", "Cannot read the columns who of news: it has no columns", "news");
  const gap = await write("gap.csv", ["text,who,label", "a,x,up", "b,,down"]);
  await fails("who", 'line 3 has no group in its column "who", add it', gap);
  const file = await write("gap2.csv", ["premise,hypothesis,who,label", "a,b,,up"]);
  await assertRejects(
    () => loadPairs(file, { seed: 1, groupColumn: "who" }),
    DataError,
    'line 2 has nothing in its column "who", add it or remove the line',
  );
});
