/**
 * The machine and the versions that a run ran on.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import type { Device, DeviceKind } from "../../engine/mod.ts";
import { version } from "../version.ts";

/** Program, runtime, system and device of a run. */
export interface Environment {
  /** Version of this program. */
  readonly program: string;
  /** Version of Deno. */
  readonly deno: string;
  /** Operating system and processor architecture. */
  readonly system: string;
  /** Number of processors. */
  readonly processors: number;
  /** Name of the device. */
  readonly adapter: string;
  /** What runs the kernels. */
  readonly device: DeviceKind;
  /** Threads that run them, or null where a driver decides. */
  readonly threads: number | null;
  /** Names of other devices on which the run went on. */
  readonly later?: readonly string[];
  /** Kernel variants that were chosen by trial. */
  readonly kernels: Readonly<Record<string, string>>;
}

/** The environment of this process and a device. */
export function environmentOf(device: Device): Environment {
  return {
    program: version,
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    processors: availableParallelism(),
    adapter: device.traits.name,
    device: device.traits.kind,
    threads: device.traits.threads ?? null,
    kernels: Object.fromEntries(device.choices),
  };
}
