/** What is measured of our engine alone: dispatches, compiling, training, the package. */
import { assert, assertEquals } from "@std/assert";
import { chosenCases } from "../../../tasks/bench/choice.ts";
import { COMPILED, compiling } from "../../../tasks/bench/compiling.ts";
import { ourDevice } from "../../../tasks/bench/devices.ts";
import { dispatches } from "../../../tasks/bench/dispatches.ts";
import { extraPartsOf, extras } from "../../../tasks/bench/extras.ts";
import { accumulating } from "../../../tasks/bench/accumulating.ts";
import { adapting } from "../../../tasks/bench/adapting.ts";
import type { Line, PackageLine } from "../../../tasks/bench/lines.ts";
import { memory } from "../../../tasks/bench/memory.ts";
import { packageSize } from "../../../tasks/bench/package.ts";
import { findCase } from "../../../tasks/bench/peers/mod.ts";
import { pipelineCases } from "../../../tasks/bench/pipeline.ts";
import { settlingMemory } from "../../../tasks/bench/settling_memory.ts";
import { loadTexts, type TextSource } from "../../../tasks/bench/texts.ts";
import { tokens } from "../../../tasks/bench/tokens.ts";
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
  assertEquals(all, COMPILED.length + pipelineCases.length + 8);
});

/** A data set whose texts have from 1 to 40 words. */
async function unevenTexts(folder: string): Promise<TextSource> {
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${i % 2},${Array.from({ length: 1 + i * 7 % 40 }, (_, k) => `w${k}`).join(" ")}`,
  );
  const dataset = `${folder}/texts.csv`;
  await Deno.writeTextFile(dataset, ["label,text", ...rows].join("\n"));
  return { dataset, seed: 1 };
}

Deno.test("tokens() counts the same words in any order, and less padding by length", async () => {
  await inFolder(async (folder) => {
    const lines = await Array.fromAsync(
      tokens(ourDevice(processors), await unevenTexts(folder), 2),
    );
    assertEquals(lines.map(({ order }) => order), ["any", "by length"]);
    const [any, sorted] = lines;
    assertEquals([any.words, any.batches], [sorted.words, sorted.batches]);
    assert(sorted.padding > 0 && sorted.padding < any.padding);
    for (const { words, seconds, rate } of lines) {
      assertEquals(seconds.length, 2);
      assert(rate >= words / Math.max(...seconds) && rate <= words / Math.min(...seconds));
    }
  });
});

Deno.test("accumulating() times the frozen blocks of each model, and keeps their features", async () => {
  await inFolder(async (folder) => {
    const source = await unevenTexts(folder);
    const { set: { set } } = await loadTexts(source);
    const lines = await Array.fromAsync(accumulating(ourDevice(processors), source, 1));
    assertEquals(lines.map(({ model, frozen }) => [model, frozen]), [
      ["lstmal", 3],
      ["transformeral", 3],
    ]);
    for (const { computed, kept, fill, bytes } of lines) {
      assert(computed > 0 && kept > 0 && fill > 0);
      assert(bytes >= 4 * 128 * set.tokens.length);
    }
  });
});

Deno.test("memory() grows with depth by backpropagation, and hardly by Associated Learning", async () => {
  const { live } = processors.memory();
  const lines = await Array.fromAsync(memory(ourDevice(processors)));
  assertEquals(lines.map(({ blocks }) => blocks), [4, 8, 16]);
  const [four, , sixteen] = lines;
  assert(sixteen.backprop > 3 * four.backprop, JSON.stringify(lines));
  assert(sixteen.associated < 1.1 * four.associated, JSON.stringify(lines));
  assert(four.associated < four.backprop, JSON.stringify(lines));
  assert(processors.memory().live - live < 2 ** 16);
});

Deno.test("settlingMemory() grows with time steps through time, and not by equilibrium propagation", async () => {
  const { live } = processors.memory();
  const lines = await Array.fromAsync(settlingMemory(ourDevice(processors)));
  assertEquals(lines.map(({ free }) => free), [10, 20, 40, 80]);
  const [ten, , , eighty] = lines;
  assertEquals(new Set(lines.map(({ contrast }) => contrast)).size, 1, JSON.stringify(lines));
  assert(eighty.throughTime > 3 * ten.throughTime, JSON.stringify(lines));
  assert(ten.contrast < ten.throughTime, JSON.stringify(lines));
  assert(processors.memory().live - live < 2 ** 16);
});

Deno.test("adapting() times a model at its own threshold and at others, with how they do", async () => {
  await inFolder(async (folder) => {
    const source = await unevenTexts(folder);
    const lines = await Array.fromAsync(adapting(ourDevice(processors), source));
    assertEquals(lines.filter(({ chosen }) => chosen).length, 1);
    const depths = lines.map(({ meanDepth }) => meanDepth);
    assertEquals(depths, depths.toSorted((a, b) => a - b));
    for (const { meanDepth, full, adaptive, rows, accuracy } of lines) {
      assert(meanDepth >= 1 && meanDepth <= 4 && full > 0 && adaptive > 0);
      assertEquals([rows, Number.isInteger(accuracy * rows)], [20, true]);
    }
  });
});

Deno.test("trainingRuns() refuses to give a time for a run that fails", async () => {
  const ours = ourDevice(processors);
  const broken = { ...ours, device: { traits: { kind: "cpu", threads: 1000 } } } as typeof ours;
  const error = await trainingRuns(broken, 1).then(() => null, (error) => error as Error);
  assert(error?.message.includes(`--threads "1000"`), `${error}`);
});
