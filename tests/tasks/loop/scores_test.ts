import { assertAlmostEquals, assertEquals } from "@std/assert";
import { scoresOf } from "../../../tasks/loop/scores.ts";

const one = () => 1;
const logitsOf = (rows: readonly (readonly number[])[]) =>
  Float32Array.from(rows.flatMap((row) => row.map(Math.log)));

Deno.test("scoresOf() of three classes: accuracy, loss, F1, Matthews and calibration by hand", () => {
  const p = [[0.7, 0.2, 0.1], [0.4, 0.5, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];
  const labels = [0, 0, 1, 2];
  const scores = scoresOf({ logits: logitsOf(p), labels, classes: 3 }, one, 2);
  assertEquals(scores.confusion, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]);
  assertEquals(scores.accuracy, 0.75);
  const loss = -[0.7, 0.4, 0.8, 0.6].reduce((sum, x) => sum + Math.log(x), 0) / 4;
  assertAlmostEquals(scores.loss, loss, 1e-6);
  // F1: 2/3 of class 0 (2 rows), 2/3 of class 1, 1 of class 2.
  assertAlmostEquals(scores.macro.f1, (2 / 3 + 2 / 3 + 1) / 3, 1e-12);
  assertAlmostEquals(scores.weighted.f1, (2 * 2 / 3 + 2 / 3 + 1) / 4, 1e-12);
  assertAlmostEquals(scores.weighted.precision, (2 * 1 + 0.5 + 1) / 4, 1e-12);
  assertAlmostEquals(scores.weighted.recall, 0.75, 1e-12);
  // c s - sum(p t) = 3*4 - (1*2 + 2*1 + 1*1); truths 2 1 1, answers 1 2 1.
  assertAlmostEquals(scores.matthews, 7 / Math.sqrt((16 - 6) * (16 - 6)), 1e-12);
  assertEquals(scores.top, { k: 2, accuracy: 1 });
  // Class 0: both rows above both others. Class 1: 0.8 above 0.2, 0.5, 0.2. Class 2: 0.6 above all.
  assertEquals(scores.auc, 1);
  // Confidences 0.5 (wrong), 0.6 and 0.7, 0.8 (right), each in a bin of its own.
  assertAlmostEquals(scores.calibrationError, (0.5 + 0.4 + 0.3 + 0.2) / 4, 1e-6);
});

Deno.test("scoresOf() divides logits by the temperature of each row; that moves no answer", () => {
  const logits = logitsOf([[0.8, 0.2], [0.2, 0.8]]);
  const set = { logits, labels: [0, 1], classes: 2 };
  const scores = scoresOf(set, (row) => row + 1);
  // At temperature 2 the odds are sqrt(4) to 1.
  assertAlmostEquals(scores.loss, -(Math.log(0.8) + Math.log(2 / 3)) / 2, 1e-6);
  assertEquals([scores.accuracy, scores.matthews, scores.auc], [1, 1, 1]);
});

Deno.test("scoresOf() counts equals in the order of classes, as answers do", () => {
  const set = { logits: new Float32Array(12), labels: [0, 1, 2], classes: 4 };
  assertEquals(scoresOf(set, one, 1).accuracy, 1 / 3);
  assertEquals(scoresOf(set, one, 1).top.accuracy, 1 / 3);
  assertEquals(scoresOf(set, one, 2).top.accuracy, 2 / 3);
  assertEquals(scoresOf(set, one).top, { k: 5, accuracy: 1 });
});

Deno.test("scoresOf() of one class, and of nothing: what cannot be told is NaN, what can is not", () => {
  const set = { logits: Float32Array.of(1, 0, 3, 0), labels: [0, 0], classes: 2 };
  const only = scoresOf(set, one);
  assertEquals([only.accuracy, only.macro.f1, only.weighted.f1], [1, 1, 1]);
  assertEquals([only.auc, only.matthews], [NaN, 0]);
  const nothing = scoresOf({ logits: new Float32Array(0), labels: [], classes: 2 }, one);
  assertEquals([nothing.accuracy, nothing.loss, nothing.top.accuracy], [0, 0, 0]);
  assertEquals([nothing.auc, nothing.macro.f1, nothing.calibrationError], [NaN, NaN, NaN]);
});
