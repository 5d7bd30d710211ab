/** Blocks that learn one after the other, each above frozen ones. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { AssociatedBlock } from "../../engine/mod.ts";
import { FeatureCache } from "../../tasks/features/feature_cache.ts";
import { readMetrics } from "../../tasks/run/metrics.ts";
import type { RunResult } from "../../tasks/run/result.ts";
import { runPath } from "../../tasks/run/folder.ts";
import {
  csv,
  inFolder,
  lossesOf,
  printed,
  refusal,
  signalled,
  someRows,
  tensorsOf,
  tiny,
} from "./support.ts";

const EPOCHS = 3;

/** Options of a run of three blocks on the rows of a folder. */
function args(folder: string, ...more: string[]): string[] {
  const words = "--model lstmal --num-layer 3 --dropout 0.3 --quiet";
  const data = ["--dataset", `${folder}/rows.csv`, "--epoch", `${EPOCHS}`];
  return [...data, ...tiny, ...words.split(" "), ...more];
}

async function resultOf(run: string): Promise<RunResult> {
  return JSON.parse(await Deno.readTextFile(runPath(run, "result")));
}

/** Weights of a checkpoint's blocks below a number, counted from 1. */
async function weightsBelow(path: string, block: number): Promise<[string, string][]> {
  const all = [...await tensorsOf(path)];
  return all.filter(([name]) => Number(name.match(/^block (\d+)\//)?.[1] ?? 99) < block);
}

/** What two runs must share: their losses, checkpoints, and results but for times. */
async function assertSameRun(run: string, whole: string): Promise<void> {
  assertEquals(lossesOf(run), lossesOf(whole));
  for (const file of ["last", "best"] as const) {
    assertEquals(await tensorsOf(runPath(run, file)), await tensorsOf(runPath(whole, file)), file);
  }
  const untimed = async (path: string) => {
    const { validation, test, steps, epochs, epoch, accumulation } = await resultOf(path);
    const stages = accumulation!.stages.map(({ depths, epoch, validation, epochs }) => ({
      ...{ depths, epoch, validation, epochs },
    }));
    return { validation, test, steps, epochs, epoch, stages };
  };
  assertEquals(await untimed(run), await untimed(whole));
}

Deno.test("accumulate trains block after block, and each keeps the best epoch of its stage for good", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    const runs = [1, 2, 3].map((blocks) => `${folder}/run-${blocks}`);
    for (const [i, run] of runs.entries()) {
      const words = args(folder, "--run-dir", run).join(" ").replace("layer 3", `layer ${i + 1}`);
      await printed("accumulate", ...words.split(" "));
    }
    // A block's weights at the end are those that its own stage chose, whatever came after.
    for (const [i, run] of runs.slice(0, 2).entries()) {
      const [short, long] = [run, runs[2]].map((path) =>
        weightsBelow(runPath(path, "best"), i + 2)
      );
      assertEquals(await long, await short);
    }
    const run = runs[2];
    const { validation, depths, accumulation, epochs, steps, test } = await resultOf(run);
    const metrics = readMetrics(runPath(run, "metrics"));
    const ends = metrics.flatMap((metric) => metric.kind === "epoch" ? [metric] : []);
    assertEquals(ends.map(({ epoch }) => epoch), Array.from({ length: 9 }, (_, i) => i + 1));
    assertEquals([depths, epochs, steps], [[1, 2, 3], 9, 9 * ends[0].step]);
    assertEquals(test.depths.length, 3);
    for (const [d, stage] of accumulation!.stages.entries()) {
      const own = ends.slice(d * EPOCHS, (d + 1) * EPOCHS);
      const best = Math.max(...own.map(({ validation }) => validation[d]));
      const chosen = own.find(({ validation }) => validation[d] === best)!;
      assertEquals([stage.depths, stage.epochs, stage.epoch], [[d + 1], EPOCHS, chosen.epoch]);
      assertEquals([stage.validation, validation[d]], [[best], best]);
      // Depths below are known and stay; those above are not looked at.
      for (const end of own) {
        assertEquals(end.validation.slice(0, d), validation.slice(0, d));
        assertEquals(end.validation.length, d + 1);
        assertEquals(end.rates.map((rate) => rate === null), [...new Array(d).fill(true), false]);
      }
    }
    for (const metric of metrics) {
      if (metric.kind !== "train") continue;
      const d = Math.floor((metric.epoch - 1) / EPOCHS);
      assertEquals(Object.keys(metric.losses), ["associated", "reconstruction"]);
      for (const losses of Object.values(metric.losses)) {
        assertEquals(losses.map((loss) => loss === null), [...new Array(d).fill(true), false]);
      }
    }
  }));

Deno.test("accumulate tells where features lay and what they saved", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    const run = `${folder}/run`;
    const words = args(folder, "--run-dir", run).filter((word) => word !== "--quiet");
    const text = await printed("accumulate", ...words);
    const { stages, saved } = (await resultOf(run)).accumulation!;
    const [first, second, third] = stages.map(({ cache }) => cache);
    assertEquals(first, null);
    assertEquals(second, { place: "word table", bytes: 0, seconds: 0, pass: 0 });
    assertEquals(third!.place, "device");
    assert(third!.bytes > 0 && third!.seconds > 0 && third!.pass > 0);
    assertAlmostEquals(stages[2].saved, EPOCHS * third!.pass - third!.seconds, 1e-9);
    assertAlmostEquals(saved, stages[2].saved, 1e-9);
    for (
      const line of [
        /^Stage 1 of 3: block 1 learns\.$/m,
        /^Stage 3 of 3: block 3 learns, above blocks 1 to 2, frozen\.$/m,
        /^Features: words are looked up in the frozen table itself\.$/m,
        /^Features: [\d.]+ KiB on the device, computed in [\d.]+ s\.$/m,
        /^stage 2\/3, epoch 1\/3, .*depth 1 +depth 2$/m,
        /^Depth 3: [\d.]+ % on validation data in epoch [123], .* an epoch\. Frozen blocks would have taken .* saved\.$/m,
        /^Features of frozen blocks that were computed once saved -?[\d.]+ s in all\.$/m,
      ]
    ) assertMatch(text, line);
  }));

Deno.test("accumulate gives the same bits with features on the device and on disk, and leaves no file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    for (const place of ["device", "disk"]) {
      const run = ["--run-dir", `${folder}/${place}`, "--feature-cache", place];
      await printed("accumulate", ...args(folder, ...run));
      const { stages } = (await resultOf(`${folder}/${place}`)).accumulation!;
      assertEquals(stages[2].cache!.place, place);
    }
    await assertSameRun(`${folder}/disk`, `${folder}/device`);
    const names = [...Deno.readDirSync(`${folder}/disk`)].map(({ name }) => name);
    assertEquals(names.filter((name) => name.includes("features")), []);
  }));

Deno.test("accumulate runs each frozen block once over each set, wherever features are", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    for (const place of ["device", "disk"]) {
      const run = ["--run-dir", `${folder}/${place}`, "--feature-cache", place];
      const words = args(folder, ...run).join(" ").replace("layer 3", "layer 5");
      const fills = await blocksOfFills(() => printed("accumulate", ...words.split(" ")));
      // For training and validation rows; stage 2 has the word table, which stage 3 begins at.
      const [third, fourth, fifth] = [["block 1", "block 2"], ["block 3"], ["block 4"]];
      assertEquals(fills, [third, third, fourth, fourth, fifth, fifth]);
      const { stages } = (await resultOf(`${folder}/${place}`)).accumulation!;
      for (const [i, { cache, saved }] of stages.entries()) {
        if (i < 3) continue;
        assert(cache!.pass >= stages[i - 1].cache!.pass, "a pass is one of all frozen blocks");
        assertAlmostEquals(saved, EPOCHS * cache!.pass - cache!.seconds, 1e-9);
      }
    }
    await assertSameRun(`${folder}/disk`, `${folder}/device`);
  }));

/** The blocks that ran in each fill of a cache during an action. */
async function blocksOfFills(action: () => Promise<unknown>): Promise<string[][]> {
  const { fill } = FeatureCache;
  const { forward } = AssociatedBlock.prototype;
  const fills: string[][] = [];
  let ran: Set<string> | null = null;
  AssociatedBlock.prototype.forward = function (input) {
    ran?.add(this.name);
    return forward.call(this, input);
  };
  FeatureCache.fill = async (set, options) => {
    ran = new Set();
    const cache = await fill.call(FeatureCache, set, options);
    fills.push([...ran]);
    ran = null;
    return cache;
  };
  try {
    await action();
  } finally {
    FeatureCache.fill = fill;
    AssociatedBlock.prototype.forward = forward;
  }
  return fills;
}

Deno.test("accumulate goes on to the bit where Ctrl-C or a kill stopped it in any stage", async (test) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
  const own = (...more: string[]) =>
    args(folder, ...more).join(" ").replace("layer 3", "layer 4").split(" ");
  await printed("accumulate", ...own("--run-dir", `${folder}/whole`));
  const lines = lossesOf(`${folder}/whole`).length;
  const run = `${folder}/run`;
  const more = ["--save-every", "2", "--feature-cache", "disk"];
  // In the middle of the second stage, at its end, and in the middle of the fourth, whose features were
  // made of the third's and are then made of words.
  for (const [part, signal] of [[0.38, "SIGINT"], [0.5, "SIGKILL"], [0.88, "SIGINT"]] as const) {
    await test.step(`by ${signal} after ${part} of its lines`, async () => {
      const isNew = !await Deno.stat(run).catch(() => null);
      const before = isNew ? 0 : lossesOf(run).length;
      const begin = isNew ? own(...more, "--run-dir", run) : ["--resume", run, "--quiet"];
      const moment = ["lines", Math.ceil(part * lines) - before] as const;
      const { code, stdout } = await signalled(signal, moment, ["accumulate", ...begin]);
      if (signal === "SIGKILL") return;
      assertEquals(code, 130);
      assert(stdout.endsWith(`\nGo on with: ./al accumulate --resume ${run}\n`), stdout);
      const names = [...Deno.readDirSync(run)].map(({ name }) => name);
      assertEquals(names.filter((name) => /tmp|lock/.test(name)), []);
    });
  }
  await test.step("and to the end", async () => {
    await printed("accumulate", "--resume", run, "--quiet");
    await assertSameRun(run, `${folder}/whole`);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("accumulate refuses backpropagation, and its runs go on by no other command", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    assertEquals(
      await refusal("accumulate", ...args(folder), "--mode", "bp"),
      "Cannot accumulate blocks with --mode bp: backpropagation trains all at once, " +
        "leave --mode out or give ./al train",
    );
    const run = `${folder}/run`;
    await printed("accumulate", ...args(folder, "--run-dir", run));
    assertEquals(
      await refusal("train", "--resume", run),
      `Cannot resume ${run} with train: accumulate began it, give ./al accumulate --resume ${run}`,
    );
  }));

for (
  const [model, size, deep] of [
    ["linearal", "--l1-dim 32 --emb-dim 32 --epoch 2", 0.75], // seen: 0.78
    ["lstmal", "--l1-dim 16 --emb-dim 24 --lr 2e-2 --emb-lr 1e-2 --epoch 3", 0.95], // seen: 1
  ] as const
) {
  Deno.test(`accumulate reaches 0.75 at depth 1 of the made news, ${deep} below: ${model}`, () =>
    inFolder(async (folder) => {
      const words = `--dataset news --model ${model} --num-layer 3 --quiet ${size} ` +
        `--label-emb 16 --batch-train 32 --run-dir ${folder}/run`;
      await printed("accumulate", ...words.split(" "));
      const { test } = await resultOf(`${folder}/run`);
      test.depths.forEach((accuracy, i) => assert(accuracy >= (i ? deep : 0.75), `${test.depths}`));
    }));
}
