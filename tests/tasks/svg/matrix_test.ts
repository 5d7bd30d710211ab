import { assert, assertEquals } from "@std/assert";
import { heatMap } from "../../../tasks/svg/matrix.ts";

const matrixOf = (n: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, k) => Number(i === k)));
const labels = (svg: string) =>
  [...svg.matchAll(/class="label"[^>]*>([^<]*)</g)].map(([, text]) => text);

Deno.test("heatMap() has names for few classes and some numbers for many", () => {
  const named = (n: number) => Array.from({ length: n }, (_, i) => `class ${i}`);
  assertEquals(labels(heatMap({ classes: named(2), matrix: matrixOf(2) })), [
    "class 0",
    "class 0",
    "class 1",
    "class 1",
  ]);
  const many = heatMap({ classes: named(47), matrix: matrixOf(47) });
  assertEquals(labels(many), [5, 10, 15, 20, 25, 30, 35, 40, 45].flatMap((n) => [`${n}`, `${n}`]));
  assert(many.includes("true class 46, predicted class 46: 1 (100.00 %)"));
});
