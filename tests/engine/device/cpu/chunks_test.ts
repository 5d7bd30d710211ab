import { assert, assertEquals } from "@std/assert";
import { aloneOf, chunkOf } from "../../../../engine/device/cpu/chunks.ts";

Deno.test("chunkOf() gives all to one thread where sharing costs more than it gains", () => {
  assertEquals(chunkOf(1000, 1e9, 1), 1000);
  assertEquals(chunkOf(1000, 100, 8), 1000);
  assertEquals(chunkOf(1, 1e9, 8), 1);
});

Deno.test("chunkOf() makes some chunks for each thread, and more of long work", () => {
  const chunks = (count: number, cost: number, threads: number) =>
    Math.ceil(count / chunkOf(count, cost, threads));
  for (const threads of [2, 3, 16]) {
    const found = chunks(100_000, 1e6, threads);
    assert(found >= 4 * threads && found <= 9 * threads, `${found}`);
  }
  assertEquals(chunks(3, 1e6, 2), 3);
  assert(chunks(100_000, 1e9, 2) > 1000);
  // The number of chunks has 15 bits.
  assertEquals(chunks(2 ** 31 - 1, 1e15, 64), 0x7fff);
  // A chunk is never so small that claiming it costs as much.
  assert(chunks(100_000, 10_000, 64) <= 5);
});

Deno.test("aloneOf() lets a thread take small work at once, and large work by parts", () => {
  assertEquals(aloneOf(16, 300_000), 16);
  assertEquals(aloneOf(16, 0), 16);
  assertEquals(aloneOf(16, 2_000_000), 4);
  assertEquals(aloneOf(10, 1e9), 1);
  assertEquals(aloneOf(1, 1e9), 1);
});
