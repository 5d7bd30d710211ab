import { assert, assertEquals } from "@std/assert";
import { classSection, confusionSection } from "../../../tasks/report/results.ts";
import type { RunResult } from "../../../tasks/run/result.ts";

/** A result of so many classes, all right but for three of class 1 that are taken for class 4. */
function resultOf(n: number): RunResult {
  const classes = Array.from({ length: n }, (_, i) => `name ${String.fromCharCode(97 + i)}`);
  const confusion: number[][] = classes.map((_, i) => classes.map((_, k) => i === k ? 5 : 0));
  confusion[1][4] = 3;
  const test = { full: 1, best: 1, bestDepth: 1, depths: [1], rows: 5 * n + 3, confusion };
  return {
    ...{ classes, epoch: 1, depths: [1], validation: [1], test, epochs: 1, steps: 1, seconds: 1 },
    samplesPerSecond: 1,
  };
}
const naming = { unit: "texts", one: "text" };

Deno.test("confusionSection() lists the pairs of many classes by number and name, and of few none", () => {
  assert(!confusionSection(resultOf(20), naming).includes("taken for</th>"));
  const many = confusionSection(resultOf(24), naming);
  const cells = [...many.matchAll(/<t[hd][^>]*>([^<]*)<\/t[hd]>/g)].map(([, text]) => text);
  assertEquals(cells.slice(0, 8), [
    ...["true", "taken for", "rows", "of the class"],
    ...["2 name b", "5 name e", "3", "37.50 %"],
  ]);
});

Deno.test("classSection() numbers the classes where the map has numbers", () => {
  assert(classSection(resultOf(24), naming).includes(">24 name x</th>"));
  assert(classSection(resultOf(3), naming).includes(">name c</th>"));
});
