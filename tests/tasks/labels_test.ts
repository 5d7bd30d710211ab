import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../datasets/mod.ts";
import { numberedLabels, renumberLabels } from "../../tasks/labels.ts";

Deno.test("renumberLabels() lets classes be that no example has", () => {
  const dataset = { classes: ["a", "b", "c"] };
  const columns = new Map([["title", ["t", "u"]]]);
  const examples = { texts: ["1", "2"], labels: Uint32Array.of(2, 0), columns };
  assertEquals(renumberLabels(examples, dataset, ["a", "c"], "go"), {
    ...examples,
    labels: Uint32Array.of(1, 0),
  });
  assertThrows(
    () => renumberLabels(examples, dataset, ["b", "c"], "go on"),
    DataError,
    `Cannot go on: its class "a" is none of the run's (b, c), give data with the same classes`,
  );
});

Deno.test("numberedLabels() numbers names by their order and whole numbers by value", () => {
  const of = { count: 3, unit: "rows", one: "row" };
  const names = numberedLabels(of, ["b", "a", "b"]);
  assertEquals(names, { classes: ["a", "b"], labels: Uint32Array.of(1, 0, 1) });
  const numbers = numberedLabels(of, [10, 9, 10]);
  assertEquals(numbers, { classes: ["9", "10"], labels: Uint32Array.of(1, 0, 1) });
  assertThrows(
    () => numberedLabels(of, ["a", "b"]),
    DataError,
    "Cannot use 3 rows with 2 labels: give one row or more, and a label for each",
  );
});
