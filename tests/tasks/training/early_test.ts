import { assertEquals, assertMatch } from "@std/assert";
import { earlyText } from "../../../tasks/training/early.ts";
import { runPath } from "../../../tasks/run/folder.ts";
import { readMetrics } from "../../../tasks/run/metrics.ts";
import { START } from "../../../tasks/loop/position.ts";
import { cli, csv, inFolder, printed, refusal, someRows, tensorsOf, tiny } from "../support.ts";

Deno.test("earlyText() says why a stage stopped, and nothing where it did not", () => {
  const best = { epoch: 2, accuracy: 0.875, validation: [0.9, 0.875] };
  const options = { epoch: 9, patience: 3, choose: "full" } as const;
  assertEquals(
    earlyText({ ...START, epoch: 6, best }, options),
    "Stopped after epoch 5 of 9: the last 3 were no better than epoch 2 with 87.50 % validation " +
      "accuracy at the full depth (--patience 3).",
  );
  assertEquals(earlyText({ ...START, epoch: 10, best }, options), null);
  const mean = { ...options, choose: "mean" } as const;
  assertMatch(earlyText({ ...START, epoch: 6, best }, mean)!, /accuracy as the mean of all depths/);
  // One depth that learns has no others to be the mean of.
  const one = { ...best, validation: [0.875] };
  assertMatch(earlyText({ ...START, epoch: 6, best: one }, mean)!, /accuracy at the full depth/);
});

const still = ["--lr", "1e-8", "--emb-lr", "1e-8", "--model", "linearal", ...tiny];

Deno.test("--patience stops a run that gets no better, says so, and goes on where it was stopped to the bit", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["train", "--dataset", `${folder}/rows.csv`, "--epoch", "9", ...still];
    const whole = await cli([...data, "--patience", "2", "--run-dir", `${folder}/a`]);
    assertMatch(
      whole.stdout,
      /\nnote {4}training may stop early \(--patience 2\): the cosine schedule stays that of all 9 epochs/,
    );
    assertMatch(whole.stderr, /Stopped after epoch 3 of 9: the last 2 were no better than epoch 1/);
    const result = JSON.parse(await Deno.readTextFile(`${folder}/a/result.json`));
    assertEquals([result.epoch, result.epochs, result.early], [1, 3, true]);
    assertMatch(await Deno.readTextFile(`${folder}/a/report.html`), />1, stopped after 3</);
    // The checkpoint of an earlier end of an epoch, as a killed run has it.
    const two = ["--patience", "2", "--epoch", "2", "--schedule", "constant", "--quiet"];
    const words = data.filter((word) => word !== "--epoch" && word !== "9");
    await printed(...words, ...two, "--run-dir", `${folder}/b`);
    await printed("train", "--resume", `${folder}/b`, "--epoch", "9", "--quiet");
    const flat = ["--patience", "2", "--schedule", "constant", "--quiet"];
    await printed(...data, ...flat, "--run-dir", `${folder}/c`);
    const epochs = (run: string) =>
      readMetrics(runPath(`${folder}/${run}`, "metrics")).filter(({ kind }) => kind === "epoch");
    assertEquals(epochs("b").length, 3);
    const [b, c] = await Promise.all(
      ["b", "c"].map((run) => tensorsOf(`${folder}/${run}/last.safetensors`)),
    );
    assertEquals(b, c);
    // A run that is over stays so.
    await printed("train", "--resume", `${folder}/c`, "--quiet");
    assertEquals(await tensorsOf(`${folder}/c/last.safetensors`), c);
  }));

Deno.test("accumulate stops each stage by --patience", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`, "--epoch", "6", "--patience", "1", "--quiet"];
    await printed("accumulate", ...data, ...still, "--run-dir", `${folder}/run`);
    const { accumulation, epochs } = JSON.parse(
      await Deno.readTextFile(`${folder}/run/result.json`),
    );
    const stages: { epochs: number }[] = accumulation.stages;
    assertEquals(stages.map(({ epochs }) => epochs < 6), [true, true, true]);
    assertEquals(stages.reduce((sum, { epochs }) => sum + epochs, 0), epochs);
  }));

Deno.test("--choose takes the epoch by its figure, and is refused where there is one depth", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(120)));
    const data = ["--dataset", `${folder}/rows.csv`, "--epoch", "6", "--lr", "0.02", ...tiny];
    for (const choose of ["full", "best", "mean"]) {
      const run = `${folder}/${choose}`;
      const own = ["--model", "linearal", "--choose", choose, "--run-dir", run];
      assertMatch(
        await printed("train", ...data, ...own),
        choose === "full"
          ? /chosen by validation accuracy at the full depth/
          : choose === "best"
          ? /chosen by validation accuracy at the best depth/
          : /chosen by validation accuracy as the mean of all depths/,
      );
      const figures = readMetrics(runPath(run, "metrics")).flatMap((metric) =>
        metric.kind === "epoch" ? [metric.validation] : []
      ).map((own) =>
        choose === "full"
          ? own[2]
          : choose === "best"
          ? Math.max(...own)
          : (own[0] + own[1] + own[2]) / 3
      );
      const { epoch } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
      assertEquals(epoch, 1 + figures.indexOf(Math.max(...figures)), choose);
    }
    assertEquals(
      await refusal("train", ...data, "--mode", "bp", "--choose", "best"),
      "Cannot use --choose with --mode bp: its net answers at one depth, leave it out",
    );
    assertEquals(
      await refusal("accumulate", ...data, "--choose", "best"),
      "Cannot use --choose with accumulate: each of its stages has one depth that learns, leave it " +
        "out or give --train-prefix",
    );
  }));
