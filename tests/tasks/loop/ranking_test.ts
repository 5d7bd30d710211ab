import { assertAlmostEquals, assertEquals } from "@std/assert";
import { areasUnderCurves } from "../../../tasks/loop/ranking.ts";

const one = () => 1;

Deno.test("areasUnderCurves() counts the pairs that are in order, and ties as halves", () => {
  // Scores of class 1: its own 2, 0 and 0, of the others 1, 0 and -1: in order 3 + 1.5 + 1.5 of 9 pairs.
  const scores = [2, 0, 0, 1, 0, -1];
  const logits = Float32Array.from(scores.flatMap((z) => [0, z]));
  const labels = [1, 1, 1, 0, 0, 0];
  const areas = areasUnderCurves({ logits, labels, classes: 2 }, one);
  for (const area of areas) assertAlmostEquals(area, 6 / 9, 1e-12);
  const constant = { logits: new Float32Array(12), labels, classes: 2 };
  assertEquals(areasUnderCurves(constant, one), [0.5, 0.5]);
});

Deno.test("areasUnderCurves() takes each class against the rest; a class without rows or rest has none", () => {
  // Scores of class 0 are its probabilities: 1/2, 1/6 and 1/4 of three rows.
  const p = [[3, 2, 1, 0], [1, 3, 2, 0], [2, 2, 4, 0]];
  const logits = Float32Array.from(p.flatMap((row) => row.map((x) => Math.log(x || 1e-9))));
  const set = { logits, labels: [0, 1, 1], classes: 4 };
  const [first, second, third, never] = areasUnderCurves(set, one);
  assertEquals([first, second], [1, 1 / 2]); // class 1: 3/6 and 2/8 against 2/6
  assertEquals([third, never], [NaN, NaN]);
  assertEquals(areasUnderCurves({ ...set, labels: [2, 2, 2] }, one), [NaN, NaN, NaN, NaN]);
  assertEquals(areasUnderCurves({ logits: new Float32Array(0), labels: [], classes: 2 }, one), [
    NaN,
    NaN,
  ]);
});

Deno.test("areasUnderCurves() tells probabilities apart that round to 1, and ranks after the scaling of each row", () => {
  const logits = Float32Array.of(0, 60, 0, 61, 0, 62);
  const set = { logits, labels: [0, 1, 1], classes: 2 };
  assertEquals(areasUnderCurves(set, one), [1, 1]);
  assertEquals(areasUnderCurves(set, (row) => row === 0 ? 0.5 : 1), [0, 0]);
});
