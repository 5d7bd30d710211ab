import { assertEquals } from "@std/assert";
import { isFastText, withoutLabels } from "../../../datasets/text/fasttext.ts";
import { readTable, readTextRows } from "../../../datasets/mod.ts";
import { inChunks, refusal, utf8 } from "../support.ts";

const LINES =
  "\n__label__pos good , very __label__pos\n\n  worse __label__neg film\r\n__label__neg\n";

Deno.test("readTable() reads lines of fastText, whose first line tells them", async () => {
  for (const content of [LINES, inChunks(utf8(LINES), 3)]) {
    const { classes, examples } = await readTable(content);
    assertEquals(classes, ["neg", "pos"]);
    assertEquals(examples.texts, ["good , very", "worse film", ""]);
    assertEquals([...examples.labels], [1, 0, 0]);
  }
});

Deno.test("readTable() refuses lines of fastText with no label, several, or one without a name", async () => {
  const read = (line: string) => refusal("", () => readTable(`__label__a b\n${line}\n`));
  const at = "Cannot read the table: line 2 has";
  assertEquals(await read("c d"), `${at} no label, begin it with __label__ and the class`);
  assertEquals(
    await read("__label__b __label__c d"),
    `${at} 2 labels (b, c), leave one: a model answers with one class`,
  );
  assertEquals(
    await read("__label__ d"),
    `${at} a label without a name, write the class behind __label__`,
  );
  assertEquals(
    await refusal("", () => readTable(LINES, { sideColumns: ["author"] })),
    "Cannot read the columns author of the table: it has no columns, " +
      "give a CSV, TSV or JSON-lines file that has them",
  );
});

Deno.test("readTable() takes another form by an option, and a column of such a name", async () => {
  const table = "__label__,text\n__label__a,b\n__label__c,d\n";
  const options = { format: "csv", labelColumn: "__label__" } as const;
  assertEquals((await readTable(table, options)).classes, ["__label__a", "__label__c"]);
});

Deno.test("readTable() reads fastText in a file that is called a table, and refuses columns of it", async () => {
  for (const format of ["csv", "tsv"] as const) {
    const { classes, examples } = await readTable("__label__b good, fine\n__label__a\tbad\n", {
      format,
    });
    assertEquals([classes, examples.texts], [["a", "b"], ["good, fine", "bad"]]);
  }
  const state = "of the table: it has no columns, give a CSV, TSV or JSON-lines file that has them";
  assertEquals(
    await refusal("", () => readTable(LINES, { textColumn: "body", labelColumn: "kind" })),
    `Cannot read the columns body, kind ${state}`,
  );
  // Columns that are named for training texts need not be there in texts to test.
  const classesOf = { name: "a", classes: ["a", "b"] };
  const { examples } = await readTable("__label__b x\n", { textColumn: "body", classesOf });
  assertEquals(examples.texts, ["x"]);
});

Deno.test("readTextRows() leaves labels of fastText out of lines, and words that are none in", async () => {
  const texts: string[] = [];
  const lines = `${LINES}my __label__ here\n`;
  for await (const { text } of readTextRows(lines, { format: "lines" })) texts.push(text);
  assertEquals(texts.slice(0, 3), ["", "good , very", ""]);
  assertEquals(texts.at(-1), "my __label__ here");
  assertEquals(isFastText(" __label__x y"), true);
  assertEquals([isFastText("label__x"), isFastText("")], [false, false]);
  assertEquals(withoutLabels("__label__a b __label__c d"), "b d");
});
