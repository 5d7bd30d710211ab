import { assert, assertEquals } from "@std/assert";
import { chunkOf, Dependencies } from "../../../../engine/device/cpu/commands.ts";
import { HeapBlock } from "../../../../engine/device/cpu/heap.ts";
import { layout } from "../../../../engine/device/cpu/layout.ts";
import { handmade, large, mix, openHere, words } from "./handmade.ts";

const block = () => new HeapBlock(0, 64, 64);

Deno.test("waits() is so for what was written, and for writing what was read or written", () => {
  const [a, b, c] = [block(), block(), block()];
  const dependencies = new Dependencies();
  assertEquals(dependencies.waits([a], [b], false), false);
  assertEquals(dependencies.waits([a], [c], false), false, "both read a");
  assertEquals(dependencies.waits([b], [block()], false), true, "b was written");
  assertEquals(dependencies.waits([c], [block()], false), false, "that wait was enough");
  assertEquals(dependencies.waits([], [c], false), true, "c was read since");
  assertEquals(dependencies.waits([], [c], false), true, "c was written since");
  assertEquals(dependencies.waits([], [b], false), false);
});

Deno.test("waits() lets solo commands follow each other, and wait only for shared ones", () => {
  const [a, b, c, d] = [block(), block(), block(), block()];
  const dependencies = new Dependencies();
  assertEquals(dependencies.waits([a], [b], true), false);
  assertEquals(dependencies.waits([b], [a], true), false, "one thread runs both, in order");
  assertEquals(dependencies.waits([c], [d], false), false, "nothing of it was used");
  assertEquals(dependencies.waits([b], [c], true), true, "a shared command reads c");
  assertEquals(dependencies.waits([b], [c], true), false);
  assertEquals(dependencies.waits([c], [a], false), true, "a solo command wrote c");
  assertEquals(dependencies.waits([], [b], true), false);
  assertEquals(dependencies.waits([b], [d], false), true, "a solo command wrote b");
});

Deno.test("waits() is so once after fence()", () => {
  const dependencies = new Dependencies();
  dependencies.fence();
  assertEquals(dependencies.waits([], [block()], true), true);
  assertEquals(dependencies.waits([], [block()], true), false);
});

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

Deno.test("commands run in their order, in lists that are longer than the memory for them", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  device.write(y, Uint32Array.of(0));
  let expected = 0;
  for (let i = 0; i < layout.capacity + 300; i++) {
    const number = i % 3 ? 1 : 2;
    device.run(handmade(number === 1 ? "one" : "two"), { reads: [], writes: [y], groups: [1] });
    expected = (Math.imul(expected, 3) + number) >>> 0;
  }
  assertEquals(await words(device, y), [expected]);
  assertEquals(device.counters.submits, 2);
  device.destroy();
});

Deno.test("replayed commands run between those before and after, on grown memory too", async () => {
  const device = await openHere(2);
  const y = device.allocate(4);
  device.write(y, Uint32Array.of(0));
  const run = (name: "one" | "two") =>
    device.run(handmade(name), { reads: [], writes: [y], groups: [1] });
  const twice = device.record(() => {
    run("one");
    run("two");
  });
  run("two");
  twice.replay();
  run("one");
  twice.replay();
  // Recording ran the step too; the digits are those of a number to base 3.
  assertEquals(await words(device, y), [parseInt("12" + "2" + "12" + "1" + "12", 3)]);
  device.keep(device.allocate(2 ** 27));
  twice.replay();
  assertEquals(await words(device, y), [parseInt("12212112" + "12", 3)]);
  device.destroy();
});

Deno.test("shared commands see what those before them wrote, whole", async () => {
  const count = 64 * 256;
  const device = await openHere(3);
  const [a, b] = [device.allocate(4 * count), device.allocate(4 * count)];
  const start = Uint32Array.from({ length: count }, (_, i) => i * 2654435761);
  device.write(a, start);
  device.write(b, start);
  const groups = [256] as const;
  const step = device.record(() => {
    const c = device.allocate(4 * count);
    device.run(mix, { reads: [a, b], writes: [c], groups, flops: large });
    device.run(mix, { reads: [c, a], writes: [b], groups, flops: large });
    device.run(mix, { reads: [b, c], writes: [a], groups, flops: large });
  });
  for (let i = 0; i < 20; i++) step.replay();
  const found = await words(device, a, count);
  const expected = start.slice(), other = start.slice();
  const mixed = (x: number, y: number) =>
    (Math.imul(x, 1664525) + Math.imul(y ^ (x >>> 7), 22695477) + 1) >>> 0;
  for (let i = 0; i < 21; i++) {
    for (let n = 0; n < count; n++) {
      const c = mixed(expected[n], other[n]);
      other[n] = mixed(c, expected[n]);
      expected[n] = mixed(other[n], c);
    }
  }
  assertEquals(found, [...expected]);
  device.destroy();
});
