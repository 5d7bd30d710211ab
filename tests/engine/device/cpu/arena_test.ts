import { assert, assertEquals } from "@std/assert";
import { Arena } from "../../../../engine/device/cpu/arena.ts";
import { Dependencies } from "../../../../engine/device/cpu/dependencies.ts";
import type { HeapBlock } from "../../../../engine/device/cpu/heap.ts";
import { type Device, Random, type Storage } from "../../../../engine/mod.ts";
import { large, mix, openHere, words } from "./handmade.ts";

/** An arena over addresses from 256 on, and how many of them it took. */
function numbered(): { arena: Arena; dependencies: Dependencies; reserved: () => number } {
  let end = 256;
  const dependencies = new Dependencies();
  const arena = new Arena((wanted, before) => {
    const start = end, bytes = wanted - before(end);
    end += bytes;
    return { start, bytes };
  }, dependencies);
  return { arena, dependencies, reserved: () => end - 256 };
}

Deno.test("take() gives addresses of blocks of other sizes again, after put()", () => {
  const { arena, reserved } = numbered();
  const step = (...sizes: number[]) => {
    const blocks = sizes.map((bytes) => arena.take(bytes));
    for (const block of blocks) arena.put(block);
    return blocks.map(({ address, bytes }) => [address, bytes]);
  };
  assertEquals(step(0, 256, 1000), [[256, 256], [512, 256], [768, 1024]]);
  assertEquals(step(700, 700), [[256, 768], [1024, 768]]);
  assertEquals([reserved(), arena.idle], [1536, 1536]);
});

Deno.test("steps of any lengths in any order need together what the longest needs", () => {
  const random = new Random(3);
  const lengths = Array.from({ length: 30 }, () => 1 + Math.floor(random.uniform() * 400));
  /** A net of ten layers of three sizes, forwards and backwards. */
  const step = (arena: Arena, length: number) => {
    const layers = Array.from({ length: 10 }, (_, i) => arena.take(length * 1000 * (1 + i % 3)));
    for (const layer of layers.toReversed()) {
      const gradients = [arena.take(layer.bytes), arena.take(length * 1000)];
      for (const block of [...gradients, layer]) arena.put(block);
    }
  };
  const alone = numbered();
  step(alone.arena, Math.max(...lengths));
  for (const order of [lengths, lengths.toSorted((a, b) => a - b)]) {
    const { arena, reserved } = numbered();
    for (const length of order) step(arena, length);
    assert(reserved() < 1.05 * alone.reserved(), `${reserved()} of ${alone.reserved()}`);
    assertEquals(arena.idle, reserved());
  }
});

Deno.test("blocks that are held never share an address, whatever the order", () => {
  const { arena } = numbered();
  const random = new Random(7);
  const held: HeapBlock[] = [];
  for (let step = 0; step < 3000; step++) {
    if (held.length && random.uniform() < 0.5) {
      arena.put(held.splice(Math.floor(random.uniform() * held.length), 1)[0]);
      continue;
    }
    const block = arena.take(Math.ceil(random.uniform() ** 4 * 20_000));
    assert(held.every((other) => !other.overlaps(block)));
    held.push(block);
  }
});

Deno.test("a command waits for those before it that use what lies at its addresses", () => {
  const { arena, dependencies } = numbered();
  const [a, b, c] = [arena.take(512), arena.take(512), arena.take(512)];
  assertEquals(dependencies.waits([a], [b], false), false);
  arena.put(a);
  arena.put(b);
  // One block over half of a, which was read, and half of b, which was written.
  const first = arena.take(256), over = arena.take(512);
  assertEquals(dependencies.waits([c], [arena.take(256)], false), true, "b was written there");
  assertEquals(dependencies.waits([c], [over], false), false, "that wait was enough");
  assertEquals(dependencies.waits([c], [first], false), false);
  arena.put(over);
  arena.put(first);
  assertEquals(
    dependencies.waits([arena.take(256)], [c], true),
    true,
    "written since, by all threads",
  );
});

Deno.test("a block that was placed and freed unused hands on what lay there before", () => {
  const { arena, dependencies } = numbered();
  const a = arena.take(1024);
  dependencies.waits([], [a], false);
  arena.put(a);
  arena.put(arena.take(512));
  assertEquals(dependencies.waits([], [arena.take(256)], false), true);
});

Deno.test("blocks beside what was freed do not wait", () => {
  const { arena, dependencies } = numbered();
  const [a, b] = [arena.take(256), arena.take(256)];
  arena.put(b);
  dependencies.waits([], [a], false);
  arena.put(a);
  const again = arena.take(256), beside = arena.take(256);
  assertEquals(dependencies.waits([], [beside], false), false);
  assertEquals(dependencies.waits([], [again], false), true);
});

const groups = [1024] as const;
const count = 64 * groups[0];

/**
 * Mixtures of which each second one depends on nothing before it, in a block over parts of what the
 * first one reads; what they give is mixed into `to`.
 */
function weave(
  device: Device,
  [a, b, to]: readonly Storage[],
  { pairs, shift }: { pairs: number; shift: number },
): void {
  const run = (x: Storage, y: Storage, to: Storage) =>
    device.run(mix, { reads: [x, y], writes: [to], groups, flops: large });
  let sum = a;
  for (let i = 0; i < pairs; i++) {
    const read = device.allocate(4 * count), first = device.allocate(4 * count);
    run(sum, b, read);
    run(read, b, first);
    device.release({ storage: read });
    device.allocate(4 * count * ((i + shift) % 5) / 5);
    const second = device.allocate(4 * count);
    run(b, a, second);
    const next = i === pairs - 1 ? to : device.allocate(4 * count);
    run(first, second, next);
    sum = next;
  }
}

for (const threads of [1, 2, 4]) {
  Deno.test(`recorded steps in blocks that overlap by parts give the same on ${threads} threads`, async () => {
    const device = await openHere(threads);
    const random = new Random(11);
    const inputs = [1, 2, 3].map((seed) => {
      const storage = device.keep(device.allocate(4 * count));
      device.write(storage, Uint32Array.from({ length: count }, (_, i) => (i + seed) * 2654435761));
      return storage;
    });
    const nets = [{ pairs: 7, shift: 1 }, { pairs: 20, shift: 3 }, { pairs: 11, shift: 0 }];
    const expected: number[][] = [];
    for (const net of nets) {
      // Blocks of the pool are apart from each other.
      device.scope(() => weave(device, inputs, net));
      expected.push(await words(device, inputs[2], count));
    }
    const steps = nets.map((net) => device.record(() => weave(device, inputs, net)));
    for (let turn = 0; turn < 30; turn++) {
      const i = Math.floor(random.uniform() * nets.length);
      steps[i].replay();
      const found = await words(device, inputs[2], count);
      const wrong = found.filter((word, at) => word !== expected[i][at]).length;
      assertEquals(wrong, 0, `words of net ${i}`);
    }
    device.destroy();
  });
}
