/**
 * `bench`: kernels and training steps on this machine's devices, beside other engines and the
 * devices' own ceilings.
 *
 * @module
 */
import { chosenCases, namedPeers } from "./bench/choice.ts";
import { compare, type Comparison, partsOf } from "./bench/compare.ts";
import { deviceLine, openDevices } from "./bench/devices.ts";
import { extraPartsOf, extras } from "./bench/extras.ts";
import type { EnvironmentLine } from "./bench/lines.ts";
import { Tables } from "./bench/tables.ts";
import { environmentOf } from "./run/environment.ts";
import { printKernels } from "./model/device.ts";
import type { OptionsOf } from "./options/options.ts";
import { Progress, progressTarget } from "./terminal/progress.ts";
import { STOPPED, StopSignal } from "./training/stop_signal.ts";

/**
 * Measures the cases that the options name and prints them: tables, or with `json` an object a line.
 *
 * @throws {OptionError} when there is no case or peer of a name
 */
export async function bench(options: OptionsOf<"bench">): Promise<void> {
  const { json, quiet, repeats, seed, dataset, dataDir, cacheDir, offline } = options;
  const choice = chosenCases(options.cases);
  const comparison: Comparison = { choice, peers: namedPeers(options.peers), repeats, seed };
  const alone = { repeats, texts: { dataset, dataDir, cacheDir, offline, seed } };
  const load = Deno.loadavg()[0];
  const { ours, leftOut } = await openDevices(options.device, options.threads);
  const total = partsOf(ours, comparison) + extraPartsOf(ours, choice, alone);
  using progress = new Progress(progressTarget(quiet || json), {
    label: "bench",
    total,
    unit: "parts",
  });
  const tables = new Tables(json, progress);
  using _stop = new StopSignal(() => {
    progress[Symbol.dispose]();
    tables.end();
    Deno.exit(STOPPED);
  });
  let done = 0;
  const tell = (now: string) => progress.update(done++, { now });
  for (const line of [environmentLine(ours[0].device, load), ...ours.map(deviceLine), ...leftOut]) {
    tables.add(line);
  }
  for await (const line of compare(ours, comparison, tell)) {
    tables.add(line);
    if (line.kind !== "ceiling" && line.kind !== "case") continue;
    for (const { device } of ours) await printKernels(device);
  }
  for (const extra of choice.extras) {
    tables.show();
    for await (const line of extras(ours, { ...choice, extras: [extra] }, alone, tell)) {
      tables.add(line);
    }
  }
  progress.update(total, {});
  progress[Symbol.dispose]();
  for (const { device } of ours) device.destroy();
  tables.end();
}

function environmentLine(
  device: Parameters<typeof environmentOf>[0],
  load: number,
): EnvironmentLine {
  const { program, deno, system, processors } = environmentOf(device);
  const date = new Date().toISOString();
  return { kind: "environment", date, load, program, deno, system, processors };
}
