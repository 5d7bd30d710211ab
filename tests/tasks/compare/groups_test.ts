import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { differencesOf, groupsOf, notesOf } from "../../../tasks/compare/groups.ts";
import { comparisonPage } from "../../../tasks/compare/page.ts";
import type { ComparedRun } from "../../../tasks/compare/runs.ts";
import { comparisonObjects, comparisonText } from "../../../tasks/compare/text.ts";

/** A run of made-up accuracies. */
function run(
  settings: Record<string, string | number>,
  seed: number,
  depths: readonly number[],
  data = "a",
): ComparedRun {
  const names = settings.mode === "bp" ? [3] : depths.map((_, i) => i + 1);
  const best = Math.max(...depths);
  const test = {
    ...{ full: depths.at(-1)!, best, bestDepth: names[depths.indexOf(best)], depths, rows: 200 },
    confusion: [],
  };
  const result = {
    ...{ classes: ["a", "b"], epoch: 1, depths: names, validation: depths, test, epochs: 2 },
    ...{ steps: 9, seconds: 2, memory: 2 ** 20, samplesPerSecond: 7 },
  };
  return { path: `runs/${settings.mode}-${seed}`, settings, seed, result, data };
}

const al = { dataset: "sst2", model: "lstmal", mode: "al", lr: 0.001 };
const bp = { ...al, mode: "bp" };
const runs = [
  run(al, 2, [0.70, 0.80, 0.82]),
  run(al, 1, [0.72, 0.80, 0.80]),
  run(bp, 1, [0.81]),
  run(bp, 2, [0.81]),
];

Deno.test("groupsOf() puts runs together that differ in their seed alone", () => {
  const groups = groupsOf(runs);
  assertEquals(groups.map(({ mode, runs }) => [mode, runs.map(({ seed }) => seed)]), [
    ["al", [1, 2]],
    ["bp", [1, 2]],
  ]);
  const [first] = groups;
  assertEquals(first.depths.map(({ depth }) => depth), [1, 2, 3, null]);
  assertEquals(first.depths[3].values, [0.80, 0.82]);
  assertAlmostEquals(first.depths[0].mean, 0.71, 1e-12);
  assertAlmostEquals(first.depths[0].deviation, Math.sqrt(0.0002), 1e-12);
  assertEquals([first.own, groups[1].depths.length, first.memory?.mean], [[], 1, 2 ** 20]);
});

Deno.test("groupsOf() names the options by which settings differ, and keeps intervals within 0 and 1", () => {
  const [one, two] = groupsOf([run(al, 1, [0.1, 0.99]), run({ ...al, lr: 0.01 }, 1, [0.2, 1])]);
  assertEquals([one.own, two.own], [[["lr", "0.001"]], [["lr", "0.01"]]]);
  const [wide] = groupsOf([run(al, 1, [0.1]), run(al, 2, [0.9])]);
  assertEquals([wide.depths[0].low, wide.depths[0].high], [0, 1]);
  const [{ low, high }] = differencesOf(groupsOf([run(al, 1, [0, 0.9]), run(al, 2, [0.9, 0])]));
  assertEquals([low, high], [-1, 1]);
});

Deno.test("differencesOf() pairs runs of the same seed", () => {
  const [depth, mode, ...rest] = differencesOf(groupsOf(runs));
  assertEquals(rest, []);
  assertEquals(depth.what, "lstmal al: depth 3 less depth 1");
  assertAlmostEquals(depth.mean, 0.10, 1e-12);
  assertEquals(mode.what, "lstmal al less lstmal bp: all blocks");
  assertAlmostEquals(mode.values[0], -0.01, 1e-12);
  assertAlmostEquals(mode.values[1], 0.01, 1e-12);
  // Seed 2 has no twin, and another rate is no twin where the rates of backpropagation differ.
  const few = groupsOf([...runs.slice(0, 3), run({ ...bp, lr: 0.1 }, 1, [0.1])]);
  assertAlmostEquals(differencesOf(few)[1].mean, -0.01, 1e-12);
  assertEquals(differencesOf(few)[1].values.length, 1);
});

Deno.test("notesOf() tells where runs of one name read other files", () => {
  assertEquals(notesOf(groupsOf(runs)), []);
  assertEquals(notesOf(groupsOf([...runs, run(al, 3, [0.5, 0.5, 0.5], "b")])), [
    "The runs on sst2 read different files or rows of that name.",
  ]);
});

Deno.test("notesOf() tells of runs of one seed, parts of which are no copies", () => {
  assertEquals(notesOf(groupsOf([...runs, run(bp, 2, [0.81])])), [
    "Several runs of lstmal bp on sst2 have the same seed, which say nothing of chance: compare each seed once.",
  ]);
  const parts = ["1/2", "2/2"].map((fold) => ({ ...run(bp, 2, [0.81]), fold }));
  assertEquals(notesOf(groupsOf(parts)).length, 1);
});

Deno.test("comparisonText() has a line for each depth, comparisonObjects() what stands in it", () => {
  const groups = groupsOf(runs);
  const differences = differencesOf(groups);
  const text = comparisonText(groups, differences);
  assert(text.startsWith("sst2, accuracy on 200 test rows:\n\nmodel "), text);
  assert(
    /^lstmal al {2}1 +2 {2}71\.00 % +1\.41 {2}58\.29 to 83\.71 +2\.0 s {2}1\.0 MiB$/m.test(text),
    text,
  );
  assert(
    /^lstmal al less lstmal bp: all blocks +2 +0\.00 +1\.41 {2}-12\.71 to 12\.71$/m.test(text),
    text,
  );
  const [setting] = comparisonObjects(groups, differences) as Record<string, unknown>[];
  assertEquals([setting.kind, setting.seeds, setting.rows], ["setting", [1, 2], 200]);
});

Deno.test("comparisonPage() has a picture and all tables, and loads nothing", () => {
  const groups = groupsOf([...runs, run({ ...al, dataset: "<b>.csv" }, 1, [0.5])]);
  const page = comparisonPage(groups, differencesOf(groups), ["a note"], "runs/study");
  for (const title of ["Accuracy on sst2", "Means over runs", "Differences", "Runs"]) {
    assert(page.includes(`<h2>${title}</h2>`), title);
  }
  const heads = [...page.matchAll(/<thead>(.*?)<\/thead>/g)].map(([, head]) =>
    [...head.matchAll(/>([^<]+)<\/th>/g)].map(([, name]) => name).join()
  );
  const means = "model,depth,runs,mean,deviation,95 % interval,trained,memory";
  assertEquals(heads.filter((head) => head === means).length, 2);
  assertEquals(page.match(/<h2>Differences<\/h2>/g)?.length, 1);
  assert(!page.includes("<b>.csv") && page.includes("&lt;b&gt;.csv") && page.includes("a note"));
  assert(/<section class="wide">\s*<h2>Differences/.test(page), "intervals are cut off");
  const below = { ...runs[0], path: "runs/study/a b" };
  const led = comparisonPage(groupsOf([below, runs[1]]), [], [], "runs/study");
  assertEquals(led.match(/<a href="[^"]+">/g), ['<a href="a%20b/report.html">']);
  assert(!/https?:|<script|NaN/.test(page.replaceAll("http-equiv", "")), "it loads something");
});
