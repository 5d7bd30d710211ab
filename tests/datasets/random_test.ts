import { assert, assertEquals } from "@std/assert";
import { RandomStream } from "../../datasets/mod.ts";

Deno.test("RandomStream() gives the recorded numbers, on every machine", () => {
  const random = new RandomStream(1, "epoch", 3);
  assertEquals([random.next(), random.next(), random.next()], [2824938394, 2515547474, 911858141]);
});

Deno.test("RandomStream() gives other numbers for another seed or purpose", () => {
  const first = [[1, "a"], [2, "a"], [1, "b"], [1, "a", 1], [11, "a"]] as const;
  const starts = first.map(([seed, ...purpose]) => new RandomStream(seed, ...purpose).next());
  assertEquals(new Set(starts).size, starts.length);
});

Deno.test("RandomStream.permutation() holds each number once and every place equally often", () => {
  const random = new RandomStream(5, "test");
  const counts = Array.from({ length: 5 }, () => new Array(5).fill(0));
  for (let i = 0; i < 5000; i++) {
    const order = random.permutation(5);
    assertEquals([...order].sort(), [0, 1, 2, 3, 4]);
    order.forEach((value, place) => counts[place][value]++);
  }
  for (const count of counts.flat()) assert(Math.abs(count - 1000) < 150, `${count}`);
});

Deno.test("RandomStream.normal() has mean 0 and deviation 1", () => {
  const random = new RandomStream(5, "test");
  const draws = Array.from({ length: 20_000 }, () => random.normal());
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  assert(Math.abs(mean) < 0.03, `${mean}`);
  assert(Math.abs(variance - 1) < 0.05, `${variance}`);
});
