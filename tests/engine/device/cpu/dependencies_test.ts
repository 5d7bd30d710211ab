import { assertEquals } from "@std/assert";
import { Dependencies } from "../../../../engine/device/cpu/dependencies.ts";
import { HeapBlock } from "../../../../engine/device/cpu/heap.ts";

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
