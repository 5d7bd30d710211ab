import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { shareInterval, spreadOf } from "../../../tasks/loop/intervals.ts";

Deno.test("spreadOf() gives the interval of Student's t", () => {
  // The 97.5 % point of t with four degrees of freedom is 2.776445.
  const { mean, deviation, low, high } = spreadOf([79.1, 79.9, 80.3, 78.8, 80.0]);
  assertAlmostEquals(mean, 79.62, 1e-9);
  assertAlmostEquals(deviation, 0.637966, 1e-5);
  assertAlmostEquals(low, 78.82787, 1e-4);
  assertAlmostEquals(high, 80.41213, 1e-4);
});

Deno.test("spreadOf() of two has the widest interval, of one none, of many the normal one", () => {
  assertAlmostEquals(spreadOf([1, 3]).high, 2 + 12.7062, 1e-4);
  assertEquals([spreadOf([5]).mean, spreadOf([5]).deviation, spreadOf([5]).low], [5, NaN, NaN]);
  const many = Array.from({ length: 41 }, (_, i) => i % 2 ? 1 : -1); // 40 degrees: 2.0211
  const { mean, high, deviation } = spreadOf(many);
  assertAlmostEquals((high - mean) / (deviation / Math.sqrt(41)), 2.0211, 2e-4);
});

Deno.test("shareInterval() is Wilson's", () => {
  // Its ends p are where the share lies 1.96 deviations of a share of p away.
  const seen = 700 / 872;
  for (const p of shareInterval(seen, 872)) {
    assertAlmostEquals((seen - p) ** 2, 1.959964 ** 2 * p * (1 - p) / 872, 1e-12);
  }
  const [low, high] = shareInterval(1, 50);
  assert(low < 0.94 && low > 0.9);
  assertAlmostEquals(high, 1, 1e-12);
  assertEquals(shareInterval(NaN, 0), [0, 1]);
});
