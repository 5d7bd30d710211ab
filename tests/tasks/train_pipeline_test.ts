/** Blocks that step at the same time leave, to the bit, what blocks that step one after another leave. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { readPipeline } from "../../tasks/run/pipeline.ts";
import { webgpu } from "../engine/device.ts";
import { tinyDense, tinyImages, writePictures } from "./pictures.ts";
import {
  csv,
  inFolder,
  lossesOf,
  numbers,
  printed,
  refusal,
  someRows,
  stopped,
  tensorsOf,
  tiny,
} from "./support.ts";

/** What the `--device` of this machine's WebGPU adapter is called. */
const adapter = webgpu?.traits.kind === "gpu" ? "gpu" : "software";

const TEXTS = `--dataset FOLDER/rows.csv ${tiny.join(" ")} --lr 0.02 --epoch 2`;
const NUMBERS = `--dataset FOLDER/numbers.csv --label-column kind ${tinyDense.join(" ")} --epoch 2`;
const IMAGES = `--dataset FOLDER/pictures ${tinyImages.join(" ")} --epoch 2`;

/** Trainings by what is peculiar to each; 8 rows a step do not divide the rows, so last mini-batches are short. */
const CASES: Readonly<Record<string, string>> = {
  "linear blocks, rows of words that learn alone":
    `train ${TEXTS} --model linearal --num-layer 4 --embedding-update sparse`,
  "LSTMs, dropout, buckets of several lengths, clipping":
    `train ${TEXTS} --model lstmal --num-layer 4 --dropout 0.3 --clip 0.5 --bucket --weight-decay 0.1`,
  "Transformers with dropout in their layers":
    `train ${TEXTS} --model transformeral --num-layer 3 --heads 2 --layer-dropout 0.2 --no-bucket`,
  "side inputs, some from the table of the first block": `train ${
    TEXTS.replace("--l1-dim 5 ", "")
  } --model lstmalside --num-layer 3 --l1-dim 3 --side-dim 4-4-4 --max-len 12 --same-emb --embedding-update dense`,
  "dense layers, batch by batch of another course":
    `train ${NUMBERS} --model mlp_al --num-layer 3 --schedule step --schedule-every 1`,
  "convolutions with changed images": `train ${IMAGES} --model cnn_al --augment weak`,
  "images that enter at every block": `train ${IMAGES} --model cnn_al_side`,
  "batch normalization and shortcuts": `train ${IMAGES} --model resnet_al`,
  "accumulation of layers, those below learning on":
    `accumulate ${IMAGES} --model cnn_al --num-layer 3 --train-prefix`,
  "accumulation of layers on frozen ones": `accumulate ${TEXTS} --model lstmal --num-layer 3`,
};

/** Devices to train on by their options: first in sequence, then in pipelines. */
const DEVICES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "two and more threads": ["--device cpu --threads 2", "--device cpu --threads 5"],
  "one thread": ["--device cpu --threads 1"],
  WebGPU: [`--device ${adapter}`],
};

/** Cases that are not for threads alone: where there is one thread, and on WebGPU, only the order of kernels differs. */
const EVERYWHERE = [
  "LSTMs, dropout, buckets of several lengths, clipping",
  "side inputs, some from the table of the first block",
  "accumulation of layers, those below learning on",
];

/** Writes data of each kind. */
async function writeData(folder: string): Promise<void> {
  const random = numbers(7);
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(70)));
  const rows = Array.from({ length: 60 }, (_, i) => `${random() + i % 2},${random()},k${i % 2}`);
  await Deno.writeTextFile(`${folder}/numbers.csv`, ["a,b,kind", ...rows].join("\n"));
  await writePictures(`${folder}/pictures`, { count: 12 });
}

/** The words of a run of this name. */
const wordsOf = (folder: string, name: string, line: string) => [
  ...line.replaceAll("FOLDER", folder).split(" "),
  ...["--run-dir", `${folder}/${name}`, "--quiet"],
];

/** All that a run leaves of what it learned. */
async function left(run: string) {
  const [last, best] = [`${run}/last.safetensors`, `${run}/best.safetensors`];
  return { losses: lossesOf(run), last: await tensorsOf(last), best: await tensorsOf(best) };
}

for (const [name, line] of Object.entries(CASES)) {
  for (const [place, devices] of Object.entries(DEVICES)) {
    if (place !== "two and more threads" && !EVERYWHERE.includes(name)) continue;
    Deno.test({
      name: `blocks that learn at the same time learn the same to the bit: ${name}, on ${place}`,
      ignore: place === "WebGPU" && webgpu === null,
      fn: () => inFolder((folder) => compare(folder, line, devices)),
    });
  }
}

/** Trains in sequence on the first device and in a pipeline on each, and compares what the runs leave. */
async function compare(
  folder: string,
  line: string,
  devices: readonly [string, ...string[]],
): Promise<void> {
  await writeData(folder);
  const train = async (schedule: string, device: string) => {
    const run = `${schedule} ${device}`;
    await printed(...wordsOf(folder, run, `${line} ${device} --block-schedule ${schedule}`));
    return await left(`${folder}/${run}`);
  };
  const one = await train("sequential", devices[0]);
  assert(one.losses.length > 2);
  for (const device of devices) assertEquals(await train("pipeline", device), one, device);
}

Deno.test("a run that is stopped in mid-epoch goes on by the other schedule, to the bit", () =>
  inFolder(async (folder) => {
    await writeData(folder);
    const line = CASES["LSTMs, dropout, buckets of several lengths, clipping"];
    const whole = wordsOf(folder, "whole", `${line} --device cpu --threads 2`);
    await printed(...whole, "--block-schedule", "sequential");
    for (const [first, then] of [["pipeline", "sequential"], ["sequential", "pipeline"]]) {
      const run = `${folder}/${first}`;
      const words = wordsOf(folder, first, `${line} --device cpu --threads 2 --save-every 2`);
      await stopped(1, () => printed(...words, "--block-schedule", first));
      assertEquals(Deno.exitCode, 130);
      Deno.exitCode = 0;
      assertNotEquals(
        await tensorsOf(`${run}/last.safetensors`),
        (await left(`${folder}/whole`)).last,
      );
      await printed("train", "--resume", run, "--block-schedule", then, "--quiet");
      assertEquals(await left(run), await left(`${folder}/whole`));
    }
  }));

Deno.test("a run tells how long its blocks worked and waited, if it knows", () =>
  inFolder(async (folder) => {
    await writeData(folder);
    const line = `train ${TEXTS.replace(" --epoch 2", "")} --model linearal --num-layer 3`;
    const run = async (name: string, options: string) => {
      await printed(...wordsOf(folder, name, `${line} --epoch 9 ${options}`));
      return [await readPipeline(`${folder}/${name}`), await page(`${folder}/${name}`)] as const;
    };
    const [times, shown] = await run("two", "--device cpu --threads 2");
    assert(times && times.ticks > 0 && times.batches >= times.ticks && times.frozen === 0);
    assertEquals(times.spans.length, 3);
    // In each tick a block is a mini-batch behind the block below it.
    for (let i = 0; i < times.first.length; i += 3) {
      const [first] = times.first.slice(i);
      const tick = times.first.slice(i, i + 3).map((
        { block, batch },
      ) => [block, first.batch - batch]);
      assertEquals(tick, [[0, 0], [1, 1], [2, 2]]);
    }
    assert(shown.includes("Blocks at the same time") && shown.includes("The first ticks"));
    const [none, plain] = await run("one", "--device cpu --threads 1");
    assertEquals(none, null);
    assert(!plain.includes("Blocks at the same time"));
  }));

const page = (run: string) => Deno.readTextFile(`${run}/report.html`);

Deno.test("a pipeline of a net with one gradient is refused", async () => {
  const args = "train --mode bp --block-schedule pipeline".split(" ");
  assertMatch(await refusal(...args), /^Cannot read --block-schedule pipeline with --mode bp: /);
});
