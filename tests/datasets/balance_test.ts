import { assertAlmostEquals, assertEquals } from "@std/assert";
import { balancedWeights } from "../../datasets/mod.ts";

Deno.test("balancedWeights() makes the sums of all classes equal, with the mean 1", () => {
  const labels = Uint32Array.of(0, 0, 0, 2, 2, 3);
  const weights = balancedWeights(labels, 4);
  for (const [label, rows] of [[0, 3], [2, 2], [3, 1]]) {
    assertAlmostEquals(weights[label] * rows, 2);
  }
  assertEquals(weights[1], 1); // no row has it
  assertAlmostEquals(labels.reduce((sum, label) => sum + weights[label], 0), 6);
});
