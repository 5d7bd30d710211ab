import { assertEquals, assertRejects } from "@std/assert";
import { DataError, readPairRows, readPairs } from "../../../datasets/mod.ts";

Deno.test("readPairs() finds the usual columns of any form of table", async () => {
  const want = { first: ["a", "c"], second: ["b", "d"], labels: Uint32Array.of(1, 0) };
  const tables = [
    "sentence1,sentence2,label\na,b,yes\nc,d,no\n",
    "label\thypothesis\tpremise\nyes\tb\ta\nno\td\tc\n",
    '{"question2":"b","question1":"a","label":"yes"}\n{"question2":"d","question1":"c","label":"no"}',
  ];
  for (const table of tables) {
    const { classes, pairs, dropped } = await readPairs(table);
    assertEquals([classes, pairs, dropped], [["no", "yes"], want, 0]);
  }
  const columns = { firstColumn: "x", secondColumn: "y", labelColumn: "z" };
  assertEquals((await readPairs("z,y,x\nyes,b,a\nno,d,c\n", columns)).pairs, want);
});

Deno.test("readPairs() drops and counts rows without a gold label, and only those", async () => {
  const line = (gold_label: string, sentence1: string) =>
    JSON.stringify({ gold_label, sentence1, sentence2: "b", annotator_labels: ["x"] });
  const lines = [line("neutral", "a"), line("-", "b"), line("entailment", "c"), line("-", "d")];
  const { classes, pairs, dropped } = await readPairs(lines.join("\n"));
  assertEquals([classes, pairs.first, dropped], [["entailment", "neutral"], ["a", "c"], 2]);
  const signs = await readPairs("premise,hypothesis,label\na,b,-\nc,d,+\n");
  assertEquals([signs.classes, signs.dropped], [["+", "-"], 0]);
});

Deno.test("readPairs() takes the classes of another table, in their order", async () => {
  const classesOf = { name: "snli", classes: ["neutral", "contradiction", "entailment"] };
  const { classes, pairs } = await readPairs("premise,hypothesis,label\na,b,entailment\n", {
    classesOf,
  });
  assertEquals([classes, [...pairs.labels]], [classesOf.classes, [2]]);
});

Deno.test("readPairs() refuses what is wrong, by line and column", async () => {
  const refuse = (table: string, message: string, options = {}) =>
    assertRejects(() => readPairs(table, { name: "p.csv", ...options }), DataError, message);
  const header = "premise,hypothesis,label\n";
  await refuse(
    `${header}a,b,yes\nc, ,no\n`,
    'p.csv: line 3 has nothing in its column "hypothesis"',
  );
  await refuse(`${header}a,b,yes\n,d,no\n`, 'line 3 has nothing in its column "premise"');
  await refuse(`${header}a,b,yes\nc,d,\n`, 'line 3 has nothing in its column "label"');
  await refuse(header, "Cannot read p.csv: it is empty");
  await refuse(`${header}a,b,yes\n`, 'all 1 pairs have the class "yes"');
  const file = new File([`${header}a,b,yes\n`], "pairs.csv");
  await assertRejects(() => readPairs(file), DataError, "Cannot use pairs.csv: all 1 pairs");
  await refuse("premise,label\na,yes\n", 'it has no column "sentence1" but premise, label');
  await refuse(`${header}a,b,yes\n`, 'it has no column "other" but', { secondColumn: "other" });
  const classesOf = { name: "train.csv", classes: ["no", "maybe"] };
  await refuse(`${header}a,b,yes\n`, 'has the class "yes" and train.csv only no, maybe', {
    classesOf,
  });
});

Deno.test("readPairRows() reads pairs without labels, and refuses a pair with an empty side", async () => {
  const table = "hypothesis,premise,note\nb,a,\nd,c,x\n";
  const rows = await Array.fromAsync(readPairRows(table));
  assertEquals(rows, [{ first: "a", second: "b" }, { first: "c", second: "d" }]);
  const named = { firstColumn: "note", secondColumn: "premise", name: "p.csv" };
  await assertRejects(
    () => Array.fromAsync(readPairRows(table, named)),
    DataError,
    'Cannot read p.csv: line 2 has nothing in its column "note"',
  );
  await assertRejects(
    () => Array.fromAsync(readPairRows("premise,label\na,b\n")),
    DataError,
    'it has no column "sentence1"',
  );
});
