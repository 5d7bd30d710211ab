/**
 * Opens the device that the options ask for, with the kernel choices of earlier runs on it.
 *
 * @module
 */
import { type Device, openDevice as open, tune } from "../../engine/mod.ts";
import { defaultCacheDir } from "../../datasets/files/mod.ts";
import { writeJson } from "../run/atomic.ts";
import type { OPTIONS } from "../options/table.ts";
import { tell } from "../terminal/output.ts";
import { textTable } from "../terminal/table.ts";

/** A value of `--device`. */
export type DeviceChoice = typeof OPTIONS.device.choices[number];

/**
 * Opens a device; `DEBUG` of the environment is its debug level. Where a kernel has variants, the choice of
 * an earlier start on this device is taken, else a trial of under a second chooses.
 */
export async function openDevice(wanted: DeviceChoice, threads?: number): Promise<Device> {
  const debug = Number(Deno.env.get("DEBUG") ?? 0);
  const device = await open({ device: wanted, threads, debug, log: (line) => tell(`${line}\n`) });
  const choices = (await readChoices())[keyOf(device)] ?? {};
  for (const [name, choice] of Object.entries(choices)) device.choices.set(name, choice);
  const before = JSON.stringify([...device.choices]);
  await tune(device);
  if (JSON.stringify([...device.choices]) !== before) await keepChoices(device);
  return device;
}

/** The key that choices are kept by: the device, and for processors also what compiles their kernels. */
function keyOf({ traits: { name, kind } }: Device): string {
  if (kind !== "cpu") return name;
  return [name, `V8 ${Deno.version.v8}`, Deno.env.get("DENO_V8_FLAGS")].filter(Boolean).join(", ");
}

/** The device that kernels run on, in a line: `processors, 128-bit vectors, 2 threads (no GPU answered)`. */
export function deviceText({ traits }: Device, wanted: DeviceChoice): string {
  const { name, kind, threads, vectorBits } = traits;
  if (kind === "gpu") return name;
  if (kind === "software") return `${name} (software)`;
  const count = threads === 1 ? "1 thread" : `${threads} threads`;
  return `${name}, ${vectorBits}-bit vectors, ${count}${
    wanted === "auto" ? " (no GPU answered)" : ""
  }`;
}

/** Keeps the choices of a trial for the next start. */
async function keepChoices(device: Device): Promise<void> {
  const file = choicesFile();
  if (file === null) return;
  const known = await readChoices();
  // Only a cache: where it cannot be written the trial is made again next time.
  await Deno.mkdir(defaultCacheDir(), { recursive: true })
    .then(() => writeJson(file, { ...known, [keyOf(device)]: Object.fromEntries(device.choices) }))
    .catch(() => {});
}

/** Prints the kernel table when `DEBUG` is 2 or more. */
export async function printKernels(device: Device): Promise<void> {
  const rows = await device.profile();
  if (!rows.length) return;
  const cells = rows.map(({ name, count, milliseconds, bytes, flops }) => [
    name,
    String(count),
    milliseconds.toFixed(1),
    (bytes / milliseconds / 1e6).toFixed(1),
    (flops / milliseconds / 1e6).toFixed(1),
  ]);
  tell(`${textTable(["kernel", "runs", "ms", "GB/s", "GFLOP/s"], cells)}\n`);
}

/** Where choices are kept, or null where the system names no cache folder. */
function choicesFile(): string | null {
  try {
    return `${defaultCacheDir()}/kernels.json`;
  } catch {
    return null;
  }
}

/** Choices by adapter and kernel. */
async function readChoices(): Promise<Record<string, Record<string, string>>> {
  const file = choicesFile();
  if (file === null) return {};
  try {
    return JSON.parse(await Deno.readTextFile(file)) ?? {};
  } catch {
    return {};
  }
}
