import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Candidate,
  cheapest,
  pickThreshold,
  readBudget,
} from "../../../tasks/adaptive/budget.ts";
import { OptionError } from "../../../tasks/options/value.ts";

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

Deno.test("cheapest() takes the cheapest that loses a quarter of a point, and of equals the higher", () => {
  assertEquals(cheapest(candidates, 0.8625), 0.5);
  assertEquals(cheapest(candidates, 0.9), 0.9);
  assertEquals(cheapest([...candidates, { threshold: 0.95, accuracy: 0.9, cost: 0.9 }], 0.9), 0.95);
  // A higher threshold may be cheaper, where batches of few texts cost much.
  assertEquals(cheapest([...candidates, { threshold: 0.99, accuracy: 0.9, cost: 0.3 }], 0.9), 0.99);
  assertEquals(cheapest(candidates, 0.95), null);
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
