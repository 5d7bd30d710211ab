/** Times of workers are those of mini-batches in the midst of an epoch. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { WorkerTimes } from "../../../tasks/nats/worker_times.ts";

const reportOf = (begun: number, busy: number, waited: number) => (
  { item: 0, losses: [], begun, busy, waited }
);

Deno.test("WorkerTimes leave out the first mini-batches and those behind something else", () => {
  const times = new WorkerTimes([[0, 1], [1, 3]], 1);
  times.other();
  times.add([reportOf(0, 900, 0), reportOf(900, 800, 900)]); // compiles
  assertEquals(times.times, null);
  times.add([reportOf(1000, 10, 90), reportOf(1010, 20, 80)]);
  times.other();
  times.add([reportOf(2010, 10, 1000), reportOf(2020, 20, 1000)]); // was validated before
  times.add([reportOf(2040, 12, 18), reportOf(2055, 20, 15)]);
  assertEquals(times.times, {
    batches: 4,
    ticks: 2,
    milliseconds: 135,
    spans: [22, 40],
    busy: [22, 40],
    parts: [[0, 1], [1, 3]],
    first: [
      { block: 0, batch: 2, start: 0, end: 10 },
      { block: 1, batch: 2, start: 10, end: 30 },
      { block: 0, batch: 3, start: 30, end: 42 },
      { block: 1, batch: 3, start: 45, end: 65 },
    ],
  });
});

Deno.test("WorkerTimes tell twelve mini-batches one by one", () => {
  const times = new WorkerTimes([[0, 1]], 0);
  for (let i = 0; i < 20; i++) times.add([reportOf(i, 1, 0)]);
  assertEquals([times.times?.first.length, times.times?.ticks], [12, 20]);
});

Deno.test("WorkerTimes tell the share of the last mini-batches, not of the last one alone", () => {
  const times = new WorkerTimes([[0, 1]], 1);
  for (let i = 0; i < 200; i++) times.add([reportOf(0, i % 2 ? 10 : 0, i % 2 ? 10 : 20)]);
  const [steady] = times.shares; // a mean of shares of a half and of nothing
  assertAlmostEquals(steady, 0.25, 0.03);
  for (let i = 0; i < 60; i++) times.add([reportOf(0, 9, 1)]);
  assertAlmostEquals(times.shares[0], 0.9, 0.01);
});
