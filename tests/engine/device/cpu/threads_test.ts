import { assert, assertEquals, assertRejects } from "@std/assert";
import { layout, layoutBytes, record, run } from "../../../../engine/device/cpu/layout.ts";
import { Programs } from "../../../../engine/device/cpu/programs.js";
import { Runs } from "../../../../engine/device/cpu/runs.js";
import { Thread } from "../../../../engine/device/cpu/thread.js";
import { type Device, Kernel, KernelError, Random } from "../../../../engine/mod.ts";
import { handmade, large, mix, openHere, partakers, words } from "./handmade.ts";

/** Runs lists of kernels, drawn from a seed, of all sizes and dependencies; returns what they leave. */
async function draw(device: Device, seed: number): Promise<number[]> {
  const random = new Random(seed);
  const most = 64 * 256;
  const buffers = Array.from({ length: 6 }, () => device.allocate(4 * most));
  buffers.forEach((buffer, i) =>
    device.write(buffer, Uint32Array.from({ length: most }, (_, n) => (n + i) * 2654435761))
  );
  const run = () => {
    const left = buffers.slice();
    const [y, a, b] = [6, 5, 4].map((count) => left.splice(random.integer(count), 1)[0]);
    const groups = [[1, 16, 64, 256][random.integer(4)]] as const;
    const flops = random.uniform() < 0.5 ? 0 : random.uniform(0, 2e6);
    device.run(mix, { reads: [a, b], writes: [y], groups, flops });
  };
  const several = (most: number) => {
    for (let left = 1 + random.integer(most); left; left--) run();
  };
  const recordings = Array.from({ length: 3 }, () => device.record(() => several(20)));
  for (let step = 0; step < 60; step++) {
    if (random.uniform() < 0.5) several(10);
    else recordings[random.integer(3)].replay();
    if (random.uniform() < 0.2) await device.settle();
  }
  const left: number[] = [];
  for (const buffer of buffers) left.push(...await words(device, buffer, most));
  return left;
}

Deno.test("results are the same bits for any number of threads", async () => {
  for (const seed of [1, 2, 3]) {
    const results: number[][] = [];
    for (const threads of [1, 2, 3, 4]) {
      const device = await openHere(threads);
      results.push(await draw(device, seed));
      device.destroy();
    }
    for (const result of results.slice(1)) assertEquals(result, results[0]);
    // The words of one buffer differ from each other: the kernels did not all come to the same.
    assert(new Set(results[0]).size > 1000);
  }
});

/** Adds up in workgroup memory, at constant places, for a while. */
const sums = new Kernel({
  name: "sums",
  reads: 0,
  writes: 1,
  code: `
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
var<workgroup> tile: array<u32, 48>;
var<workgroup> rest: array<u32, 16000>;
@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  for (var n = 0u; n < 2000u; n++) {
    for (var r = 0u; r < 3u; r++) { tile[16u * r + local.x] += group.x + r * n; }
    rest[n] = tile[16u + local.x];
  }
  y[16u * group.x + local.x] = tile[local.x] + tile[16u + local.x] + tile[32u + local.x] + rest[15999];
}`,
});

Deno.test("each thread has workgroup memory of its own", async () => {
  const groups = 256, turns = 2000;
  for (const threads of [1, 2, 4]) {
    const device = await openHere(threads);
    const y = device.allocate(4 * 16 * groups);
    for (let n = 0; n < 5; n++) {
      device.run(sums, { reads: [], writes: [y], groups: [groups], flops: large });
    }
    const got = await words(device, y, 16 * groups);
    const want = (i: number) => 3 * turns * Math.floor(i / 16) + 3 * turns * (turns - 1) / 2;
    got.forEach((sum, i) => assertEquals(sum, want(i), `word ${i} by ${threads} threads`));
    device.destroy();
  }
});

Deno.test("a thread puts its own address into a program", () => {
  const memory = new WebAssembly.Memory({ initial: 3 });
  const addressOf = (code: Uint8Array) =>
    code.slice(1, 6).reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0);
  for (const index of [0, 1, 2, 63]) {
    const start = { memory, layout, run, record, index, patience: 0, sleeps: false };
    const programs = new Programs(start);
    // 135168 in five bytes, as compiled for the first thread.
    const code = Uint8Array.of(0x41, 0x80, 0xa0, 0x88, 0x80, 0x00, 0x0b);
    programs.settle(code, 1);
    assertEquals(addressOf(code), 135168 + 65536 * index);
    assertEquals([...code.slice(1, 6)].map((byte) => byte >> 7), [1, 1, 1, 1, 0]);
    assertEquals([code[0], code[6]], [0x41, 0x0b]);
    const without = Uint8Array.of(0x41, 0x80, 0xa0, 0x88, 0x80, 0x00, 0x0b);
    programs.settle(without, 0);
    assertEquals(without, Uint8Array.of(0x41, 0x80, 0xa0, 0x88, 0x80, 0x00, 0x0b));
  }
});

Deno.test("a worker takes no run that came after it looked for programs", () => {
  const pages = Math.ceil(layoutBytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const shared = new Int32Array(memory.buffer);
  shared[layout.first] = shared[layout.next] = 1;
  // While it learns, the first thread adds a program and makes a run that needs it.
  class Watched extends Thread {
    override learn(): boolean {
      shared[layout.next] += 1;
      shared[layout.news] += 1;
      return true;
    }
  }
  const ends: number[] = [];
  class Listed extends Runs {
    override find(next: number): null {
      ends.push(next);
      if (ends.length === 3) shared[layout.quit] = 1;
      return null;
    }
  }
  const start = { memory, layout, run, record, index: 1, patience: 0, sleeps: true };
  new Watched(start, new Programs(start), new Listed(start)).serve();
  assertEquals(ends, [1, 2, 3]);
});

Deno.test("workers take part, each with memory of its own", async () => {
  const device = await openHere(4);
  assertEquals(await partakers(device, 4), 4);
  device.destroy();
});

Deno.test("workers do not take part in jobs that are too small to wake them", async () => {
  const device = await openHere(2);
  const y = device.allocate(4 * 256);
  device.write(y, new Uint32Array(256));
  for (let i = 0; i < 20; i++) {
    device.run(handmade("whose"), { reads: [], writes: [y], groups: [256] });
    await device.settle();
  }
  const found = await words(device, y, 256);
  assertEquals(found.map((word) => word > 0), found.map((_, i) => i === 0));
  device.destroy();
});

for (const threads of [1, 3]) {
  Deno.test(`a trap on ${threads} threads is told by each read with the kernel's name`, async () => {
    const device = await openHere(threads);
    const y = device.allocate(4 * 256);
    if (threads > 1) assertEquals(await partakers(device, threads), threads);
    device.run(handmade("delay"), { reads: [], writes: [y], groups: [64], flops: large });
    device.run(handmade("trap"), { reads: [], writes: [y], groups: [64], flops: large });
    device.run(handmade("delay"), { reads: [], writes: [y], groups: [64], flops: large });
    const message = 'Cannot run kernel "trap": unreachable';
    await assertRejects(() => device.read(y, 4), KernelError, message);
    await assertRejects(() => device.settle(), KernelError, message);
    device.destroy();
  });
}

Deno.test("threads that have nothing to do sleep", async () => {
  // In a process of its own: other tests that run at the same time need the processors too.
  const [took, spent] = (await program("idle.ts", [])).split("\n");
  assertEquals(took, "4 threads took part");
  assert(Number(spent) < 150, `${spent} ms of 300`);
});

/** What a program of this folder prints. */
async function program(name: string, flags: readonly string[], ...args: string[]) {
  const script = new URL(name, import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...flags, script, ...args],
    signal: AbortSignal.timeout(60_000),
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("a program without permissions ends by itself when it leaves a device with workers", async () => {
  assertEquals(await program("leave.ts", []), "4 threads took part\n");
});

Deno.test("the workers of a device end when it is garbage", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  assertEquals(
    await program("leave.ts", ["-A", "--v8-flags=--expose-gc"], "forget"),
    "4 threads took part\n3 threads ended\n",
  );
});
