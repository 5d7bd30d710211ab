import { assertAlmostEquals, assertEquals } from "@std/assert";
import { argmax, softmax } from "../../../tasks/loop/logits.ts";

Deno.test("softmax() divides by the temperature and takes great numbers", () => {
  const [a, b] = softmax([Math.log(1), Math.log(3)]);
  assertAlmostEquals(a, 0.25);
  assertAlmostEquals(b, 0.75);
  // e^(ln 3 / 2) is the root of 3.
  assertAlmostEquals(softmax([0, Math.log(3)], 2)[1], Math.sqrt(3) / (1 + Math.sqrt(3)));
  assertEquals(softmax([1e4, 0]), [1, 0]);
  assertEquals(softmax([-1e4, -1e4]), [0.5, 0.5]);
});

Deno.test("argmax() is where the greatest is, the first of equals", () => {
  assertEquals([[2], [1, 3, 2], [1, 3, 3], [-2, -1]].map(argmax), [0, 1, 1, 1]);
});
