/** Blocks on top of a saved model, which stays as it is. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { GrownFrom } from "../../tasks/run/environment.ts";
import type { RunResult } from "../../tasks/run/result.ts";
import { type RunFile, runPath } from "../../tasks/run/folder.ts";
import {
  inFolder,
  lossesOf,
  numbers,
  onlyRun,
  printed,
  refusal,
  signalled,
  someRows,
  tensorsOf,
  tiny,
  trainedFiles,
} from "./support.ts";

/** Rows with a title, which some lack. */
function titled(count: number): string {
  const random = numbers(5);
  const rows = someRows(count).map(({ text, label }, i) => {
    const title = i % 5 ? `${label} ${text.split(" ")[0]}` : "";
    return [text, title, `writer ${Math.floor(random() * 3)}`, "here", label].join();
  });
  return ["text,title,author,place,label", ...rows].join("\n") + "\n";
}

/** A folder with rows and a run of two blocks, to grow from. */
async function withRun(
  args: string,
  action: (folder: string, run: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, titled(90));
    const run = `${folder}/old`;
    const words = `--dataset ${folder}/rows.csv --num-layer 2 --epoch 2 --quiet ${args}`;
    await printed("train", ...words.split(" "), ...tiny, "--run-dir", run);
    await action(folder, run);
  });
}

/** Grows a run by options into a folder of its own, and gives the new run. */
async function grown(run: string, folder: string, options: string): Promise<string> {
  await printed("grow", run, ...options.split(" "), "--quiet", "--save-dir", folder);
  return onlyRun(folder);
}

async function read<T>(run: string, file: RunFile): Promise<T> {
  return JSON.parse(await Deno.readTextFile(runPath(run, file)));
}

const optionsOf = async (run: string) =>
  (await read<{ options: Record<string, unknown> }>(run, "config")).options;

/** Every tensor of the first file stands in the second, bit for bit. */
async function assertKept(old: string, young: string): Promise<void> {
  const [before, after] = [await tensorsOf(old), await tensorsOf(young)];
  assert(before.size > 0 && after.size > before.size);
  for (const [name, bits] of before) assertEquals(after.get(name), bits, name);
}

for (const [model, more] of [["linearal", ""], ["lstmal", ""], ["transformeral", " --heads 2"]]) {
  Deno.test(`grow leaves the old weights bit for bit, and its runs test, predict and grow again: ${model}`, () =>
    withRun(`--model ${model} --dropout 0.2${more}`, async (folder, run) => {
      const young = await grown(run, `${folder}/a`, "--layers 2 --epoch 3 --lr 0.01");
      for (const file of ["best", "last"] as const) {
        await assertKept(runPath(run, "best"), runPath(young, file));
      }
      const names = [...Deno.readDirSync(young)].map(({ name }) => name);
      for (const name of trainedFiles) assert(names.includes(name), `${name} is missing`);
      const options = await optionsOf(young);
      assertEquals([options["num-layer"], options.epoch, options.lr], [4, 3, 0.01]);
      assertEquals(options["emb-dim"], (await optionsOf(run))["emb-dim"]);

      const old = await read<RunResult>(run, "result");
      const result = await read<RunResult>(young, "result");
      assertEquals(result.depths, [1, 2, 3, 4]);
      assertEquals(result.validation.slice(0, 2), old.validation);
      assertEquals(result.test.depths.slice(0, 2), old.test.depths);
      assertEquals(result.accumulation!.stages.map(({ depths }) => depths), [[3, 4]]);
      const { grownFrom } = await read<{ grownFrom: GrownFrom }>(young, "environment");
      const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(runPath(run, "best")));
      assertEquals(grownFrom, {
        run,
        checkpoint: "best",
        sha256: new Uint8Array(hash).toHex(),
        blocks: 2,
        validation: old.validation,
      });

      assertMatch(await printed("eval", young, "--quiet"), /^ +4 +[\d.]+ % /m);
      const text = ["--text", "purr meow", "--json"];
      assertMatch(await printed("predict", young, ...text), /"depth":4/);
      const again = await grown(young, `${folder}/b`, "--layers 1 --checkpoint last");
      await assertKept(runPath(run, "best"), runPath(again, "best"));
      assertEquals((await read<RunResult>(again, "result")).depths, [1, 2, 3, 4, 5]);
    }));
}

for (const model of ["linearal", "lstmal"]) {
  Deno.test(`grow adds a block with words of its own for each column, below other new blocks: ${model}`, () =>
    withRun(`--model ${model}`, async (folder, run) => {
      const young = await grown(run, `${folder}/a`, "--side title,author --layers 1 --epoch 1");
      const options = await optionsOf(young);
      assertEquals([options["num-layer"], options.side], [5, ["title@3", "author@4"]]);
      await assertKept(runPath(run, "best"), runPath(young, "best"));
      type Words = { words: string[]; columns?: { column: string; words: string[] }[] };
      const [before, after] = [
        await read<Words>(run, "vocabulary"),
        await read<Words>(young, "vocabulary"),
      ];
      assertEquals(after.words, before.words);
      assertEquals(after.columns!.map(({ column }) => column), ["title", "author"]);
      assert(after.columns![0].words.includes("cats"));
      assertMatch(await printed("eval", young, "--quiet"), /^ +5 +[\d.]+ % /m);

      const again = await grown(young, `${folder}/b`, "--side place --epoch 1");
      assertEquals((await optionsOf(again)).side, ["title@3", "author@4", "place@6"]);
      assertEquals(
        await refusal("grow", young, "--side", "author", "--quiet"),
        `Cannot grow ${young} by --side author: its net reads that column already, give another`,
      );
      await assertKept(runPath(young, "best"), runPath(again, "best"));
    }));
}

Deno.test("grow grows what accumulate made, and its features on disk give the same bits", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, titled(90));
    const run = `${folder}/old`;
    const words = `--dataset ${folder}/rows.csv --model lstmal --num-layer 2 --epoch 1 --quiet`;
    await printed("accumulate", ...words.split(" "), ...tiny, "--run-dir", run);
    const [device, disk] = [
      await grown(run, `${folder}/a`, "--layers 1 --feature-cache device"),
      await grown(run, `${folder}/b`, "--layers 1 --feature-cache disk"),
    ];
    assertEquals(lossesOf(disk), lossesOf(device));
    assertEquals(await tensorsOf(runPath(disk, "last")), await tensorsOf(runPath(device, "last")));
  }));

Deno.test("grow takes defaults for what the configuration of a run does not say, as other commands do", () =>
  withRun("--model lstmal", async (folder, run) => {
    const file = runPath(run, "config");
    const { options: { model: _, seed: __, ...options }, ...config } = JSON.parse(
      await Deno.readTextFile(file),
    );
    await Deno.writeTextFile(file, JSON.stringify({ ...config, options }));
    const young = await grown(run, `${folder}/a`, "--layers 1 --epoch 1 --lr 0.01 --seed 1");
    const { model, "num-layer": blocks } = await optionsOf(young);
    assertEquals([model, blocks], ["lstmal", 3]);
  }));

Deno.test("grow goes on to the bit where Ctrl-C stopped it", () =>
  withRun("--model lstmal", async (folder, run) => {
    const whole = await grown(run, `${folder}/a`, "--layers 2 --epoch 12 --dropout 0.3");
    const { code, stdout } = await signalled("SIGINT", ["lines", 20], [
      ...["grow", run, "--layers", "2", "--epoch", "12", "--dropout", "0.3", "--quiet"],
      ...["--save-dir", `${folder}/b`, "--save-every", "1"],
    ]);
    const stopped = onlyRun(`${folder}/b`);
    assertEquals(code, 130);
    assert(stdout.endsWith(`\nGo on with: ./al grow --resume ${stopped}\n`), stdout);
    await printed("grow", "--resume", stopped, "--quiet");
    assertEquals(lossesOf(stopped), lossesOf(whole));
    for (const file of ["last", "best"] as const) {
      const [one, other] = [stopped, whole].map((path) => tensorsOf(runPath(path, file)));
      assertEquals(await one, await other);
    }
  }));

Deno.test("grow that is stopped while features are computed goes on to the bit", () =>
  inFolder(async (folder) => {
    const run = `${folder}/old`;
    const words = "--dataset news --limit 700 --model lstmal --num-layer 3 --epoch 1 --quiet";
    await printed("train", ...words.split(" "), ...tiny, "--run-dir", run);
    // Batches of one text make the features slow.
    const growth = "--layers 1 --epoch 1 --batch-train 1";
    const { stdout } = await signalled("SIGINT", ["saved", 1], [
      ...["grow", run, ...growth.split(" "), "--quiet", "--save-dir", `${folder}/b`],
    ]);
    assertMatch(stdout, /^Stopped in epoch 1 after 0 steps; everything is saved\.$/m);
    const stopped = onlyRun(`${folder}/b`);
    const names = [...Deno.readDirSync(stopped)].map(({ name }) => name);
    assertEquals(names.filter((name) => /tmp|lock/.test(name)), []);
    await printed("grow", "--resume", stopped, "--quiet");
    const whole = await grown(run, `${folder}/a`, growth);
    assertEquals(lossesOf(stopped), lossesOf(whole));
    const [one, other] = [stopped, whole].map((path) => tensorsOf(runPath(path, "last")));
    assertEquals(await one, await other);
  }));

Deno.test("grow makes the folder that --into names, and takes none that is not empty", () =>
  withRun("--model linearal", async (folder, run) => {
    const into = `${folder}/wide/taller`;
    const words = ["grow", run, "--layers", "1", "--epoch", "1", "--quiet", "--into"];
    await printed(...words, into);
    assertEquals((await optionsOf(into))["num-layer"], 3);
    assertMatch(await refusal(...words, into), /^Cannot begin a run in .*taller: it holds /);
    assertEquals(
      await refusal("grow", "--resume", into, "--into", `${folder}/b`),
      "Cannot read --into with --resume: a run goes on in its own folder, leave it out",
    );
  }));

Deno.test("grow refuses what it cannot add, and makes no folder then", () =>
  withRun("--model linearal", async (folder, run) => {
    const runs = `${folder}/runs`;
    const growth = (...args: string[]) =>
      refusal("grow", ...args, "--quiet", "--save-dir", runs, "--epoch", "1");
    assertEquals(
      await growth("--layers", "1"),
      "Cannot grow a model: no run is named, give ./al grow RUN --layers 2",
    );
    assertEquals(
      await growth(run),
      `Cannot grow ${run}: nothing to add is named, give --layers 2 or --side COLUMN`,
    );
    assertEquals(
      await growth(run, "--layers", "255"),
      `Cannot grow ${run} by 255 blocks: it has 2 and a model has at most 256, give fewer`,
    );
    assertEquals(
      await growth(run, "--side", "title@3"),
      'Cannot read --side "title@3": growing adds a block for each column, give title alone',
    );
    assertEquals(
      await growth(run, "--layers", "1", "--seed", "9"),
      `Cannot change --seed to 9: the blocks of ${run} were trained with 1, leave it out`,
    );
    assertMatch(await growth(run, "--side", "colour"), /^Cannot .*colour/);
    for (const side of ["text", "title,title"]) {
      assertMatch(await growth(run, "--side", side), /its net reads that column already/);
    }
    const other = `${folder}/other.csv`;
    await Deno.writeTextFile(other, titled(80));
    assertEquals(
      await growth(run, "--layers", "1", "--dataset", other),
      `Cannot grow ${run}: ${other} differs from the file that ${run}/data.json names, ` +
        "give the same data or start a new run",
    );
    const back = `${folder}/back`;
    const words = `--dataset ${folder}/rows.csv --num-layer 2 --epoch 1 --quiet --mode bp`;
    await printed("train", ...words.split(" "), ...tiny, "--run-dir", back);
    assertEquals(
      await growth(back, "--layers", "1"),
      `Cannot grow ${back}: backpropagation trained it as a whole, give a run of --mode al`,
    );
    assertEquals(await Deno.stat(runs).catch(() => null), null);
  }));
