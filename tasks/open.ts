/**
 * Opens the device that the options ask for, with the kernel choices of earlier runs on it.
 *
 * @module
 */
import { type Device, openWebGPU, tune } from "../engine/mod.ts";
import { defaultCacheDir } from "../datasets/mod.ts";
import { writeJson } from "./atomic.ts";
import { textTable } from "./table.ts";

/**
 * Opens a device; `DEBUG` of the environment is its debug level. Kernels are those of earlier starts
 * on the adapter, else found by a trial of under a second.
 */
export async function openDevice(wanted: "auto" | "gpu" | "software"): Promise<Device> {
  const adapter = ({ auto: "any", gpu: "hardware", software: "software" } as const)[wanted];
  const debug = Number(Deno.env.get("DEBUG") ?? 0);
  const device = await openWebGPU({ adapter, debug, log: console.error });
  const choices = (await readChoices())[device.traits.name] ?? {};
  for (const [name, choice] of Object.entries(choices)) device.choices.set(name, choice);
  const before = JSON.stringify([...device.choices]);
  await tune(device);
  if (JSON.stringify([...device.choices]) !== before) await keepChoices(device);
  return device;
}

/** Keeps what a trial chose for the next start. */
async function keepChoices({ traits: { name }, choices }: Device): Promise<void> {
  const file = choicesFile();
  if (file === null) return;
  const known = await readChoices();
  // Only a cache: where it cannot be written the trial is made again next time.
  await Deno.mkdir(defaultCacheDir(), { recursive: true })
    .then(() => writeJson(file, { ...known, [name]: Object.fromEntries(choices) }))
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
  console.error(textTable(["kernel", "runs", "ms", "GB/s", "GFLOP/s"], cells));
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
