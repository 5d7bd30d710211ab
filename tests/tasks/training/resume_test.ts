import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Metric } from "../../../tasks/run/metrics.ts";
import { buildModel } from "../../../tasks/text/model.ts";
import { prepareText } from "../../../tasks/text/data.ts";
import { Trainer } from "../../../tasks/loop/trainer.ts";
import {
  csv,
  inFolder,
  numbers,
  printed,
  refusal,
  shared,
  someRows,
  tensorsOf,
  tiny,
  trainOptions,
} from "../support.ts";

/** What a run leaves: its losses and rates, and all tensors of its last checkpoint. */
interface Outcome {
  readonly metrics: readonly Metric[];
  readonly last: ReadonlyMap<string, string>;
  readonly best: ReadonlyMap<string, string>;
  readonly steps: number;
}

/**
 * Trains in several goes, each with a new model: a go ends, by being told to stop, after as many
 * steps as `stops` says, and the last one at the run's end.
 */
async function trained(
  folder: string,
  args: readonly string[],
  stops: readonly number[],
): Promise<Outcome> {
  const options = trainOptions("--dataset", `${folder}/rows.csv`, ...tiny, ...args);
  const data = await prepareText(options, () => {});
  const classes = data.dataset.classes.length;
  const paths = { best: `${folder}/best.safetensors`, last: `${folder}/last.safetensors` };
  const metrics: Metric[] = [];
  let steps = 0;
  for (const [go, stop] of [...stops, Infinity].entries()) {
    const learner = buildModel(shared, options, {
      vocabulary: data.vocabulary.size,
      classes,
      embedding: options.embDim,
    });
    const input = { learner, train: data.train, validation: data.validation, classes };
    const end = steps + stop;
    const trainer = new Trainer({ ...input, options, paths }, {
      step: () => void steps++,
      metric: (metric) => metrics.push(untimed(metric)),
      epoch: () => {},
      saving: () => {},
      stopped: () => steps >= end,
    });
    if (go) await trainer.resume();
    assertEquals(await trainer.run(), stop === Infinity);
    assertEquals(trainer.position.step, steps);
  }
  return { metrics, last: await tensorsOf(paths.last), best: await tensorsOf(paths.best), steps };
}

function untimed(metric: Metric): Metric {
  return metric.kind === "train"
    ? { ...metric, seconds: 0, samplesPerSecond: 0 }
    : { ...metric, seconds: 0 };
}

const CASES: readonly string[] = [
  "--model lstmal --num-layer 3 --dropout 0.3 --clip 0.5 --schedule plateau --schedule-every 1 " +
  "--bucket --embedding-update sparse --epoch 5",
  "--model linearal --num-layer 3 --embedding-update dense --no-bucket --dropout 0.2 --clip 0 " +
  "--schedule cosine --weight-decay 0.1 --epoch 4",
  "--mode bp --model lstmal --num-layer 2 --dropout 0.3 --clip 0.5 --schedule step --epoch 4",
];

for (const args of CASES) {
  Deno.test(`Trainer.resume() goes on to the bit as if never stopped: ${args}`, () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(70)));
      const words = args.split(" ");
      const whole = await trained(folder, words, []);
      const rates = whole.metrics.flatMap((m) => m.kind === "epoch" ? [m.rates.join()] : []);
      assert(new Set(rates).size > 1, "the schedule changed no rate, so it was not tried");
      // Within the first epoch, between two lines of losses, at an epoch's last step, and at once.
      const random = numbers(3);
      const perEpoch = whole.steps / rates.length;
      for (const stops of [[1], [4, 1], [perEpoch, 0, perEpoch + 2], [2, 7 * random() | 0, 5]]) {
        const parts = await trained(folder, words, stops);
        assertEquals(parts.metrics, whole.metrics, `losses after stops at ${stops}`);
        assertEquals(parts.last, whole.last, `checkpoint after stops at ${stops}`);
        assertEquals(parts.best, whole.best, `best weights after stops at ${stops}`);
      }
    }));
}

Deno.test("Trainer.run() stops with the loss's name when a loss is no number", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = "--model linearal --optimizer sgd --lr 10 --clip 0 --weight-decay 10 --epoch 200";
    const message = await refusal(
      ...["train", "--dataset", `${folder}/rows.csv`, "--save-dir", `${folder}/runs`, "--quiet"],
      ...tiny,
      ...args.split(" "),
    );
    assertMatch(
      message,
      /^Cannot go on training: the loss "block \d (associated|reconstruction)" is (NaN|Infinity) at step \d+, start a new run with a lower --lr \(DEBUG=4 names the operation\)$/,
    );
  }));

Deno.test("train --resume refuses other data, another model's checkpoint, and options that decide weights", () =>
  inFolder(async (folder) => {
    const rows = someRows(60);
    const file = `${folder}/rows.csv`;
    const run = `${folder}/run`;
    await Deno.writeTextFile(file, csv(rows));
    const args = ["--dataset", file, "--model", "linearal", "--epoch", "1", "--quiet", ...tiny];
    args.push("--schedule", "constant");
    await printed("train", "--run-dir", run, ...args);

    assertEquals(
      await refusal("train", "--resume", run, "--num-layer", "4"),
      `Cannot change --num-layer to 4 in ${run}/config.json: the run began with 3, ` +
        "leave it out or start a new run",
    );
    assertEquals(
      await refusal("train", "--resume", run, "--run-dir", `${folder}/b`),
      "Cannot read --run-dir with --resume: a run goes on in its own folder, leave it out",
    );
    assertEquals(
      await refusal("train", "--resume", `${folder}/none`),
      `Cannot open run ${folder}/none: there is no such folder, give a run folder`,
    );

    await Deno.writeTextFile(file, csv([...rows.slice(1), rows[0]]));
    assertEquals(
      await refusal("train", "--resume", run, "--quiet"),
      `Cannot resume ${run}: ${file} differs from the file that ${run}/data.json names, ` +
        "give the same data or start a new run",
    );

    // The same rows under another name are the same data.
    await Deno.rename(file, `${folder}/old.csv`);
    await Deno.writeTextFile(`${folder}/moved.csv`, csv(rows));
    const moved = ["--resume", run, "--quiet", "--dataset", `${folder}/moved.csv`];
    await printed("train", ...moved, "--epoch", "2");

    const other = `${folder}/other`;
    const model = ["--model", "lstmal", "--dataset", `${folder}/moved.csv`, "--epoch", "1"];
    await printed("train", "--run-dir", other, ...tiny, ...model, "--quiet");
    await Deno.copyFile(`${other}/last.safetensors`, `${run}/last.safetensors`);
    assertMatch(
      await refusal("train", ...moved),
      /^Cannot read .*last\.safetensors: it has F32\[.*\] for "block 2\/.*" and the model wants F32\[.*\], give a checkpoint of the same model$|it has no "block/,
    );
  }));

Deno.test("train --resume of a cosine schedule refuses another number of epochs, whose rates would differ", () =>
  inFolder(async (folder) => {
    const args = ["--schedule", "cosine", "--epoch", "1", "--model", "linearal", "--quiet"];
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`, "--run-dir", `${folder}/run`];
    await printed("train", ...data, ...tiny, ...args);
    assertMatch(
      await refusal("train", "--resume", `${folder}/run`, "--epoch", "2"),
      /^Cannot change --epoch to 2 in .*: its cosine schedule was made for 1, leave it out or start a new run with --schedule constant$/,
    );
  }));

Deno.test("Trainer.resume() refuses a checkpoint of the weights alone", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = ["--epoch", "1", "--model", "linearal", "--quiet", ...tiny];
    await printed(
      "train",
      "--dataset",
      `${folder}/rows.csv`,
      "--run-dir",
      `${folder}/run`,
      ...args,
    );
    await Deno.copyFile(`${folder}/run/best.safetensors`, `${folder}/run/last.safetensors`);
    assertMatch(
      await refusal("train", "--resume", `${folder}/run`, "--quiet"),
      /^Cannot read .*last\.safetensors: it has no "optimizer\/.*" and the model wants F32\[4\], give a checkpoint of the same model$/,
    );
  }));
