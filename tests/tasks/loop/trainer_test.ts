import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Metric } from "../../../tasks/loop/metrics.ts";
import { loadCheckpoint } from "../../../tasks/run/checkpoint.ts";
import { prepareText } from "../../../tasks/text/data.ts";
import {
  csv,
  inFolder,
  numbers,
  refusal,
  shared,
  someRows,
  tensorsOf,
  tiny,
  trainerOf,
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
  const paths = { best: `${folder}/best.safetensors`, last: `${folder}/last.safetensors` };
  const metrics: Metric[] = [];
  let steps = 0;
  for (const [go, stop] of [...stops, Infinity].entries()) {
    const learner = data.build(shared);
    const end = steps + stop;
    const trainer = trainerOf(learner, data, options, paths, {
      step: () => void steps++,
      metric: (metric) => metrics.push(untimed(metric)),
      stopped: () => steps >= end,
    });
    if (go) await trainer.resume((totals) => loadCheckpoint(paths.last, learner, totals));
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
      /^Cannot go on training: the loss "block \d (associated|reconstruction)" is (NaN|Infinity) at step \d+, start anew with a lower --lr \(DEBUG=4 names the operation\)$/,
    );
  }));
