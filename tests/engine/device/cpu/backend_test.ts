import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  add,
  type Device,
  Kernel,
  KernelError,
  matmul,
  openCpu,
  openDevice,
  sum,
  tanh,
  tensor,
} from "../../../../engine/mod.ts";
import { handmade, openHere, words } from "./handmade.ts";
import { patiently, replaced } from "./replaced.ts";

/** A few kernels, one after the other. */
async function step(device: Device): Promise<number[]> {
  const x = tensor(device, [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]);
  const y = tanh(matmul(x, x));
  return [await sum(y).item(), ...await y.data()];
}

Deno.test("openCpu() gives each core a thread", async () => {
  const device = await patiently(() => openCpu());
  const { name, kind, threads } = device.traits;
  assertEquals([kind, threads], ["cpu", Math.min(64, navigator.hardwareConcurrency)]);
  assert(name.startsWith("processors with ") && name.endsWith("SIMD"), name);
  device.destroy();
});

Deno.test("openCpu() refuses what is no number of threads", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => openCpu({ threads }),
      KernelError,
      `Cannot open the processors as a device: ${threads} is no number of threads, give 1 or more`,
    );
  }
});

Deno.test("openCpu() takes one thread, and gives the same, when memory cannot be shared", async () => {
  const device = await openCpu({ threads: 3 });
  const expected = await step(device);
  device.destroy();
  await replaced(globalThis, "SharedArrayBuffer", undefined, async () => {
    const alone = await openCpu({ threads: 3 });
    assertEquals(alone.traits.threads, 1);
    assertEquals(await step(alone), expected);
    alone.destroy();
  });
});

Deno.test("openDevice() opens the processors when asked, or when no graphics card is there", async () => {
  const device = await openDevice({ device: "cpu", threads: 1, choices: { matmul: "a" } });
  assertEquals([device.traits.kind, device.traits.threads], ["cpu", 1]);
  assertEquals([...device.choices], [["matmul", "a"]]);
  device.destroy();
  const best = await openDevice();
  assert(best.traits.kind === "gpu" || best.traits.kind === "cpu", best.traits.kind);
  best.destroy();
  if (best.traits.kind === "gpu") return;
  const start = "Cannot open a WebGPU device: ";
  await assertRejects(() => openDevice({ device: "gpu" }), KernelError, start);
});

Deno.test("run() throws at once, and only then, when a kernel cannot be compiled", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  device.write(y, Uint32Array.of(7));
  const wrong = new Kernel({ name: "wrong", code: "fn main() { nonsense }", reads: 0, writes: 1 });
  assertThrows(
    () => device.run(wrong, { reads: [], writes: [y], groups: [1] }),
    KernelError,
    'Cannot compile kernel "wrong": ',
  );
  device.run(handmade("one"), { reads: [], writes: [y], groups: [1] });
  assertEquals(await words(device, y), [22]);
  device.destroy();
});

Deno.test("read() refuses bytes behind the end of the buffer", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  const message = "Cannot read 256 bytes at byte 4: the buffer holds 256";
  await assertRejects(() => device.read(y, 256, 4), KernelError, message);
  device.destroy();
});

Deno.test("read() says what is wrong when a kernel's workgroups are too many in all", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  device.run(handmade("nothing"), { reads: [], writes: [y], groups: [65535, 65535] });
  const message =
    'Cannot run kernels: kernel "nothing" was given 65535 x 65535 x 1 workgroups where ';
  await assertRejects(() => device.read(y, 4), KernelError, message);
  device.destroy();
});

Deno.test("read() lets timers have their turn in a loop of nothing else", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  let rang = false;
  const timer = setTimeout(() => rang = true, 1);
  const start = performance.now();
  while (!rang && performance.now() - start < 5000) await device.read(y, 4);
  clearTimeout(timer);
  assert(rang);
  device.destroy();
});

Deno.test("profile() times each run by itself, and tells them in the order of time", async () => {
  const device = await openHere(2, { debug: 2 });
  const y = device.allocate(4);
  for (let i = 0; i < 3; i++) {
    device.run(handmade("nothing"), { reads: [], writes: [y], groups: [1] });
  }
  device.run(handmade("delay"), { reads: [], writes: [y], groups: [100], flops: 50 });
  const table = await device.profile();
  const rows = table.map(({ name, count, flops, bytes }) => [name, count, flops, bytes]);
  assertEquals(rows.sort(), [["delay", 1, 50, 256], ["nothing", 3, 0, 3 * 256]]);
  assert(table[0].milliseconds >= table[1].milliseconds && table[1].milliseconds > 0);
  assertEquals(await device.profile(), []);
  device.destroy();
});

Deno.test("openCpu() shows source and program of what it compiles when debug is 3", async () => {
  const lines: string[] = [];
  const device = await openCpu({ debug: 3, log: (line) => lines.push(line) });
  const x = tensor(device, [1, 2]);
  add(x, x);
  add(x, x);
  assertEquals(lines.length, 1);
  assert(lines[0].startsWith("add {"), lines[0]);
  assert(lines[0].includes("@compute") && lines[0].includes("bytes of code"), lines[0]);
  device.destroy();
});

Deno.test("memory that waits in the pool is given up when there is no other", async () => {
  const device = await openCpu({ threads: 1 });
  // More than half of what can be addressed, freed; then as much of another size.
  const half = (bytes: number) =>
    device.scope(() => {
      for (let held = 0; held < 2 ** 31 + 2 ** 29; held += bytes) device.allocate(bytes);
    });
  half(2 ** 28);
  half(2 ** 29);
  assertThrows(
    () =>
      device.scope(() => {
        for (let i = 0; i < 5; i++) device.allocate(2 ** 30);
      }),
    KernelError,
    "Cannot allocate 1073741824 bytes: ",
  );
  half(2 ** 28);
  device.destroy();
});
