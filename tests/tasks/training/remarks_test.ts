import { assertEquals } from "@std/assert";
import type { EpochMetric } from "../../../tasks/loop/metrics.ts";
import type { RunResult } from "../../../tasks/run/result.ts";
import { remarksOf } from "../../../tasks/training/remarks.ts";

function resultOf(confusion: number[][]): RunResult {
  const test = { full: 0.5, best: 0.5, bestDepth: 2, depths: [0.5, 0.5], rows: 10, confusion };
  return {
    ...{ classes: ["down", "up"], epoch: 1, depths: [1, 2], validation: [0.5, 0.5], test },
    ...{ epochs: 2, steps: 1, seconds: 1, samplesPerSecond: 1 },
  };
}

const epochs = (...all: number[][]): EpochMetric[] =>
  all.map((validation, i) => ({
    ...{ kind: "epoch", step: i, epoch: i + 1, seconds: 1, rates: [], best: false, validation },
  }));
const good = resultOf([[5, 0], [1, 4]]);

Deno.test("remarksOf() tells of a net that answers one class, but not of rows of one class", () => {
  assertEquals(remarksOf(resultOf([[0, 5], [0, 5]]), [], 100), [
    'All answers at depth 2 are "up": it has learned nothing there yet, give a greater --epoch or --lr, ' +
    "or fewer blocks.",
  ]);
  // A net of one depth has no blocks to take away.
  assertEquals(remarksOf({ ...resultOf([[0, 5], [0, 5]]), depths: [1] }, [], 100), [
    'All answers at depth 1 are "up": it has learned nothing there yet, give a greater --epoch or --lr.',
  ]);
  // Where most rows are of it, that is no wonder.
  assertEquals(remarksOf(resultOf([[0, 1], [0, 9]]), [], 100), [
    'All answers at depth 2 are "up": it has learned nothing there yet, give a greater --epoch or --lr, ' +
    "or fewer blocks, or --class-weight balanced, as most rows are of it.",
  ]);
  assertEquals(remarksOf(resultOf([[0, 0], [0, 5]]), [], 100), []);
  assertEquals(remarksOf(good, [], 100), []);
});

Deno.test("remarksOf() tells of a last epoch that gained more than chance", () => {
  const rising = epochs([0.7, 0.5], [0.71, 0.62]);
  assertEquals(remarksOf(good, rising, 1000), [
    "The last epoch raised the validation accuracy at depth 2 by 12.0 points: it had not settled, give a " +
    "greater --epoch or --lr.",
  ]);
  assertEquals(remarksOf(good, rising, 20), []); // within the noise of so few rows
  assertEquals(remarksOf(good, epochs([0.9, 0.5], [1, 0.5]), 20), []); // so is a step to the very top
  assertEquals(remarksOf(good, epochs([0.7, 0.5], [0.705, 0.5]), 1e6), []);
  assertEquals(remarksOf(good, epochs([0.7, 0.5]), 1000), []); // one epoch says nothing
});
