/**
 * A program that makes the workers of a device work and leaves it without destroying it. With the
 * argument `forget` it tells how many threads the process has with the device, and once it is garbage.
 */
import type { Device } from "../../../../engine/mod.ts";
import { openHere, partakers } from "./handmade.ts";

const threads = () => [...Deno.readDirSync("/proc/self/task")].length;

async function work(): Promise<Device> {
  const device = await openHere(4);
  console.log(`${await partakers(device, 4)} threads took part`);
  return device;
}

if (Deno.args[0] === "forget") {
  let device: Device | null = await work();
  const before = threads();
  await device.settle();
  device = null;
  const limit = performance.now() + 10_000;
  while (threads() > before - 3 && performance.now() < limit) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(`${before - threads()} threads ended`);
} else await work();
