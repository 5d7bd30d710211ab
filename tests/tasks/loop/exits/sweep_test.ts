import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanTime } from "../../../../tasks/loop/exits/time.ts";
import { type Candidate, pickThreshold, readBudget } from "../../../../tasks/adaptive/budget.ts";
import { calibrate, type CalibrationOptions } from "../../../../tasks/adaptive/calibration.ts";
import { readExits } from "../../../../tasks/options/depth.ts";
import { OptionError } from "../../../../tasks/options/value.ts";
import { type DepthLogits, Sweep } from "../../../../tasks/loop/exits/sweep.ts";

/** Logits of two classes whose first has the probabilities p. */
const rows = (...p: number[]) =>
  Float32Array.from(p.flatMap((p) => [Math.log(p), Math.log(1 - p)]));

/** Four texts of class 0 at three depths. */
const set: DepthLogits = {
  logits: [rows(0.9, 0.8, 0.3, 0.4), rows(0.9, 0.4, 0.9, 0.45), rows(0.6, 0.4, 0.7, 0.8)],
  labels: new Uint32Array(4),
  classes: 2,
};

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

const options: CalibrationOptions = {
  criterion: "margin",
  exits: [1, 2, 3],
  thresholds: [0.2, 0.7, 0.9],
  squashed: false,
  checkpoint: "best",
};

Deno.test("calibrate() picks the least threshold that loses a quarter point at most", () => {
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
  assertEquals(picked(1, [0, 0.5]).threshold, 0);
  const file = picked(2, [0, 0.5, 0.7]);
  assertEquals(file.threshold, 0.5);
  assertEquals(file.chosen, file.sweep[1]);
  assertEquals(file.chosen.validation.exits, [398, 2]);
  assertEquals(file.full, { validation: 1, test: null });
  // Where none does, 0.9.
  const cautious = picked(2, [0]);
  assertEquals([cautious.threshold, cautious.sweep.length], [0.9, 1]);
  assertEquals(cautious.chosen.threshold, 0.9);
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

const times = { full: 10, exits: [1, 4, 12], single: [1, 2, 3] };

Deno.test("meanTime() is the measured time where all leave at one exit", () => {
  assertEquals(meanTime(times, [8, 0, 0], 4), 1);
  assertEquals(meanTime(times, [0, 8, 0], 4), 4);
  assertEquals(meanTime(times, [0, 0, 8], 4), 12);
});

Deno.test("meanTime() counts what a stage costs a batch and what it costs a text", () => {
  // Half of the texts go on to the second exit: 1 for the batch and half of the other 2.
  assertEquals(meanTime(times, [4, 4, 0], 4), 1 + 1 + 1);
  // A quarter of them to the third: 1 for the batch and a quarter of the other 7.
  assertEquals(meanTime(times, [4, 2, 2], 4), 1 + 1 + 1 + 1 + 7 / 4);
  // In every second batch one text goes on: half a batch's cost, an eighth of the texts'.
  assertEquals(meanTime(times, [7, 1, 0], 4), 1 + 0.5 + 2 / 8);
});

Deno.test("readBudget() takes a share of the time or points of accuracy", () => {
  assertEquals(readBudget("cost:0.5"), { kind: "cost", limit: 0.5, text: "cost:0.5" });
  assertEquals(readBudget("cost:1").limit, 1);
  assertEquals(readBudget("loss:.5").limit, 0.5);
  assertEquals(readBudget("loss:0").limit, 0);
  const way = "give cost:SHARE with a share of the full path's time above 0 up to 1, or " +
    "loss:POINTS with points of accuracy from 0 to 100";
  const bad: [string, string][] = [
    ["0.5", "it is no budget"],
    ["cost", "it is no budget"],
    ["cost:", "it is no budget"],
    ["cost:-1", "it is no budget"],
    ["cost:1e-1", "it is no budget"],
    ["cost:0.5,loss:1", "it is no budget"],
    ["price:1", "it is no budget"],
    ["cost:0", "0 is out of range"],
    ["cost:1.01", "1.01 is out of range"],
    ["loss:101", "101 is out of range"],
  ];
  for (const [text, state] of bad) {
    const error = assertThrows(() => readBudget(text), OptionError);
    assertEquals(error.message, `Cannot read --budget ${JSON.stringify(text)}: ${state}, ${way}`);
  }
});

const candidates: Candidate[] = [
  { threshold: 0, accuracy: 0.8, cost: 0.2 },
  { threshold: 0.5, accuracy: 0.86, cost: 0.4 },
  { threshold: 0.6, accuracy: 0.85, cost: 0.5 },
  { threshold: 0.7, accuracy: 0.86, cost: 0.5 },
  { threshold: 0.9, accuracy: 0.9, cost: 0.9 },
];

Deno.test("pickThreshold() keeps to the budget and makes the most of it", () => {
  const pick = (text: string) => pickThreshold(readBudget(text), candidates, 0.9);
  assertEquals(pick("cost:0.2"), 0);
  assertEquals(pick("cost:0.39"), 0);
  assertEquals(pick("cost:0.6"), 0.5);
  assertEquals(pick("cost:1"), 0.9);
  assertEquals(pick("loss:0"), 0.9);
  assertEquals(pick("loss:4"), 0.5);
  assertEquals(pick("loss:5"), 0.5);
  assertEquals(pick("loss:10"), 0);
  assertAlmostEquals(100 * (0.9 - 0.86), 4, 1e-9);
});

Deno.test("pickThreshold() refuses what no threshold reaches and names what is reached", () => {
  const refused = (text: string, full: number) =>
    assertThrows(() => pickThreshold(readBudget(text), candidates, full), OptionError).message;
  assertEquals(
    refused("cost:0.1", 0.9),
    "Cannot keep to --budget cost:0.1: the cheapest threshold takes 0.2 of the full path's time, " +
      "give cost:0.2 up to cost:1",
  );
  assertEquals(
    refused("loss:1", 0.93),
    "Cannot keep to --budget loss:1: the least that a threshold loses is 3 points, " +
      "give loss:3 up to loss:100",
  );
});

Deno.test("pickThreshold() promises nothing where leaving early saves nothing", () => {
  const dear = candidates.map((candidate) => ({ ...candidate, cost: candidate.cost + 1 }));
  const error = assertThrows(() => pickThreshold(readBudget("cost:1"), dear, 0.9), OptionError);
  assertEquals(
    error.message,
    "Cannot keep to --budget cost:1: the cheapest threshold takes 1.2 of the full path's time, " +
      "leave --budget out",
  );
});

Deno.test("readExits() takes depths in any order and always ends at the full one", () => {
  assertEquals(readExits(undefined, [1, 2, 3]), [1, 2, 3]);
  assertEquals(readExits(["2"], [1, 2, 3]), [2, 3]);
  assertEquals(readExits(["3", "1"], [1, 2, 3]), [1, 3]);
  assertEquals(readExits(["1"], [1]), [1]);
  const refused = (exits: string[], depths: number[]) =>
    assertThrows(() => readExits(exits, depths), OptionError).message;
  assertEquals(
    refused(["1", "4"], [1, 2, 3]),
    "Cannot read --exits 1,4: 4 is no depth of it, the model has depths 1 to 3",
  );
  assertEquals(
    refused(["2", "2"], [1, 2, 3]),
    "Cannot read --exits 2,2: depth 2 is given twice, the model has depths 1 to 3",
  );
  assertEquals(
    refused(["2"], [1]),
    "Cannot read --exits 2: 2 is no depth of it, the model has depth 1 only",
  );
});
