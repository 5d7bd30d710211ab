import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { simulate, simulatedChart } from "../../../tasks/bench/simulation.ts";

Deno.test("simulate() takes n + l - 1 ticks where one after another takes n l steps", () => {
  for (const [blocks, batches] of [[1, 1], [1, 9], [4, 1], [4, 100], [64, 3]]) {
    const { sequential, pipeline } = simulate({ blocks, batches, step: 2, handOver: 0 });
    assertEquals(sequential, 2 * blocks * batches);
    assertEquals(pipeline, 2 * (batches + blocks - 1));
  }
});

Deno.test("simulate() adds a hand-over to each tick in which a block hands on", () => {
  // Of 10 + 3 - 1 ticks all but the last have a block that hands on.
  const { pipeline } = simulate({ blocks: 3, batches: 10, step: 1, handOver: 0.5 });
  assertAlmostEquals(pipeline, 12 + 11 * 0.5);
  assertEquals(simulate({ blocks: 1, batches: 10, step: 1, handOver: 0.5 }).pipeline, 10);
});

Deno.test("simulatedChart() says that it is a simulation", () => {
  const { title, body } = simulatedChart(3, 1);
  assert(title.startsWith("Simulated") && body.includes("(simulated)"));
});
