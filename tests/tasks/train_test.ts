import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { chosenFigure } from "../../tasks/loop/choice.ts";
import { readMetrics } from "../../tasks/run/metrics.ts";
import { runPath } from "../../tasks/run/folder.ts";
import { prepareText } from "../../tasks/text/data.ts";
import { readSafetensors } from "../../tasks/run/safetensors.ts";
import {
  cli,
  csv,
  inFolder,
  onlyRun,
  printed,
  refusal,
  type Row,
  shared,
  someRows,
  tensorsOf,
  tiny,
  trainedFiles,
  trainOptions,
} from "./support.ts";

async function json(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(path));
}

async function sha256(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(hash).toHex();
}

Deno.test("train leaves a run folder whose every file can be read", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    await Deno.writeTextFile(file, csv(someRows(90)));
    const runs = `${folder}/runs`;
    const args = ["--dataset", file, "--model", "linearal", "--epoch", "3", "--seed", "5"];
    const out = await printed("train", ...args, "--save-dir", runs, ...tiny, "--quiet");
    const run = onlyRun(runs);
    const names = [...Deno.readDirSync(run)].map(({ name }) => name);
    const events = names.filter((name) => name.startsWith("events.out.tfevents."));
    assertEquals(events.length, 1);
    assertEquals(names.sort(), [...trainedFiles, ...events].sort());

    const config = await json(runPath(run, "config"));
    const options = config.options as Record<string, unknown>;
    assertEquals([options.seed, options.epoch, options["l1-dim"]], [5, 3, 5]);
    assertEquals([options["run-dir"], options.config, options.resume], [
      undefined,
      undefined,
      undefined,
    ]);
    const environment = await json(runPath(run, "environment"));
    assertEquals([environment.adapter, environment.deno], [shared.traits.name, Deno.version.deno]);
    const data = await json(runPath(run, "data"));
    const bytes = (await Deno.stat(file)).size;
    assertEquals(data.sources, [{ file, bytes, sha256: await sha256(file) }]);
    assertEquals(data.rows, { train: 66, validation: 15, test: 9 });

    const metrics = readMetrics(runPath(run, "metrics"));
    const epochs = metrics.flatMap((metric) => metric.kind === "epoch" ? [metric] : []);
    assertEquals(epochs.map(({ epoch, step }) => [epoch, step]), [[1, 9], [2, 18], [3, 27]]);
    assertEquals(metrics.filter(({ kind }) => kind === "train").length, 9);

    const result = await json(runPath(run, "result"));
    const test = result.test as Record<string, unknown>;
    const best = epochs.findLast((metric) => metric.best)!;
    assertEquals([result.epoch, result.validation], [best.epoch, best.validation]);
    assertEquals([result.epochs, result.steps, result.depths], [3, 27, [1, 2, 3]]);
    const seconds = result.seconds as number;
    assert(seconds > 0);
    assertAlmostEquals(result.samplesPerSecond as number, 3 * 66 / seconds);
    const depths = test.depths as number[];
    assertEquals([test.full, test.rows], [depths[2], 9]);
    const validation = result.validation as number[];
    const top = validation.indexOf(Math.max(...validation));
    assertEquals([test.best, test.bestDepth], [depths[top], top + 1]);
    const confusion = test.confusion as number[][];
    const right = confusion.reduce((sum, row, k) => sum + row[k], 0);
    assertAlmostEquals(depths[2], right / 9);
    assertEquals(confusion.flat().reduce((a, b) => a + b), 9);
    assertEquals(result.classes, ["birds", "cats", "dogs"]);

    const weights = await readSafetensors(runPath(run, "best"));
    const all = await readSafetensors(runPath(run, "last"));
    for (const [name, { shape }] of weights.tensors) {
      assertEquals(all.tensors.get(name)?.shape, shape);
    }
    const page = await Deno.readTextFile(runPath(run, "report"));
    assertMatch(page, /^<!doctype html>/i);
    assert(page.includes("<svg") && !/(src|href)="https?:/.test(page));
    assert((await Deno.readFile(`${run}/${events[0]}`)).length > 200);
    assertMatch(out, /Saved in .*\/runs\/\S+-rows-linearal; look at /);
  }));

Deno.test("train chooses its epoch and weights without the test rows", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    const test = someRows(60, 9);
    const next: Record<string, string> = { cats: "dogs", dogs: "birds", birds: "cats" };
    const turned = test.map(({ text, label }) => ({ text: `${text} zebra`, label: next[label] }));
    const runs: string[] = [];
    for (const [name, rows] of Object.entries({ test, turned })) {
      const run = `${folder}/${name}`;
      runs.push(run);
      await Deno.writeTextFile(`${run}.csv`, csv(rows));
      await printed(
        ...["train", "--dataset", `${folder}/rows.csv`, "--test-data", `${run}.csv`, "--quiet"],
        ...["--run-dir", run, "--epoch", "4", "--lr", "0.02", "--emb-lr", "0.1", ...tiny],
      );
    }
    const [a, b] = await Promise.all(runs.map((run) => json(runPath(run, "result"))));
    assertEquals([a.epoch, a.validation], [b.epoch, b.validation]);
    assert(JSON.stringify(a.test) !== JSON.stringify(b.test), "the labels made no difference");
    let top = -1;
    for (const metric of readMetrics(runPath(runs[0], "metrics"))) {
      if (metric.kind !== "epoch") continue;
      const mean = chosenFigure(metric.validation, "mean");
      assertEquals(metric.best, mean > top, `epoch ${metric.epoch}`);
      top = Math.max(top, mean);
    }
    for (const file of ["best", "last"] as const) {
      assertEquals(
        await tensorsOf(runPath(runs[0], file)),
        await tensorsOf(runPath(runs[1], file)),
      );
    }
    assertEquals(
      await json(runPath(runs[0], "vocabulary")),
      await json(runPath(runs[1], "vocabulary")),
    );
  }));

const FORMS: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  "rows.csv": (rows) => csv(rows).replace("text,label", "body,kind"),
  "rows.tsv": (rows) => ["kind\tbody", ...rows.map((r) => `${r.label}\t${r.text}`)].join("\n"),
  "rows.jsonl": (rows) =>
    rows.map(({ text, label }) => JSON.stringify({ body: text, kind: label, id: 7 })).join("\n"),
};

for (const [name, form] of Object.entries(FORMS)) {
  Deno.test(`train takes ${name} of the user's own, and eval and predict use the run`, () =>
    inFolder(async (folder) => {
      const file = `${folder}/${name}`;
      await Deno.writeTextFile(file, form(someRows(60)));
      const args = [
        "--text-column",
        "body",
        "--label-column",
        "kind",
        "--run-dir",
        `${folder}/run`,
      ];
      const model = ["--model", "linearal", "--epoch", "1", "--quiet", ...tiny];
      assertMatch(
        await refusal("train", "--dataset", file, ...model, "--run-dir", `${folder}/no`),
        /it has no column "text" but .*, name the right one with --text-column$/,
      );
      await printed("train", "--dataset", file, ...args, ...model);
      const run = ["--run-dir", `${folder}/run`];
      assertMatch(await printed("eval", ...run, "--quiet"), /on the 6 test rows of/);
      const lines = (await printed("predict", ...run, "--file", file, "--json")).trim().split("\n");
      assertEquals(lines.length, 60);
      assertEquals(JSON.parse(lines[3]).text, someRows(60)[3].text);
    }));
}

Deno.test("prepareText() with a limit draws from all classes of a file that is sorted by class", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const sorted = someRows(90).toSorted((a, b) => a.label < b.label ? -1 : 1);
    await Deno.writeTextFile(file, csv(sorted));
    const options = trainOptions("--dataset", file, "--limit", "30", "--val-fraction", "0.2");
    const { train, validation, test } = await prepareText(options, () => {});
    const counts = (labels: Uint32Array) =>
      [0, 1, 2].map((k) => labels.filter((l) => l === k).length);
    assertEquals(counts(train.labels), [8, 8, 8]);
    assertEquals(counts(validation.labels), [2, 2, 2]);
    assertEquals(counts(test.labels), [3, 3, 3]);
  }));

// On the made news counts of words are right for about 80 %, one who guesses for 50 %. The options are those
// of seconds; seeds 1 to 3 of lstmal ended at 78.7 to 79.2, 99.8 to 99.9 and 99.8 to 99.9 %.
for (
  const [args, least] of [
    ["--model linearal --epoch 2", 0.75],
    [
      "--epoch 3 --l1-dim 16 --emb-dim 24 --label-emb 16 --lr 2e-2 --emb-lr 1e-2 --batch-train 32",
      0.95,
    ],
  ] as const
) {
  Deno.test(`train reaches 0.75 to 0.85 at depth 1 of the made news, ${least} below: ${args}`, () =>
    inFolder(async (folder) => {
      const run = `${folder}/run`;
      await printed("train", ...args.split(" "), "--run-dir", run, "--quiet");
      const { test } = await json(`${run}/result.json`) as { test: { depths: number[] } };
      const [first, ...deeper] = test.depths;
      assertEquals(deeper.length, 2);
      assert(first >= 0.75 && first <= 0.85, `reached ${test.depths}`);
      for (const accuracy of deeper) assert(accuracy >= least, `reached ${test.depths}`);
      if (least < 0.95) return;
      // Plain texts, 56 % of them all, can leave at depth 1, and no others.
      const { chosen } = await json(`${run}/adaptive.json`) as {
        chosen: { validation: { accuracy: number; exits: number[] } };
      };
      const { accuracy, exits } = chosen.validation;
      assert(accuracy >= 0.95 && exits[0] >= 320 && exits[0] <= 520, `${accuracy}, ${exits}`);
    }));
}

Deno.test("train writes plain lines into pipes: no escape codes, progress on standard error alone", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = ["--dataset", `${folder}/rows.csv`, "--epoch", "2", ...tiny];
    const { code, stdout, stderr } = await cli(["train", ...args, "--run-dir", `${folder}/run`]);
    assertEquals(code, 0);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x09\x0b-\x1f]/.test(stdout + stderr), stdout + stderr);
    assertMatch(stderr, /^read rows\.csv {2}100 % .*\n(epoch [12]\/2 .*\n)+(All answers .*\n)?$/);
    assertMatch(stderr, /epoch 2\/2 {2}100 % {2}.* texts\/s {2}.* s {2}A\/R /);
    for (const line of [/^data {4}/, /^model {3}lstmal, 3 blocks/m, /^device {2}/m, /^run {5}/m]) {
      assertMatch(stdout, line);
    }
    assertMatch(stdout, /\nvalidation accuracy .* %/);
    const quiet = await cli(["train", ...args, "--run-dir", `${folder}/quiet`, "--quiet"]);
    assertEquals([quiet.code, quiet.stderr], [0, ""]);
    assertMatch(quiet.stdout, /^Epoch \d, chosen by validation accuracy/);
  }));
