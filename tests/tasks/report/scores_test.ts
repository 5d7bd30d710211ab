import { assert, assertEquals, assertMatch } from "@std/assert";
import { scoreSections } from "../../../tasks/report/scores.ts";
import type { RunResult, TestScores } from "../../../tasks/run/result.ts";
import { input } from "./support.ts";

const { result: given } = input();
assert(given !== undefined);
const result = given;
const naming = { unit: "texts", one: "text" };
const mean = { precision: 1, recall: 1, f1: 0.75, support: 4 };
const scores = (auc: number): TestScores => ({
  loss: 0.25,
  macro: mean,
  weighted: mean,
  auc,
  matthews: 0.5,
  top: { k: 5, accuracy: 1 },
  calibrationError: 0.125,
  reliability: [{ rows: 4, confidence: 0.9, accuracy: 1 }],
});

function withScores(): RunResult {
  const depths = result.depths.map((_, d) => scores(d / 8));
  const early = { ...scores(0.5), accuracy: 0.75, threshold: 0.9 };
  return { ...result, test: { ...result.test, scores: depths, early } };
}

Deno.test("the report has a line of scores for each depth and one for rows that leave early", () => {
  const [table] = scoreSections(withScores(), naming);
  assertEquals(table.match(/<tr><th scope="row">/g)?.length, result.depths.length + 1);
  assertMatch(table, />leaving at 0\.9<\/th><td class="number">75\.00 %/);
  assertMatch(table, /<td class="number">0\.5000<\/td>/);
  assertMatch(table, /<td class="number">12\.50 %<\/td>/);
  assertEquals(table.includes("top 5"), false);
  const classes = Array.from({ length: 11 }, (_, i) => `class ${i}`);
  assertMatch(scoreSections({ ...withScores(), classes }, naming)[0], /top 5/);
});

Deno.test("the report has a diagram for the first, the best and the full depth, and for leaving early", () => {
  const [, diagrams] = scoreSections(withScores(), naming);
  const shown = new Set([
    0,
    result.depths.indexOf(result.test.bestDepth),
    result.depths.length - 1,
  ]);
  assertEquals(diagrams.match(/<svg /g)?.length, shown.size + 1);
});

Deno.test("runs of earlier versions have no scores to show", () => {
  const { scores: _, early: __, ...test } = withScores().test;
  assertEquals(scoreSections({ ...result, test }, naming), []);
});
