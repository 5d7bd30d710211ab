import { assertEquals } from "@std/assert";
import { confusionText, distinct, fit, textTable } from "../../../tasks/terminal/table.ts";
import { printable } from "../../../datasets/printable.ts";

Deno.test("textTable() aligns numbers right and texts left, wide characters counted twice", () => {
  const text = textTable(["name", "rows", "%"], [["Sport", 5, "9.50 %"], [
    "世界",
    1200,
    "10.00 %",
  ]]);
  assertEquals(
    text,
    [
      "name   rows        %",
      "─────  ────  ───────",
      "Sport     5   9.50 %",
      "世界   1200  10.00 %",
      "",
    ].join("\n"),
  );
});

Deno.test("textTable() takes rows that are short or empty", () => {
  assertEquals(textTable(["a", "b"], [["x"]]), "a  b\n─  ─\nx\n");
  assertEquals(textTable(["a"], []), "a\n─\n");
});

Deno.test("printable() takes control characters and text direction marks out", () => {
  assertEquals(printable("a\x1b[31mb\n\u202ec"), "a [31mb c");
});

Deno.test("fit() cuts by columns and never within a character", () => {
  assertEquals(fit("abc", 3), "abc");
  assertEquals(fit("abcd", 3), "ab…");
  assertEquals(fit("世界人", 4), "世…");
  assertEquals(fit("abc", 0), "");
});

Deno.test("distinct() cuts names in their middle where they begin alike", () => {
  assertEquals(distinct(["one", "card lost number 12", "card lost number 7", "a long name"], 9), [
    "one",
    "card…r 12",
    "card…er 7",
    "a long n…",
  ]);
  assertEquals(distinct(["card lost number 1…", "card lost number 2…"], 9), [
    "card…r 1…",
    "card…r 2…",
  ]);
  assertEquals(distinct(["世界世界世界一", "世界世界世界二"], 8), ["世界…一", "世界…二"]);
});

Deno.test("confusionText() shows counts and the part of each row that is right", () => {
  assertEquals(
    confusionText([[8, 2], [0, 0]], ["World", "Sports"]),
    [
      "true \\ predicted  World  Sports   right",
      "────────────────  ─────  ──────  ──────",
      "World                 8       2  80.0 %",
      "Sports                0       0       -",
      "",
    ].join("\n"),
  );
});

Deno.test("confusionText() numbers the columns of many classes", () => {
  const classes = Array.from({ length: 7 }, (_, index) => `class ${"x".repeat(30)} ${index}`);
  const lines = confusionText(classes.map(() => [1, 1, 1, 1, 1, 1, 1]), classes).split("\n");
  assertEquals(lines[0].split(/ {2,}/), "true \\ predicted,1,2,3,4,5,6,7,right".split(","));
  assertEquals(lines[2].split(/ {2,}/)[0], "1 class xxxx…xxxxxxx 0");
});

Deno.test("confusionText() shows the worst pairs where a table of all classes would fit no screen", () => {
  const names = Array.from({ length: 150 }, (_, i) => `class ${i}`);
  const matrix = names.map((_, i) => names.map((_, k) => Number(i === k) * 8));
  [matrix[3][7], matrix[9][1]] = [2, 32];
  assertEquals(
    confusionText(matrix, names),
    "Of 150 classes, the pairs that are confused most often:\n\n" +
      "true     predicted  rows  of the class\n" +
      "───────  ─────────  ────  ────────────\n" +
      "class 9  class 1      32        80.0 %\n" +
      "class 3  class 7       2        20.0 %\n",
  );
  matrix[9][1] = matrix[3][7] = 0;
  assertEquals(confusionText(matrix, names), "None of the 150 classes is taken for another.\n");
});
