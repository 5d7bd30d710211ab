/**
 * A program that makes the workers of a device work and leaves it without destroying it. With the
 * argument `forget` it tells how many of its threads end once it is garbage.
 */
import type { Device } from "../../../../engine/mod.ts";
import { openHere, partakers } from "./handmade.ts";

/** The threads of workers, which Deno calls so; a process has others, which come and go. */
function threads(): number {
  const names = [...Deno.readDirSync("/proc/self/task")].map(({ name }) => nameOf(name));
  return names.filter((name) => name.startsWith("worker-")).length;
}

function nameOf(thread: string): string {
  try {
    return Deno.readTextFileSync(`/proc/self/task/${thread}/comm`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ""; // it has ended meanwhile
    throw error;
  }
}

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
