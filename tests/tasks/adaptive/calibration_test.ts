import { assert, assertEquals } from "@std/assert";
import { calibrate, type CalibrationOptions } from "../../../tasks/adaptive/calibration.ts";
import type { DepthLogits } from "../../../tasks/loop/exits/sweep.ts";
import { rows, set } from "../loop/exits/texts.ts";

const options: CalibrationOptions = {
  criterion: "margin",
  exits: [1, 2, 3],
  thresholds: [0.2, 0.7, 0.9],
  squashed: false,
  checkpoint: "best",
};

Deno.test("calibrate() picks the least threshold that surely loses a quarter point at most", () => {
  const texts = 400;
  const many = (p: (i: number) => number) => rows(...Array.from({ length: texts }, (_, i) => p(i)));
  // At depth 1, n texts of 400 are wrong with a small lead; after all blocks none is.
  const wrong = (n: number): DepthLogits => ({
    logits: [many((i) => i < n ? 0.45 : 0.95), many(() => 0.9)],
    labels: new Uint32Array(texts),
    classes: 2,
  });
  const picked = (n: number, thresholds: number[]) =>
    calibrate(wrong(n), { ...options, exits: [1, 2], thresholds }).file;
  assertEquals(picked(0, [0, 0.5]).threshold, 0);
  // One text of 400 is a quarter point, and may as well be two.
  const file = picked(1, [0, 0.5, 0.7]);
  assertEquals(file.threshold, 0.5);
  assertEquals(file.chosen, file.sweep[1]);
  assertEquals(file.chosen.validation.exits, [399, 1]);
  assertEquals(file.full, { validation: 1, test: null });
  // Where none does, none leaves that is not quite sure.
  const cautious = picked(2, [0]);
  assertEquals([cautious.threshold, cautious.sweep.length], [1, 1]);
  assertEquals(cautious.chosen.threshold, 1);
});

Deno.test("calibrate() fits a temperature for each depth, exit or not", () => {
  const { file, rule } = calibrate(set, { ...options, exits: [1, 3] });
  assertEquals(file.temperatures.length, 3);
  assertEquals(rule.temperatures, file.temperatures);
  file.crossEntropy.scaled.forEach((scaled, d) =>
    assert(scaled <= file.crossEntropy.raw[d] + 1e-12)
  );
  assertEquals(file.depths, 3);
  assertEquals(file.sweep.map(({ validation }) => validation.exits.length), [2, 2, 2]);
});
