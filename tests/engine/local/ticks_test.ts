import { assertEquals } from "@std/assert";
import { Ticks } from "../../../engine/mod.ts";

Deno.test("at tick k block l works on mini-batch k - l + 1", () => {
  for (const [blocks, batches] of [[1, 4], [3, 5], [4, 2], [5, 1]]) {
    const ticks = new Ticks<number>(blocks);
    let tick = 0;
    do {
      tick += 1;
      const work = ticks.next(tick <= batches ? tick : null);
      const wanted = Array.from({ length: blocks }, (_, i) => {
        const batch = tick - (i + 1) + 1;
        return batch >= 1 && batch <= batches ? batch : null;
      });
      assertEquals(work, wanted, `tick ${tick} of ${blocks} blocks`);
    } while (ticks.inside || tick < batches);
    assertEquals(tick, batches + blocks - 1);
  }
});
