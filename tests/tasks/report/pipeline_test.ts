import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { pipelineSections } from "../../../tasks/report/pipeline.ts";
import { idealSpeedUp, type PipelineFile, speedUp } from "../../../tasks/run/pipeline.ts";

const file: PipelineFile = {
  frozen: 1,
  batches: 10,
  ticks: 4,
  milliseconds: 40,
  spans: [10, 30],
  busy: [12, 48],
  first: [
    { block: 0, batch: 5, start: 0, end: 2.5 },
    { block: 1, batch: 4, start: 1, end: 10 },
  ],
};

Deno.test("the report shows how long blocks worked and waited, and which mini-batches they had", () => {
  const [times, ticks] = pipelineSections(file);
  for (const part of ["block 2", "block 3", "25.00 %", "75.00 %", "at work", "waiting"]) {
    assert(times.includes(part), part);
  }
  assert(times.includes("1.50 times as fast") && times.includes("1.82 times"), times);
  assert(!times.includes("These blocks wait"));
  assert(
    pipelineSections({ ...file, milliseconds: 100 })[0].includes("These blocks wait for each"),
  );
  const bars = ticks.match(/<rect class="bar c\d"/g);
  assertEquals(bars, ['<rect class="bar c5"', '<rect class="bar c4"']);
  assert(ticks.includes("block 2, 6") && ticks.includes("block 3, 5"));
});

Deno.test("the report names the blocks of each worker, and tells of mini-batches in place of ticks", () => {
  const [times, way] = pipelineSections({ ...file, frozen: 0, parts: [[0, 1], [1, 3]] });
  for (const part of ["block 1", "blocks 2 to 3", "Each worker", "In 4 mini-batches"]) {
    assert(times.includes(part), part);
  }
  assert(way.includes("Some mini-batches") && way.includes("blocks 2 to 3, 5"), way);
});

Deno.test("a speed-up is the work over the time, and at most the number of blocks", () => {
  assertEquals(speedUp(file), 1.5);
  assertEquals(idealSpeedUp(1, 8), 1);
  assertAlmostEquals(idealSpeedUp(1e9, 8), 8, 1e-6);
});
