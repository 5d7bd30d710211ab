/** Which part of a threshold each depth asks for. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { promised, withShares } from "../../../tasks/adaptive/shares.ts";
import { type ExitRule, readinessAt } from "../../../tasks/loop/exits/prediction.ts";
import { Sweep } from "../../../tasks/loop/exits/sweep.ts";

const rule: ExitRule = {
  criterion: "max-softmax",
  squashed: false,
  temperatures: [1, 1, 1],
  exits: [1, 2, 3],
};

/** Logits of two classes, of which the first is right, by the probability of it. */
const logits = (probabilities: readonly number[]) =>
  Float32Array.from(probabilities.flatMap((p) => [Math.log(p / (1 - p)), 0]));

/** Depth 1 is right where it is sure; depth 2 is always right and never sure; depth 3 is right and sure. */
const set = {
  labels: Uint32Array.of(0, 0, 0, 0),
  classes: 2,
  logits: [
    logits([0.9, 0.9, 0.4, 0.4]),
    logits([0.6, 0.6, 0.6, 0.6]),
    logits([0.9, 0.9, 0.9, 0.9]),
  ],
};

Deno.test("a depth that is right though unsure asks for a part of the threshold", () => {
  // The mean depth at the least threshold at which all answers are right.
  const score = (sweep: Sweep) => {
    const all = [0.5, 0.7, 0.9].map((threshold) => sweep.at(threshold));
    return Math.min(...all.filter(({ accuracy }) => accuracy === 1).map((p) => p.meanDepth));
  };
  const found = withShares(set, rule, score);
  assertEquals(found.shares, [1, 0.85, 1]);
  assertEquals([score(new Sweep(set, rule)), score(new Sweep(set, found))], [2, 1.5]);
});

Deno.test("all depths ask for the whole threshold where parts of it gain nothing", () => {
  assertEquals(withShares(set, rule, () => 1), rule);
  assertEquals(withShares(set, rule, () => Infinity), rule);
});

Deno.test("readiness is confidence over the part that is asked for, 1 at most", () => {
  const [row] = [logits([0.6])];
  assertAlmostEquals(readinessAt(rule, row, 2), 0.6, 1e-6);
  assertAlmostEquals(readinessAt({ ...rule, shares: [1, 0.8, 1] }, row, 2), 0.75, 1e-6);
  assertEquals(readinessAt({ ...rule, shares: [1, 0.4, 1] }, row, 2), 1);
});

Deno.test("shares promise less the fewer rows they were found on", () => {
  assertEquals(promised(rule, 100), 0);
  assertEquals(promised({ shares: [1, 1, 1] }, 100), 0);
  assertAlmostEquals(promised({ shares: [1, 0.4, 1] }, 100), 0.02);
  assert(promised({ shares: [1, 0.4, 1] }, 10000) < 0.003);
});
