import { assertAlmostEquals, assertEquals } from "@std/assert";
import { calibrationError, Reliability } from "../../../tasks/loop/reliability.ts";

Deno.test("calibrationError() is the mean distance of confidence and accuracy by bins of a fifteenth", () => {
  const bins = new Reliability();
  bins.add(0.95, true);
  bins.add(0.97, false);
  bins.add(0.5, true);
  bins.add(0.5, true);
  assertEquals(bins.bins.map(({ rows }) => rows), [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2]);
  assertAlmostEquals(bins.bins[14].confidence, 0.96, 1e-12);
  assertEquals([bins.bins[14].accuracy, bins.bins[7].accuracy, bins.bins[0].accuracy], [
    0.5,
    1,
    NaN,
  ]);
  assertAlmostEquals(calibrationError(bins.bins), (2 * 0.46 + 2 * 0.5) / 4, 1e-12);
});

Deno.test("a bin holds its upper end, the first 0 and the last 1; of no answers there is no error", () => {
  const bins = new Reliability();
  bins.add(0, false);
  bins.add(1 / 15, false);
  bins.add(2 / 15, true);
  bins.add(1, true);
  assertEquals(bins.bins.map(({ rows }) => rows), [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assertEquals(calibrationError(new Reliability().bins), NaN);
});
