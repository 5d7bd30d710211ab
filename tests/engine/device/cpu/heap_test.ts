import { assert, assertEquals, assertThrows } from "@std/assert";
import { Heap, type HeapBlock } from "../../../../engine/device/cpu/heap.ts";
import { askForRoom } from "../../../../engine/device/cpu/room.ts";
import { KernelError, Random } from "../../../../engine/mod.ts";

/** A heap over a memory of its own, of `pages` pages at most where that is given. */
function heapFrom(start: number, { shared = false, pages = 65536 } = {}): Heap {
  return new Heap({ memory: askForRoom(start + 64, shared)!.memory, pages }, start);
}

Deno.test("create() aligns blocks to 64 bytes and leaves bytes behind the last", () => {
  const heap = heapFrom(128);
  for (const bytes of [1, 64, 65, 4, 65536, 17]) {
    const block = heap.create(bytes);
    assertEquals([block.bytes, block.address % 64], [bytes, 0]);
    assert(block.address >= 128);
    assert(block.address + bytes + 64 <= heap.words.byteLength);
  }
});

Deno.test("create() gives what was freed again, joined with its neighbours", () => {
  const heap = heapFrom(64);
  const [a, b, c, after] = [64, 128, 192, 64].map((bytes) => heap.create(bytes));
  for (const block of [a, c, b]) heap.destroy(block);
  assertEquals(heap.create(384).address, a.address);
  assertEquals(heap.create(64).address, after.address + 64);
});

Deno.test("create() takes the first gap that holds the block, and keeps the rest of it", () => {
  const heap = heapFrom(64);
  const blocks = [256, 64, 512, 64].map((bytes) => heap.create(bytes));
  heap.destroy(blocks[0]);
  heap.destroy(blocks[2]);
  assertEquals(heap.create(300).address, blocks[2].address);
  assertEquals(heap.create(100).address, blocks[0].address);
  assertEquals(heap.create(128).address, blocks[0].address + 128);
});

for (const shared of [false, true]) {
  const kind = shared ? "shared" : "own";
  Deno.test(`create() grows a memory of its ${kind} threads and keeps what is in it`, () => {
    const heap = heapFrom(64, { shared });
    const first = heap.create(1024);
    heap.words.fill(7, first.address / 4, first.address / 4 + 256);
    const before = heap.words.byteLength;
    const block = heap.create(3 * before);
    assert(heap.words.byteLength > 3 * before);
    assert(block.address + block.bytes + 64 <= heap.words.byteLength);
    assertEquals(heap.words[first.address / 4 + 255], 7);
  });
}

Deno.test("create() joins what it grows by with a gap at the end", () => {
  const heap = heapFrom(64);
  const before = heap.words.byteLength;
  assertEquals(heap.create(before).address, 64);
});

Deno.test("create() says what is in use when the memory is full", () => {
  const heap = heapFrom(64, { pages: 4 });
  heap.create(100_000);
  assertThrows(
    () => heap.create(200_000),
    KernelError,
    "Cannot allocate 200000 bytes: 100096 of the 262144 bytes that this device can address are in " +
      "use, release tensors or choose smaller batches",
  );
  // What fits still comes.
  assert(heap.create(150_000).address + 150_000 <= 4 * 65536 - 64);
});

Deno.test("create() and destroy() never give a byte twice, whatever their order", () => {
  const heap = heapFrom(256);
  const random = new Random(5);
  const held: HeapBlock[] = [];
  for (let step = 0; step < 3000; step++) {
    if (held.length && random.uniform() < 0.48) {
      heap.destroy(held.splice(Math.floor(random.uniform() * held.length), 1)[0]);
      continue;
    }
    const block = heap.create(Math.ceil(random.uniform() ** 4 * 20_000));
    heap.words.fill(block.id, block.address / 4, Math.ceil((block.address + block.bytes) / 4));
    held.push(block);
  }
  for (const { id, address, bytes } of held) {
    const own = heap.words.subarray(address / 4, Math.floor((address + bytes) / 4));
    assert(own.every((word) => word === id), `block ${id}`);
  }
  for (const block of held) heap.destroy(block);
  assertEquals(heap.used, 256);
  assertEquals(heap.create(heap.words.byteLength - 64 - 256).address, 256);
});

const none = () => 0;

Deno.test("reserve() grows by what is missing behind addresses that are free", () => {
  const heap = heapFrom(64);
  const { start, bytes } = heap.reserve(2 ** 21, none);
  const more = heap.reserve(2 ** 24, (end) => end === start + bytes ? 2 ** 20 : 0);
  assertEquals(more, { start: start + bytes, bytes: 2 ** 24 - 2 ** 20 });
});

Deno.test("reserve() gives addresses that meet, whatever blocks come in between", () => {
  const heap = heapFrom(64);
  // More than the memory holds, so that it grows by more than is asked for.
  heap.create(100_000);
  const ranges = [2 ** 20, 5 * 2 ** 20 + 1, 2 ** 24].map((bytes) => {
    const range = heap.reserve(bytes, none);
    assert(range.bytes >= bytes);
    heap.create(64);
    heap.create(70_000);
    return range;
  });
  for (const [i, { start, bytes }] of ranges.slice(0, -1).entries()) {
    assertEquals(ranges[i + 1].start, start + bytes);
  }
});

Deno.test("reserve() takes a gap where the memory cannot grow, and tells where there is none", () => {
  const heap = heapFrom(64, { pages: 40 });
  const low = heap.create(20 * 65536);
  heap.create(18 * 65536);
  heap.destroy(low);
  assertEquals(heap.reserve(2 ** 20, none).start, low.address + low.bytes - 2 ** 20);
  assertThrows(() => heap.reserve(2 ** 21, none), KernelError, "Cannot allocate 2097152 bytes: ");
});
