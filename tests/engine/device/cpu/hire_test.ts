import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import { type Device, matmul, openCpu, sum, tensor } from "../../../../engine/mod.ts";
import { large, mix, openHere, partakers, words } from "./handmade.ts";
import { patiently, replaced } from "./replaced.ts";

/** The worker of a runtime that starts none, or pretends to. */
interface Played {
  onmessage: ((event: unknown) => void) | null;
  onerror: ((event: unknown) => void) | null;
  postMessage(message: unknown): void;
}

/** Runs `body` as in a browser's page: without the modules of Node.js, with this class of workers. */
function inPage<T>(worker: unknown, body: () => Promise<T>): Promise<T> {
  return replaced(
    process,
    "getBuiltinModule",
    undefined,
    () => replaced(globalThis, "Worker", worker, body),
  );
}

/** Runs `body` as in Node.js, where a worker is what `start` makes of its listeners. */
function inProgram<T>(
  start: (listeners: Map<string, () => void>) => void,
  body: () => Promise<T>,
): Promise<T> {
  class Worker {
    constructor() {
      const listeners = new Map<string, () => void>();
      queueMicrotask(() => start(listeners));
      this.on = this.once = (event, listener) => void listeners.set(event, listener);
    }
    on: (event: string, listener: () => void) => void;
    once: (event: string, listener: () => void) => void;
    unref(): void {}
  }
  return replaced(process, "getBuiltinModule", () => ({ Worker }), body);
}

/** What a product of matrices comes to, and how many threads the device says it has, before and after. */
async function product(): Promise<{ sum: number; threads: (number | undefined)[] }> {
  const device = await openCpu({ threads: 3 });
  const before = device.traits.threads;
  const x = tensor(device, Float32Array.from({ length: 128 * 128 }, (_, i) => i % 7), [128, 128]);
  const total = await sum(matmul(x, x)).item();
  const threads = [before, device.traits.threads];
  device.destroy();
  return { sum: total, threads };
}

const alone = { sum: (await product()).sum, threads: [1, 1] };

Deno.test("openCpu() computes on its own thread where starting a worker throws", async () => {
  class Refused {
    constructor() {
      throw new DOMException("worker-src 'none'", "SecurityError");
    }
  }
  assertEquals(await inPage(Refused, product), alone);
  const refuses = () => {
    throw new Error("Access to this API has been restricted");
  };
  const modules = () => ({ Worker: refuses });
  assertEquals(await replaced(process, "getBuiltinModule", modules, product), alone);
});

Deno.test("openCpu() computes on its own thread where there are no workers", async () => {
  assertEquals(await inPage(undefined, product), alone);
});

Deno.test("openCpu() computes on its own thread where a page's policy stops workers after all", async () => {
  let prevented = 0;
  class Stopped implements Played {
    onmessage = null;
    onerror: Played["onerror"] = null;
    constructor() {
      // As browsers tell it: an event without a message.
      queueMicrotask(() => this.onerror!({ preventDefault: () => prevented++ }));
    }
    postMessage(): void {}
  }
  assertEquals(await inPage(Stopped, product), alone);
  assertEquals(prevented, 2);
});

Deno.test("openCpu() does not wait for ever for workers, and counts those that come late", async () => {
  const workers: Played[] = [];
  class Silent implements Played {
    onmessage: Played["onmessage"] = null;
    onerror = null;
    constructor() {
      workers.push(this);
    }
    postMessage(): void {}
  }
  const soon = (then: () => void, after: number) => {
    assert(after >= 1000, `${after} ms`);
    queueMicrotask(then);
  };
  const device = await replaced(
    globalThis,
    "setTimeout",
    soon,
    () => inPage(Silent, () => openCpu({ threads: 3 })),
  );
  assertEquals(device.traits.threads, 1);
  workers[1].onmessage!({});
  assertEquals(device.traits.threads, 2);
  device.destroy();
});

Deno.test("openCpu() frees the address of its workers' source once they have it", async () => {
  const made: string[] = [], freed: string[] = [];
  const { createObjectURL, revokeObjectURL } = URL;
  const make = (blob: Blob) => made[made.push(createObjectURL(blob)) - 1];
  const free = (url: string) => {
    freed.push(url);
    revokeObjectURL(url);
  };
  const { threads } = await replaced(
    URL,
    "createObjectURL",
    make,
    () => replaced(URL, "revokeObjectURL", free, () => patiently(() => inPage(Worker, product))),
  );
  assertEquals(threads, [3, 3]);
  assertEquals(made.length, 1);
  assertEquals(freed, made);
});

Deno.test("workers of a page take part, each with memory of its own", async () => {
  const device = await patiently(() => inPage(Worker, () => openHere(3)));
  assertEquals(await partakers(device, 3), 3);
  device.destroy();
});

Deno.test("traits.threads counts the workers that serve, without those that failed", async () => {
  let started = 0;
  const device = await inProgram(
    (listeners) => listeners.get(started++ === 1 ? "error" : "message")!(),
    () => openCpu({ threads: 4 }),
  );
  assertEquals(device.traits.threads, 3);
  device.destroy();
});

/** What a few mixtures leave that threads share. */
async function mixtures(device: Device): Promise<number[]> {
  const count = 64 * 64;
  const [a, b, y] = [0, 1, 2].map(() => device.allocate(4 * count));
  const start = Uint32Array.from({ length: count }, (_, i) => i * 2654435761);
  for (const storage of [a, b]) device.write(storage, start);
  const groups = [64] as const;
  device.run(mix, { reads: [a, b], writes: [y], groups, flops: large });
  device.run(mix, { reads: [b, y], writes: [a], groups, flops: large });
  return await words(device, a, count);
}

Deno.test("a worker that fails after it served is counted no longer, and its device goes on", async () => {
  const all: Map<string, () => void>[] = [];
  const device = await inProgram((listeners) => {
    all.push(listeners);
    listeners.get("message")!();
  }, () => openCpu({ threads: 3 }));
  assertEquals(device.traits.threads, 3);
  const expected = await mixtures(device);
  all[1].get("error")!();
  assertEquals(device.traits.threads, 2);
  assertEquals(await mixtures(device), expected);
  device.destroy();
});
