import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { askForRoom } from "../../../../engine/device/cpu/room.ts";
import { KernelError, openCpu, tensor } from "../../../../engine/mod.ts";
import { replaced } from "./replaced.ts";

const { Memory } = WebAssembly;

/** Runs `body` where memories may have so many pages at most, by whether they are shared. */
function granting<T>(
  limits: { shared: number; own: number },
  body: () => T | Promise<T>,
): Promise<T> {
  class Limited extends Memory {
    constructor(wanted: WebAssembly.MemoryDescriptor) {
      const limit = wanted.shared ? limits.shared : limits.own;
      if (wanted.maximum! > limit) throw new RangeError("could not allocate memory");
      super(wanted);
    }
  }
  return replaced(WebAssembly, "Memory", Limited, body);
}

const gibibyte = 2 ** 30 / 65536;

for (const shared of [false, true]) {
  const kind = shared ? "shared" : "own";
  Deno.test(`askForRoom() asks for half of it until ${kind} memory is granted`, async () => {
    const pages = (limit: number) =>
      granting(
        shared ? { shared: limit, own: 0 } : { shared: 0, own: limit },
        () => askForRoom(100_000, shared)?.pages,
      );
    assertEquals(await pages(4 * gibibyte), 4 * gibibyte);
    assertEquals(await pages(4 * gibibyte - 1), 2 * gibibyte);
    assertEquals(await pages(1.5 * gibibyte), gibibyte);
    assertEquals(await pages(gibibyte / 4), gibibyte / 4);
    assertEquals(await pages(gibibyte / 4 - 1), undefined);
  });
}

Deno.test("askForRoom() gives at least the bytes that are asked for", () => {
  const { memory } = askForRoom(65537, false)!;
  assertEquals(memory.buffer.byteLength, 2 * 65536);
});

Deno.test("a device with less memory tells how much it has, and how much a binding spans", async () => {
  await granting({ shared: gibibyte, own: gibibyte }, async () => {
    const device = await openCpu({ threads: 2 });
    const { threads, maxBinding } = device.traits;
    assertEquals([threads, maxBinding], [2, 2 ** 28]);
    assertEquals(await tensor(device, [3]).item(), 3);
    assertThrows(
      () => device.allocate(2 ** 28 + 1),
      KernelError,
      `Cannot allocate ${2 ** 28 + 1} bytes: a binding of ${device.traits.name} spans at most ${
        2 ** 28
      }`,
    );
    assertThrows(
      () =>
        device.scope(() => {
          for (let i = 0; i < 5; i++) device.allocate(2 ** 28);
        }),
      KernelError,
      `of the ${2 ** 30} bytes that this device can address are in use`,
    );
    device.destroy();
  });
});

Deno.test("openCpu() takes one thread where shared memory is refused", async () => {
  await granting({ shared: 0, own: 4 * gibibyte }, async () => {
    const device = await openCpu({ threads: 2 });
    assertEquals([device.traits.threads, device.traits.maxBinding], [1, 2 ** 30]);
    assertEquals(await tensor(device, [3]).item(), 3);
    device.destroy();
  });
});

Deno.test("openCpu() says so where all memory is refused", async () => {
  await granting({ shared: 0, own: 0 }, () =>
    assertRejects(
      () => openCpu({ threads: 2 }),
      KernelError,
      "Cannot open the processors as a device: the system grants no memory, close what else uses it",
    ));
});
