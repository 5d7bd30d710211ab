import { assertAlmostEquals, assertEquals } from "@std/assert";
import { classScores, macroScore } from "../../../tasks/loop/class_scores.ts";

Deno.test("classScores() gives precision, recall and F1 of each class", () => {
  // 8 texts of class 0 (6 found), 4 of class 1 (3 found), none of class 2, which is answered once.
  const scores = classScores([[6, 2, 0], [0, 3, 1], [0, 0, 0]]);
  assertEquals(scores[0], { precision: 1, recall: 0.75, f1: 12 / 14, support: 8 });
  assertEquals(scores[1], { precision: 0.6, recall: 0.75, f1: 6 / 9, support: 4 });
  assertEquals(scores[2], { precision: 0, recall: NaN, f1: 0, support: 0 });
  const mean = 2 * scores[0].precision * scores[0].recall / (scores[0].precision + 0.75);
  assertAlmostEquals(scores[0].f1, mean, 1e-12);
});

Deno.test("macroScore() is the mean over the classes that occur; one never answered counts as 0", () => {
  const macro = macroScore(classScores([[6, 2, 0], [0, 3, 1], [0, 0, 0]]));
  assertEquals(macro.support, 12);
  assertAlmostEquals(macro.precision, 0.8, 1e-12);
  assertAlmostEquals(macro.recall, 0.75, 1e-12);
  assertAlmostEquals(macro.f1, (12 / 14 + 6 / 9) / 2, 1e-12);
  const never = macroScore(classScores([[4, 0], [4, 0]]));
  assertEquals([never.precision, never.recall], [0.25, 0.5]);
});
