/** What is measured of our engine alone: dispatches, compiling, training, the package. */
import { assert, assertEquals } from "@std/assert";
import { chosenCases } from "../../../tasks/bench/choice.ts";
import { COMPILED, compiling } from "../../../tasks/bench/compiling.ts";
import { ourDevice } from "../../../tasks/bench/devices.ts";
import { dispatches } from "../../../tasks/bench/dispatches.ts";
import { extraPartsOf, extras } from "../../../tasks/bench/extras.ts";
import type { Line, PackageLine } from "../../../tasks/bench/lines.ts";
import { packageSize } from "../../../tasks/bench/package.ts";
import { findCase } from "../../../tasks/bench/peers/mod.ts";
import { trainingRuns } from "../../../tasks/bench/training.ts";
import { stage } from "../../../tasks/publish.ts";
import { onDevices, processors } from "../../engine/device.ts";
import { inFolder, root } from "../support.ts";

onDevices(
  "dispatches() measures chains and kernels on their own, and frees what it made",
  async (device) => {
    const { live } = device.memory();
    const lines = await Array.fromAsync(dispatches(ourDevice(device), 2));
    assertEquals(device.memory().live, live);
    assertEquals(lines.map(({ order, groups }) => [order, groups]), [
      ["chained", 1],
      ["chained", 64],
      ["independent", 1],
      ["independent", 64],
    ]);
    for (const { microseconds, runs } of lines) {
      assertEquals(runs.length, 2);
      assert(microseconds > 0 && microseconds >= Math.min(...runs));
    }
  },
);

Deno.test("compiling() times every kernel of a step in a process of its own", async () => {
  for (const name of COMPILED) findCase(name);
  const line = await compiling(COMPILED[0], 1);
  assert(line.kernels > 10 && line.bytes > 1000 * line.kernels / 10, JSON.stringify(line));
  for (const time of [line.translating, line.accepting, line.first, line.next]) assert(time > 0);
});

Deno.test("packageSize() adds up what publishing stages", async () => {
  const { files, bytes, compressed, processors } = await packageSize() as PackageLine;
  await inFolder(async (folder) => {
    await stage(new URL(`file://${root}`), new URL(`file://${folder}/`));
    const { stdout } = await new Deno.Command("find", { args: [folder, "-type", "f"] }).output();
    const paths = new TextDecoder().decode(stdout).trimEnd().split("\n");
    const sizes = await Promise.all(paths.map(async (path) => (await Deno.stat(path)).size));
    assertEquals([files, bytes], [paths.length, sizes.reduce((a, b) => a + b)]);
  });
  assert(compressed < bytes && processors > 0 && processors < bytes);
});

const options = { repeats: 1, texts: { dataset: "news", seed: 1 } };

Deno.test("extras() measures what was chosen on each device, and tells of each part", async () => {
  const ours = [ourDevice(processors)];
  const choice = chosenCases(["package", "dispatch"]);
  const told: string[] = [], lines: Line[] = [];
  for await (const line of extras(ours, choice, options, (now) => told.push(now))) lines.push(line);
  assertEquals(told, [`dispatch on ${ours[0].name}`, "package"]);
  assertEquals(extraPartsOf(ours, choice, options), told.length);
  assertEquals(new Set(lines.map(({ kind }) => kind)), new Set(["dispatch", "package"]));
  const all = extraPartsOf(ours, chosenCases(["all"]), options);
  assertEquals(all, 1 + COMPILED.length + 1 + 1 + 1 + 1);
});

Deno.test("trainingRuns() refuses to give a time for a run that fails", async () => {
  const ours = ourDevice(processors);
  const broken = { ...ours, device: { traits: { kind: "cpu", threads: 1000 } } } as typeof ours;
  const error = await trainingRuns(broken, 1).then(() => null, (error) => error as Error);
  assert(error?.message.includes(`--threads "1000"`), `${error}`);
});
