import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  Adam,
  add,
  backward,
  detach,
  KernelError,
  matmul,
  Parameter,
  Random,
  type Signal,
  sum,
  tanh,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { Memory, Storage, storagesIn } from "../../../engine/device/memory.ts";
import { type Block, sizeClass } from "../../../engine/device/pool.ts";
import { replaced } from "./cpu/replaced.ts";
import { device, onDevices, openAnother } from "../device.ts";

/** Memory over blocks that only exist as numbers. */
function numbered(idleLimit?: number): { memory: Memory; made: Block[]; destroyed: Block[] } {
  const made: Block[] = [], destroyed: Block[] = [];
  const memory = new Memory({
    create: (bytes) => {
      made.push({ id: made.length, bytes });
      return made[made.length - 1];
    },
    destroy: (block) => void destroyed.push(block),
  }, { idleLimit });
  return { memory, made, destroyed };
}

Deno.test("sizeClass() wastes at most a fifth when buffers are large, and aligns to 256", () => {
  assertEquals([0, 1, 256, 257, 1024, 1025].map(sizeClass), [256, 256, 256, 512, 1024, 1280]);
  for (let bytes = 1000; bytes < 2 ** 31; bytes = Math.floor(bytes * 1.37)) {
    const size = sizeClass(bytes);
    assert(size >= bytes && size % 256 === 0 && (bytes < 4096 || size < 1.25 * bytes), `${bytes}`);
    assertEquals(sizeClass(size), size);
  }
});

Deno.test("storagesIn() finds tensors in lists, maps and plain objects", () => {
  const [a, b, c, d] = [0, 1, 2, 3].map((id) => new Storage({ id, bytes: 256 }));
  const value = { list: [a, 5, null], map: new Map([["b", { storage: b }]]), set: new Set([c]), d };
  assertEquals(storagesIn(value), new Set([a, b, c, d]));
  assertEquals(storagesIn(undefined).size, 0);
});

Deno.test("scope() frees all but what it returns or keeps", () => {
  const { memory } = numbered();
  const made: Storage[] = [];
  const returned = memory.scope(() => {
    for (let i = 0; i < 3; i++) made.push(memory.allocate(100));
    memory.keep([made[1]]);
    return { x: made[2] };
  });
  assertEquals(made.map((storage) => storage.alive), [false, true, true]);
  assertStrictEquals(returned.x, made[2]);
  assertEquals(memory.statistics(), { live: 512, peak: 768, idle: 256, buffers: 2 });
});

Deno.test("scope() hands what it returns to the scope around it", () => {
  const { memory } = numbered();
  let inner: Storage | null = null;
  memory.scope(() => {
    inner = memory.scope(() => memory.allocate(1));
    assert(inner.alive);
  });
  assertEquals(inner!.alive, false);
  assertEquals(memory.statistics().buffers, 0);
});

Deno.test("scope() frees all when its body throws, and refuses async bodies", () => {
  const { memory } = numbered();
  let made: Storage | null = null;
  assertThrows(() =>
    memory.scope(() => {
      made = memory.allocate(1);
      throw new Error("stop");
    })
  );
  assertEquals(made!.alive, false);
  assertThrows(() => memory.scope(() => Promise.resolve(1)), KernelError, "async");
  assertEquals(memory.scope(() => 5), 5);
});

Deno.test("allocate() gives the same blocks again when a step is repeated", () => {
  const { memory, made } = numbered();
  const step = () =>
    memory.scope(() => {
      const ids = [100, 5000, 100].map((bytes) => memory.allocate(bytes).block.id);
      ids.push(memory.scope(() => memory.allocate(100).block.id));
      return ids.concat(memory.allocate(100).block.id);
    });
  step();
  const count = made.length;
  const second = step();
  assertEquals(step(), second);
  assertEquals(made.length, count);
  assertEquals(second[3], second[4]);
});

Deno.test("release() frees at once and a second release is harmless", () => {
  const { memory } = numbered();
  memory.scope(() => {
    const storage = memory.allocate(1);
    memory.release([storage]);
    memory.release([storage]);
    assertEquals(memory.statistics().buffers, 0);
  });
  assertEquals(memory.statistics(), { live: 0, peak: 256, idle: 256, buffers: 0 });
});

Deno.test("resetPeak() starts at what is in use when called", () => {
  const { memory } = numbered();
  const kept = memory.allocate(256);
  memory.scope(() => void memory.allocate(1024));
  assertEquals(memory.statistics().peak, 1280);
  memory.resetPeak();
  assertEquals(memory.statistics().peak, 256);
  assert(kept.alive);
});

Deno.test("trim() destroys idle blocks when they pass the limit, at the end of a scope", () => {
  const { memory, destroyed } = numbered(512);
  memory.scope(() => void [1, 2].map(() => memory.allocate(256)));
  assertEquals(destroyed.length, 0);
  memory.scope(() => void [1, 2, 3].map(() => memory.allocate(256)));
  assertEquals(destroyed.length, 3);
  assertEquals(memory.statistics().idle, 0);
});

/** Blocks that `body` is given in a recording of its own. */
function blocksOf(memory: Memory, ...sizes: readonly number[]): Block[] {
  return memory.recording(
    () => sizes.map((bytes) => memory.allocate(bytes).block),
    () => assert(false, "nothing is left to copy"),
  );
}

Deno.test("recording() lays what is smaller into blocks of up to four times its size", () => {
  const { memory, made } = numbered();
  const [large] = blocksOf(memory, 4096);
  assertStrictEquals(blocksOf(memory, 1100)[0], large);
  assertNotStrictEquals(blocksOf(memory, 700)[0], large);
  assertEquals(made.map(({ bytes }) => bytes), [4096, 768]);
  assertStrictEquals(blocksOf(memory, 600)[0], made[1], "the smallest that holds it");
});

Deno.test("recording() shares its blocks with other recordings and with nothing else", () => {
  const { memory } = numbered();
  const [first] = blocksOf(memory, 256);
  assertStrictEquals(blocksOf(memory, 256)[0], first);
  assertNotStrictEquals(memory.scope(() => memory.allocate(256).block), first);
});

Deno.test("recording() copies what it returns or keeps out of what recordings share", () => {
  const { memory } = numbered();
  const copies: [from: Block, to: Block, bytes: number][] = [];
  const inside: Block[] = [];
  let kept: Storage | null = null, lost: Storage | null = null;
  const returned = memory.recording(() => {
    const storages = [500, 100, 20].map((bytes) => memory.allocate(bytes));
    inside.push(...storages.map(({ block }) => block));
    [lost, kept] = storages;
    memory.keep([kept]);
    return { x: storages[2] };
  }, (from, to, bytes) => copies.push([from.block, to.block, bytes]));
  assertEquals(lost!.alive, false);
  assertEquals(copies, [[inside[1], kept!.block, 100], [inside[2], returned.x.block, 20]]);
  // All that lay in the shared memory is free for the next recording.
  assertEquals(new Set(blocksOf(memory, 500, 100, 20)), new Set(inside));
  memory.release([kept!, returned.x]);
  assertEquals(memory.statistics().buffers, 0);
  assertNotStrictEquals(memory.allocate(20).block, inside[2]);
});

Deno.test("recording() leaves nothing in shared memory when its body throws", () => {
  const { memory } = numbered();
  const inside: Block[] = [];
  assertThrows(() =>
    memory.recording(() => {
      const storage = memory.allocate(8);
      inside.push(storage.block);
      memory.keep([storage]);
      throw new Error("stop");
    }, () => {})
  );
  assertEquals(blocksOf(memory, 8), inside);
});

onDevices("using a tensor throws by its state when the scope that made it has ended", () => {
  let leaked: Signal | null = null;
  device.scope(() => {
    leaked = tensor(device, [1, 2]);
  });
  assertThrows(
    () => tanh(leaked!),
    KernelError,
    "Cannot use a tensor after the scope that made it: its memory went back to the pool, " +
      "return it from the scope or call device.keep on it",
  );
});

onDevices("a training step leaves as many buffers as before when it is in a scope", async () => {
  const own = await openAnother();
  const random = new Random(1);
  const draw = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const tape = new Tape("t");
  const weight = new Parameter(own, tape, "weight", [8, 8], draw(64));
  const bias = new Parameter(own, tape, "bias", [8], draw(8));
  const optimizer = new Adam([weight, bias]);
  const x = tensor(own, draw(40), [5, 8]);
  const step = () =>
    own.scope(() => {
      const loss = sum(tanh(add(matmul(x, weight), bias)));
      backward(loss);
      optimizer.step();
      return detach(loss);
    });
  const losses: number[] = [];
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    own.resetPeak();
    const loss = step();
    losses.push(await loss.item());
    own.release(loss);
    seen.push({ ...own.memory(), groups: own.counters.bindGroups });
  }
  assertEquals(seen[2], seen[1]);
  assertEquals(seen[3], seen[1]);
  assert(losses[3] < losses[0], `${losses}`);
  // weight and bias, m and v of each, progress, x
  assertEquals(own.memory().buffers, 8);
  own.destroy();
});

/** A registry whose objects a test declares garbage, all at once. */
class Registry<T> {
  static readonly watched = new Map<object, () => void>();
  readonly #collected: (held: T) => void;

  constructor(collected: (held: T) => void) {
    this.#collected = collected;
  }

  register(_: object, held: T, token: object): void {
    Registry.watched.set(token, () => this.#collected(held));
  }

  unregister(token: object): void {
    Registry.watched.delete(token);
  }
}

Deno.test("results that a recording in a scope overwrites by name do not go to the pool as garbage", async () => {
  const { memory } = await replaced(
    globalThis,
    "FinalizationRegistry",
    Registry,
    () => Promise.resolve(numbered()),
  );
  const make = () => memory.recording(() => memory.allocate(100), () => {}, { results: "out" });
  const inScope = memory.scope(make), outside = make();
  memory.keep([inScope, outside]);
  const loose = memory.allocate(300);
  Registry.watched.forEach((collect) => collect());
  assertStrictEquals(inScope.block, outside.block);
  assertStrictEquals(memory.allocate(300).block, loose.block, "a loose one is collected");
  assertNotStrictEquals(memory.allocate(100).block, inScope.block);
});
