import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Sweep } from "../../../../tasks/loop/exits/sweep.ts";
import { set } from "./texts.ts";

const rule = {
  criterion: "max-softmax",
  temperatures: [1, 1, 1],
  squashed: false,
  exits: [1, 2, 3],
} as const;

Deno.test("Sweep counts where texts leave and which of them are right", () => {
  const sweep = new Sweep(set, rule);
  // After all blocks the second text is wrong.
  assertEquals(sweep.full, 0.75);
  // At depth 1 the third and the fourth are wrong.
  assertEquals(sweep.at(0), { accuracy: 0.5, meanDepth: 1, exits: [4, 0, 0] });
  // The first two leave at depth 1, the third (0.7 against 0.75) at depth 2, the fourth at the end.
  assertEquals(sweep.at(0.75), { accuracy: 1, meanDepth: 7 / 4, exits: [2, 1, 1] });
  assertEquals(sweep.at(0.85), { accuracy: 0.75, meanDepth: 9 / 4, exits: [1, 1, 2] });
  assertEquals(sweep.at(1), { accuracy: 0.75, meanDepth: 3, exits: [0, 0, 4] });
});

Deno.test("Sweep says how far the cost of a threshold may be chance", () => {
  const sweep = new Sweep(set, rule);
  // At 0 the second text is won and the third and fourth, right after all blocks, are lost; at 0.75 one is won.
  assertAlmostEquals(sweep.doubt(0), Math.sqrt(3) / 4, 1e-12);
  assertEquals([sweep.doubt(0.75), sweep.doubt(0.85), sweep.doubt(1)], [1 / 4, 0, 0]);
});

Deno.test("Sweep leaves out depths that are no exits, and divides by temperatures", () => {
  const some = new Sweep(set, { ...rule, exits: [2, 3] });
  assertEquals(some.at(0), { accuracy: 0.5, meanDepth: 2, exits: [4, 0] });
  assertEquals(some.at(0.85), { accuracy: 0.75, meanDepth: 2.5, exits: [2, 2] });
  const one = new Sweep(set, { ...rule, exits: [3] });
  assertEquals(one.at(0.5), { accuracy: 0.75, meanDepth: 3, exits: [4] });
  // At a temperature of 2, 9 to 1 becomes 3 to 1.
  const warm = new Sweep(set, { ...rule, temperatures: [2, 1, 1] });
  assertEquals(warm.at(0.76).exits, [0, 2, 2]);
  assertEquals(warm.at(0.74).exits, [1, 1, 2]);
});

Deno.test("Sweep proposes thresholds from 0 to 1 that part the texts", () => {
  const { steps } = new Sweep(set, rule);
  assertEquals([steps.at(0), steps.at(-1)], [0, 1]);
  assertEquals(steps, steps.toSorted((a, b) => a - b));
  for (const between of [0.55, 0.6, 0.7, 0.8, 0.9]) {
    assert(steps.some((step) => Math.abs(step - between) < 1e-5), `${between} of ${steps}`);
  }
  const none = new Sweep({ logits: [new Float32Array()], labels: new Uint32Array(), classes: 2 }, {
    ...rule,
    exits: [1],
  });
  assertEquals([none.full, none.steps], [0, [0, 1]]);
  assertEquals(none.at(0.5), { accuracy: 0, meanDepth: 0, exits: [0] });
});
