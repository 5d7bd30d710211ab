import { assertEquals } from "@std/assert";
import type { Batch } from "../../../../datasets/mod.ts";
import { meanTime, timeRoutes } from "../../../../tasks/loop/exits/time.ts";

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

Deno.test("timeRoutes() gives the time of each route's fastest pass, but for the first", async () => {
  const { now } = performance;
  let [clock, passes] = [0, 0];
  const batch: Batch = {
    size: 2,
    rows: Uint32Array.of(0, 1),
    labels: Uint32Array.of(0, 1),
    inputs: {},
  };
  const taking = (milliseconds: readonly number[]) => (batches: readonly Batch[]) => {
    clock += batches.length * milliseconds[Math.floor(passes++ / 2)];
    return Promise.resolve();
  };
  performance.now = () => clock;
  try {
    // Two routes take turns on two batches.
    const times = await timeRoutes(
      [taking([1, 8, 6, 7]), taking([90, 50, 40, 30])],
      [batch, batch],
    );
    assertEquals(times, [6 / 2, 30 / 2]);
  } finally {
    performance.now = now;
  }
});
