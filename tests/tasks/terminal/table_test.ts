import { assertEquals } from "@std/assert";
import { confusionText, fit, printable, textTable } from "../../../tasks/terminal/table.ts";

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
  assertEquals(lines[2].startsWith("1 class xxxxxxxxxxxxx…"), true);
});
