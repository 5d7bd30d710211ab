/**
 * `bench`: kernels and training steps on this machine, beside other engines and the adapter's own
 * ceilings.
 *
 * @module
 */
import { namedCases, namedPeers, usualCases } from "./bench/choice.ts";
import { compare, type Comparison, partsOf } from "./bench/compare.ts";
import type { Line } from "./bench/lines.ts";
import { reportText } from "./bench/report.ts";
import { environmentOf } from "./environment.ts";
import { openDevice, printKernels } from "./open.ts";
import type { OptionsOf } from "./options.ts";
import { Progress, progressTarget } from "./progress.ts";

/**
 * Measures what the options name and prints it: tables, or with `json` an object a line.
 *
 * @throws {OptionError} when there is no case or peer of a name
 */
export async function bench(options: OptionsOf<"bench">): Promise<void> {
  const { json, quiet, repeats, seed } = options;
  const named = namedCases(options.cases);
  const peers = namedPeers(options.peers);
  const device = await openDevice(options.device);
  const { chosen, leftOut } = named
    ? { chosen: named, leftOut: [] }
    : usualCases(device.traits.kind !== "gpu");
  const comparison: Comparison = { chosen, peers, repeats };
  const lines: Line[] = [];
  const say = (line: Line) => {
    if (json) console.log(JSON.stringify(line));
    lines.push(line);
  };
  using progress = new Progress(progressTarget(quiet || json), {
    label: "bench",
    total: partsOf(comparison),
    unit: "parts",
  });
  const tell = (done: number, now: string) => progress.update(done, { now });
  const [load] = Deno.loadavg();
  say({ kind: "environment", date: new Date().toISOString(), load, ...environmentOf(device) });
  for await (const line of compare({ device, seed }, comparison, tell)) {
    say(line);
    if (line.kind === "ceiling" || line.kind === "case") await printKernels(device);
  }
  leftOut.forEach(say);
  progress.update(partsOf(comparison), {});
  progress[Symbol.dispose]();
  device.destroy();
  if (!json) console.log(reportText(lines).trimEnd());
}
