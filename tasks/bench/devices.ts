/**
 * The devices of ours that a benchmark measures.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { type Device, KernelError } from "../../engine/mod.ts";
import { type DeviceChoice, openDevice } from "../model/device.ts";
import type { DeviceLine, LeftOutLine } from "./lines.ts";
import type { Beside } from "./peers/mod.ts";

/** A device that is measured. */
export interface Ours {
  /** Its name in lines and tables: `gpu`, `software`, or `cpu-2` where two threads are the device. */
  readonly name: string;
  /** The device. */
  readonly device: Device;
}

/** The devices that were opened, and lines on the others. */
export interface Devices {
  /** The devices, the fastest first. */
  readonly ours: readonly Ours[];
  /** Lines on devices that do not answer. */
  readonly leftOut: readonly LeftOutLine[];
}

interface Wanted {
  readonly choice: Exclude<DeviceChoice, "auto">;
  readonly threads?: number;
}

/**
 * Opens the devices to measure. `auto` is every device of the machine; the processors are measured with a
 * thread for each core and with one thread, or with `threads` threads.
 *
 * @throws {KernelError} When a device that is named does not answer.
 */
export async function openDevices(choice: DeviceChoice, threads?: number): Promise<Devices> {
  const all = wantedDevices(choice, threads);
  const ours: Ours[] = [], leftOut: LeftOutLine[] = [];
  for (const one of all) {
    try {
      ours.push(ourDevice(await openDevice(one.choice, one.threads)));
    } catch (error) {
      if (choice !== "auto" || !(error instanceof KernelError)) throw error;
      leftOut.push({
        kind: "left out",
        engine: "ours",
        device: one.choice,
        case: null,
        reason: error.message,
      });
    }
  }
  return { ours, leftOut };
}

/** A device with the name that lines give it. */
export function ourDevice(device: Device): Ours {
  const { kind, threads } = device.traits;
  return { name: kind === "cpu" ? `cpu-${threads}` : kind, device };
}

function wantedDevices(choice: DeviceChoice, threads?: number): Wanted[] {
  const counts = threads === undefined ? [...new Set([availableParallelism(), 1])] : [threads];
  const processors = counts.map((threads) => ({ choice: "cpu", threads }) as const);
  if (choice === "auto") return [{ choice: "gpu" }, ...processors, { choice: "software" }];
  return choice === "cpu" ? processors : [{ choice }];
}

/** The facts on a device that peers need, which are measured beside it. */
export function besideOf({ device: { traits } }: Ours): Beside {
  return { kind: traits.kind, threads: traits.threads ?? availableParallelism() };
}

/** The options of the program that choose a device. */
export function deviceOptions({ traits: { kind, threads } }: Device): string[] {
  return ["--device", kind, ...(kind === "cpu" ? ["--threads", String(threads)] : [])];
}

/** The line of a device. */
export function deviceLine({ name, device: { traits, choices } }: Ours): DeviceLine {
  return {
    kind: "device",
    name,
    adapter: traits.name,
    device: traits.kind,
    threads: traits.threads ?? null,
    kernels: Object.fromEntries(choices),
  };
}
