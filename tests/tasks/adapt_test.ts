/** Runs whose texts leave early: `adapt`, `eval --adaptive`, and the calibration of a run. */
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Batch, DataError } from "../../datasets/mod.ts";
import { AdaptivePrediction } from "../../tasks/loop/exits/prediction.ts";
import { type AdaptiveFile, readAdaptive } from "../../tasks/adaptive/file.ts";
import { adaptiveChart } from "../../tasks/report/adaptive_picture.ts";
import { chainOf } from "../../tasks/adaptive/rule.ts";
import { writeCalibration } from "../../tasks/adaptive/calibration.ts";
import { loadRun } from "../../tasks/model/load_run.ts";
import { Prediction } from "../../tasks/loop/steps.ts";
import { csv, inFolder, printed, refusal, someRows, tiny } from "./support.ts";

const rows = someRows(240);

/** Trains a run of four blocks in a folder and gives the options that name it. */
async function trainedRun(folder: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  await Deno.writeTextFile(file, csv(rows));
  const run = ["--run-dir", `${folder}/run`];
  const model = "--model linearal --num-layer 4 --epoch 8 --lr 0.02 --emb-lr 0.05".split(" ");
  const words = [...model, ...tiny];
  // What a test gives itself goes before.
  const own = words.flatMap((word, i) => i % 2 || args.includes(word) ? [] : [word, words[i + 1]]);
  await printed("train", "--dataset", file, "--quiet", ...run, ...own, ...args);
  return run;
}

function objects(out: string): Record<string, unknown>[] {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

const fileOf = async (folder: string): Promise<AdaptiveFile> =>
  (await readAdaptive(`${folder}/run`))!;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

Deno.test("adapt writes a sweep that agrees with eval, times, and a picture", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const [line] = objects(await printed("adapt", ...run, "--json", "--exits", "1,2,3,4"));
    const file = await fileOf(folder);
    assertEquals(line, { run: `${folder}/run`, ...structuredClone(file) } as unknown);
    assertEquals([file.depths, file.exits, file.criterion], [4, [1, 2, 3, 4], "max-softmax"]);
    const result = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    assertEquals(file.full.test, result.test.full);
    const parted = file.sweep.filter(({ test }) => new Set(test!.exits).size > 2);
    assert(parted.length > 1, "texts leave at several depths");
    for (const { threshold, validation, test, cost } of [...file.sweep, file.chosen]) {
      assert(cost! > 0, `cost at ${threshold}`);
      assertEquals([sum(validation.exits), sum(test!.exits)], [42, 24]);
      const blocks = test!.exits.map((count, e) => count * file.exits[e]);
      assertAlmostEquals(test!.meanDepth, sum(blocks) / 24);
    }
    const measured = file.times!.measured.map(({ threshold }) => threshold);
    assert(measured.includes(file.threshold), `${measured}`);
    for (const time of [...file.times!.exits, ...file.times!.single, file.times!.full]) {
      assert(time > 0);
    }
    for (const { threshold, test } of parted) {
      const args = ["eval", ...run, "--json", "--adaptive", String(threshold)];
      const [full, early] = objects(await printed(...args, "--batch-test", "4"));
      assertEquals([full.depth, full.accuracy], [4, file.full.test]);
      assertAlmostEquals(early.accuracy as number, test!.accuracy);
      assertEquals(early.meanDepth, test!.meanDepth);
      assertEquals(early.exits, test!.exits.map((texts, e) => ({ depth: e + 1, texts })));
      assert((early.milliseconds as number) > 0 && (full.milliseconds as number) > 0);
    }
    // The report's chart, by itself.
    const { body } = adaptiveChart(file, { unit: "texts", one: "text" }, result);
    const picture = await Deno.readTextFile(`${folder}/run/adaptive.svg`);
    assert(picture.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
    assert(picture.endsWith(`${body}</svg>\n`));
    assert((await Deno.readTextFile(`${folder}/run/report.html`)).includes(body));
  }));

Deno.test("adapt prints its thresholds, picks for a budget, and says what to do with it", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const text = await printed(
      ...["adapt", ...run, "--quiet", "--thresholds", "0.9,0.4,0.9", "--budget", "loss:100"],
      ...["--criterion", "margin", "--exits", "3,1"],
    );
    assertMatch(text, /run: confidence by margin, exits at depths 1, 3, 4\n/);
    assertMatch(text, /\ndepth {2}temperature {2}cross-entropy {2}with it\n/);
    assertMatch(text, /\nthreshold .* at 1 {2}at 3 {2}at 4/);
    assertMatch(
      text,
      /\nThreshold 0\.[49], picked on the validation texts for --budget loss:100: /,
    );
    assertMatch(text, /eval \S+run --adaptive 0\.[49] --criterion margin\n$/);
    const file = await fileOf(folder);
    assertEquals(file.sweep.map(({ threshold }) => threshold), [0.4, 0.9]);
    // The cheapest, as measured here and now.
    const costs = file.sweep.map(({ cost }) => cost!);
    assertEquals([file.budget, file.chosen.cost], ["loss:100", Math.min(...costs)]);
    assertEquals(file.threshold, file.chosen.threshold);
    assertEquals(file.times!.exits.length, 3);
    // Without thresholds, those between the texts' confidences are candidates.
    await printed("adapt", ...run, "--quiet", "--budget", "loss:0");
    const found = await fileOf(folder);
    assert(found.exits.length > 1 && found.exits.at(-1) === 4);
    assert(found.chosen.validation.accuracy >= found.full.validation);
    assertEquals(found.threshold, Number(found.threshold.toFixed(6)));
  }));

Deno.test("adapt refuses what it cannot read or keep, in a line", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const refused = (...args: string[]) => refusal("adapt", ...run, "--quiet", ...args);
    assertEquals(
      await refused("--exits", "1,7"),
      "Cannot read --exits 1,7: 7 is no depth of it, the model has depths 1 to 4",
    );
    assertMatch(await refused("--exits", "1,x"), /^Cannot read .*--exits "1,x": .*number/);
    assertMatch(await refused("--thresholds", "0.5,2"), /^Cannot read .*--thresholds "0\.5,2": /);
    assertMatch(await refused("--thresholds", "high"), /^Cannot read .*--thresholds "high": /);
    assertMatch(await refused("--criterion", "max"), /^Cannot read --criterion "max": /);
    assertMatch(
      await refused("--budget", "cost:2"),
      /^Cannot read --budget "cost:2": 2 is out of /,
    );
    assertMatch(
      await refused("--budget", "cost:0.000001"),
      /^Cannot keep to --budget cost:0\.000001: the cheapest threshold takes [\d.]+ of the full /,
    );
    assertMatch(
      await refused("--dataset", `${folder}/rows.csv`),
      /^Cannot read --dataset: adapt does not take it, it belongs to /,
    );
    await Deno.writeTextFile(`${folder}/rows.csv`, "\n", { append: true });
    assertMatch(await refused(), /^Cannot adapt .*: .*rows\.csv differs from the file that /);
  }));

Deno.test("eval --adaptive is depth 1 at 0, and the full path where nobody is ever sure", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder, "--model", "lstmal");
    await printed("adapt", ...run, "--quiet", "--exits", "1,2,3,4");
    const depths = objects(await printed("eval", ...run, "--json"));
    const at = async (...args: string[]) =>
      objects(await printed("eval", ...run, "--json", "--adaptive", ...args));
    const [full, none] = await at("0");
    assertEquals(none.confusion, depths[0].confusion);
    assertAlmostEquals(none.loss as number, depths[0].loss as number, 1e-6);
    assertEquals([none.meanDepth, none.threshold, none.criterion], [1, 0, "max-softmax"]);
    assertEquals([full.depth, full.confusion], [4, depths[3].confusion]);
    for (const criterion of ["max-softmax", "entropy", "margin", "sigmoid"]) {
      const [, all] = await at("1", "--criterion", criterion);
      assertEquals([all.confusion, all.meanDepth], [depths[3].confusion, 4], criterion);
    }
    const [, two] = await at("0", "--exits", "2");
    assertEquals(two.confusion, depths[1].confusion);
    assertEquals(two.exits, [{ depth: 2, texts: 24 }, { depth: 4, texts: 0 }]);
    const text = await printed("eval", ...run, "--quiet", "--adaptive", "0.5");
    assertMatch(
      text,
      /^.*run on the 24 test rows of .*, which leave at confidence 0\.5 \(max-softmax/,
    );
    assertMatch(
      text,
      /\npath {6}accuracy {2}95 % interval +cross-entropy {2}blocks {2}ms a text {2}speed-up\n/,
    );
    assertMatch(text, /\nleft at depth {2}texts +part\n/);
    assertMatch(text, /\nclass +precision +recall +F1 +texts\n/);
  }));

Deno.test("eval tells precision and recall of each class", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder, "--epoch", "1");
    const lines = objects(await printed("eval", ...run, "--json"));
    for (const { confusion, scores } of lines) {
      const matrix = confusion as number[][];
      (scores as { precision: number | null; recall: number }[]).forEach((score, k) => {
        const answers = sum(matrix.map((row) => row[k]));
        assertEquals(score.precision, answers ? matrix[k][k] / answers : null);
        assertAlmostEquals(score.recall, matrix[k][k] / sum(matrix[k]));
      });
    }
    assertMatch(
      await printed("eval", ...run, "--quiet"),
      /\nclass +precision +recall +F1 +texts\n─.*\nbirds .* 8\ncats .* 8\ndogs .* 8\n/,
    );
  }));

Deno.test("eval --adaptive refuses a run without temperatures, and one of backpropagation", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const early = ["eval", ...run, "--adaptive", "0.5"];
    assertMatch(await refusal(...early, "--exits", "0"), /^Cannot read .*--exits "0"/);
    await printed("adapt", ...run, "--quiet");
    const path = `${folder}/run/adaptive.json`;
    const file = JSON.parse(await Deno.readTextFile(path));
    const write = (value: unknown) => Deno.writeTextFile(path, JSON.stringify(value));
    const two = {
      ...{ depths: 2, temperatures: [1, 1], exits: [2], sweep: [], times: null },
      crossEntropy: { raw: [1, 1], scaled: [1, 1] },
      chosen: { ...file.chosen, test: null, validation: { ...file.chosen.validation, exits: [9] } },
    };
    await write({ ...file, ...two });
    assertMatch(
      await refusal(...early),
      /^Cannot let texts leave .*run early: its adaptive\.json is of 2 blocks and the model has 4, write it with \.\/al adapt/,
    );
    for (
      const [value, state] of [
        [{ ...file, format: "other" }, "format is no associated-learning-adaptive"],
        [{ ...file, version: 9 }, "version is not 1"],
        [{ ...file, temperatures: [1, 1, 0, 1] }, "it has lists that do not belong together"],
        [null, "it is no object"],
      ]
    ) {
      await write(value);
      const said = await refusal(...early);
      assert(said.includes(`adaptive.json: ${state}, write it anew with ./al adapt`), said);
    }
    await Deno.remove(path);
    assertMatch(
      await refusal(...early),
      /^Cannot let texts leave .*run early: it has no adaptive\.json, write it with \.\/al adapt /,
    );
    // The authors' way has no temperatures.
    await printed(...early, "--quiet", "--criterion", "sigmoid");
    await Deno.remove(`${folder}/run`, { recursive: true });
    await trainedRun(folder, "--mode", "bp");
    const only =
      "this model was trained by backpropagation at depth 4 only, give a run of --mode al";
    assertEquals(await refusal(...early), `Cannot read --adaptive 0.5: ${only}`);
    assertEquals(await refusal("adapt", ...run), `Cannot adapt ${folder}/run: ${only}`);
  }));

Deno.test("writeCalibration() writes what adapt starts from, and nothing of backpropagation", () =>
  inFolder(async (folder) => {
    await trainedRun(folder);
    const run = await loadRun({ runDir: `${folder}/run`, checkpoint: "best", device: "cpu" });
    try {
      const { validation: held } = await run.modality.prepare(run.options, () => {}, run.encoding);
      const data = { validation: held, classes: run.classes };
      await writeCalibration(run.path, run.learner, data, run.options);
      const file = await fileOf(folder);
      assertEquals([file.times, file.budget, file.full.test], [null, null, null]);
      assertEquals([file.temperatures.length, file.exits], [4, [1, 2, 3, 4]]);
      const { validation } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
      assertEquals(file.full.validation, validation[3]);
      assertEquals(file.sweep[0].validation.accuracy, validation[0]);
      await assertRejects(
        () => writeCalibration(`${folder}/none`, run.learner, data, run.options),
        DataError,
      );
    } finally {
      run.device.destroy();
    }
    await Deno.remove(`${folder}/run`, { recursive: true });
    await trainedRun(folder, "--mode", "bp");
    assertEquals(await readAdaptive(`${folder}/run`), null);
  }));

Deno.test("AdaptivePrediction answers each batch as its rule says, any number of texts", () =>
  inFolder(async (folder) => {
    await trainedRun(folder, "--model", "transformeral", "--l1-dim", "8", "--emb-dim", "8");
    const run = await loadRun({ runDir: `${folder}/run`, checkpoint: "best", device: "cpu" });
    try {
      const { test } = await run.modality.prepare(run.options, () => {}, run.encoding);
      const chain = chainOf(run.learner, "test");
      const rule = {
        criterion: "max-softmax",
        temperatures: [1, 1, 1, 1],
        squashed: false,
        exits: [1, 2, 4],
      } as const;
      const early = new AdaptivePrediction(chain, rule);
      const all = new Prediction(run.learner);
      for (const size of [1, 4, 9]) {
        const batches = [...test.batches({ batch: size })];
        for (const exit of rule.exits) {
          for await (const { batch, ...got } of early.throughTo(batches, exit)) {
            const logits = await all.run(batch);
            assertEquals([...got.depths], new Array(batch.size).fill(exit));
            const from = (exit - 1) * got.logits.length;
            got.logits.forEach((z, i) => assertAlmostEquals(z, logits[from + i], 1e-5));
          }
        }
        const seen: Batch[] = [];
        for await (const { batch, depths } of early.throughTo(batches, 4, 1)) {
          seen.push(batch);
          assertEquals([...depths], [4, ...new Array(batch.size - 1).fill(1)]);
        }
        assertEquals(seen, batches);
      }
      // Runs that are begun before others end do not meet.
      const [batch] = test.batches({ batch: 9 });
      const alone = await early.run(batch, 0.5);
      const together = await Promise.all([0, 0.5, 1, 0.5].map((t) => early.run(batch, t)));
      assertEquals(together[1].depths, alone.depths);
      assertEquals(together[3].logits, alone.logits);
      assertEquals([...together[2].depths], new Array(9).fill(4));
    } finally {
      run.device.destroy();
    }
  }));
