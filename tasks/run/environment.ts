/**
 * The machine and the versions that a run ran on.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import type { Device, DeviceKind } from "../../engine/mod.ts";
import { version } from "../version.ts";
import { runPath } from "./folder.ts";
import { readShaped } from "./json_object.ts";
import {
  anything,
  count,
  depth,
  listOf,
  object,
  oneOf,
  optional,
  orNull,
  share,
  text,
} from "./shape.ts";

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

/** The saved model that a run grew from, in its `environment.json`. */
export interface GrownFrom {
  /** The old run's folder as it was given. */
  readonly run: string;
  /** The checkpoint of that run. */
  readonly checkpoint: "best" | "last";
  /** SHA-256 of the checkpoint, lower-case hexadecimal. */
  readonly sha256: string;
  /** Its blocks, which are frozen. */
  readonly blocks: number;
  /** Its accuracy on the validation rows at each depth, from 0 to 1. */
  readonly validation: readonly number[];
}

/** The content of `environment.json`. */
export interface WrittenEnvironment extends Environment {
  /** The saved model that the run grew from, if there is one. */
  readonly grownFrom?: GrownFrom;
}

const shape = object({
  program: text,
  deno: text,
  system: text,
  adapter: text,
  threads: optional(orNull(count)),
  later: optional(listOf(text)),
  kernels: optional(anything),
  grownFrom: optional(object({
    run: text,
    checkpoint: oneOf("best", "last"),
    sha256: text,
    blocks: depth,
    validation: listOf(orNull(share)),
  })),
});

/**
 * Reads a run's `environment.json`.
 *
 * @throws {DataError} when it has another shape
 */
export function readEnvironment(run: string): Promise<WrittenEnvironment> {
  const way = "take another copy or start a new run";
  return readShaped(runPath(run, "environment"), { shape, way });
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
