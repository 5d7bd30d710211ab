/** Puts together the parts of a device that runs on the processors. */
import type { Device, DeviceOptions } from "../device.ts";
import { KernelError } from "../../error.ts";
import { DeviceFront } from "../front.ts";
import { CpuBackend, type CpuParts } from "./backend.ts";
import { margin } from "./heap.ts";
import { canShare } from "./hire.ts";
import { workgroupRange } from "./layout.ts";
import { askForRoom } from "./room.ts";
import { mostThreads, Threads } from "./threads.ts";

/** How programs are made, and how many threads are wanted. */
export interface CpuWishes extends Pick<CpuParts, "compile" | "relaxed"> {
  /**
   * Number of threads that are to work together, if the runtime can start workers and share memory.
   */
  readonly threads: number;
}

/**
 * Opens the processors as a device.
 *
 * @throws {KernelError} When the system grants no memory.
 */
export async function openProcessors(
  { compile, relaxed, threads: wanted }: CpuWishes,
  options: DeviceOptions,
): Promise<Device> {
  const most = Math.min(wanted, mostThreads);
  const bytes = workgroupRange(most)[1] + margin;
  const shared = most > 1 && canShare() ? askForRoom(bytes, true) : null;
  const room = shared ?? askForRoom(bytes, false);
  if (!room) {
    throw new KernelError(
      "Cannot open the processors as a device: the system grants no memory, close what else uses it",
    );
  }
  const threads = new Threads(room.memory, shared ? most : 1);
  await threads.hire();
  return new DeviceFront(new CpuBackend({ compile, room, threads, relaxed }, options), options);
}
