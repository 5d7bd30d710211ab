import { assertEquals } from "@std/assert";
import { TickTimes } from "../../../engine/local/pipeline_times.ts";

Deno.test("the times of ticks add up, and the time between ticks is left out", () => {
  const times = new TickTimes(2);
  assertEquals(times.told(1), null);
  times.add([1, 0], [{ start: 100, end: 104, busy: 6 }, { start: 101, end: 103, busy: 2 }]);
  times.add([2, 1], [{ start: 202, end: 203, busy: 1 }, { start: 200, end: 202, busy: 3 }]);
  assertEquals(times.told(3), {
    batches: 3,
    ticks: 2,
    milliseconds: 7,
    spans: [5, 4],
    busy: [7, 5],
    first: [
      { block: 0, batch: 1, start: 0, end: 4 },
      { block: 1, batch: 0, start: 1, end: 3 },
      { block: 0, batch: 2, start: 6, end: 7 },
      { block: 1, batch: 1, start: 4, end: 6 },
    ],
  });
});

Deno.test("ticks that overlap are counted once", () => {
  const times = new TickTimes(2);
  times.add([1, 0], [{ start: 10, end: 14, busy: 4 }, { start: 10, end: 16, busy: 6 }]);
  times.add([2, 1], [{ start: 14, end: 18, busy: 4 }, { start: 16, end: 22, busy: 6 }]);
  const { milliseconds, spans, first } = times.told(3)!;
  assertEquals([milliseconds, spans], [12, [8, 12]]);
  assertEquals(first.slice(2), [
    { block: 0, batch: 2, start: 4, end: 8 },
    { block: 1, batch: 1, start: 6, end: 12 },
  ]);
});

Deno.test("the times of long pipelines tell the steps of the first ticks alone", () => {
  const times = new TickTimes(1);
  for (let tick = 0; tick < 40; tick++) {
    times.add([tick], [{ start: tick, end: tick + 1, busy: 1 }]);
  }
  const { ticks, milliseconds, first } = times.told(40)!;
  assertEquals([ticks, milliseconds, first.length], [40, 40, 12]);
  assertEquals(first.at(-1), { block: 0, batch: 11, start: 11, end: 12 });
});
