/** Classifiers of images and of rows of numbers. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type ClassifierOptions,
  DataError,
  loadClassifier,
  ShapeError,
  trainClassifier,
} from "../../../mod.ts";
import { readRun } from "../../../tasks/files.ts";
import { device } from "../../engine/device.ts";
import { somePixels, tinyImages, writePictures } from "../pictures.ts";
import { inFolder, numbers, printed } from "../support.ts";

const SHAPE = { height: 8, width: 8, channels: 1 };
const LABELS = Array.from({ length: 60 }, (_, i) => i % 2 ? "left" : "top");
const random = numbers(4);
const each = LABELS.map((label) => {
  const bright = (y: number, x: number) => (label === "left" ? x : y) < 0.5;
  return somePixels(bright, { side: 8, channels: 1 }, random);
});
const pixels = new Uint8Array(each.length * 64);
each.forEach((one, i) => pixels.set(one, i * 64));
const images = { images: { pixels, shape: SHAPE }, labels: LABELS };

const quick = {
  epochs: 24,
  batch: 8,
  blocks: 2,
  labels: { width: 8, deepWidth: 8 },
  learning: { rate: 5e-3, firstRate: 5e-3 },
} as const;

Deno.test("trainClassifier() learns images; what it saves answers the same", async () => {
  const layers = { width: 0.25 };
  const net = await trainClassifier(images, { ...quick, layers, device });
  const results = await net.evaluate(images);
  assert(results[1].accuracy > 0.9, `${results[1].accuracy}`);
  const answers = await net.predict(each, { depth: "auto" });
  assert(answers.filter(({ label }, i) => label === LABELS[i]).length > 54);
  const again = await loadClassifier(await net.save(), { device });
  assertEquals(await again.predict(each), await net.predict(each));
});

Deno.test("trainClassifier() learns rows of numbers; what it saves answers the same", async () => {
  const rows = LABELS.map((label) => [random() + (label === "left" ? 2 : 0), 5, random()]);
  const data = { rows, labels: LABELS };
  const net = await trainClassifier(data, { ...quick, layers: { units: 8 }, device });
  assert((await net.evaluate(data))[1].accuracy > 0.9);
  const again = await loadClassifier(await net.save(), { device });
  assertEquals(await again.predict(rows), await net.predict(rows));
});

Deno.test("sizes of images are compared by their members, in whatever order these stand", async () => {
  const options = { ...quick, model: "mlp_al", epochs: 1, device } as const;
  const { height, width, channels } = SHAPE;
  const shape = { channels, width, height };
  const turned = { images: { pixels, shape }, labels: LABELS };
  const net = await trainClassifier(turned, options);
  assertEquals(await net.evaluate(images), await net.evaluate(turned));
  await loadClassifier(await net.save(), { device });
  await trainClassifier(images, { ...options, validation: turned });
  for (const size of [{ height: 4, width: 16 }, { height: 16, width: 4 }]) {
    const other = { images: { pixels, shape: { ...SHAPE, ...size } }, labels: LABELS };
    const error = await assertRejects(() => net.evaluate(other), DataError);
    assert(error.message.includes("the net reads 8 x 8 pixels, gray"), error.message);
  }
});

Deno.test("images that change in each epoch, and validation images of the caller's own, are taken", async () => {
  const augmentation = { pad: 1, flip: false, jitter: null, gray: 0, views: 2 } as const;
  const scaling = { mean: [0.5], deviation: [0.25], perImage: false };
  const options = { model: "mlp_al", validation: images, augmentation, scaling } as const;
  const net = await trainClassifier(images, { ...quick, ...options, epochs: 1, device });
  assertEquals(net.depths, [1, 2]);
});

Deno.test("trainClassifier() refuses images, rows and options that do not fit", async () => {
  const cases: readonly (readonly [data: unknown, options: object, message: string])[] = [
    [{}, {}, "give { texts, labels }, { images, labels } or { rows, labels }"],
    [images, { model: "lstmal" }, 'the model "lstmal" does not read images'],
    [images, { maxLen: 4 }, "there is no option maxLen"],
    [
      images,
      { layers: { widht: 1 } },
      "there is no option layers.widht, did you mean layers.width?",
    ],
    [{ ...images, labels: ["left"] }, {}, "Cannot use 60 images with 1 labels"],
    [
      { images: { pixels: pixels.subarray(1), shape: SHAPE }, labels: LABELS },
      {},
      "no array of 64",
    ],
    [
      { images: { pixels, shape: { ...SHAPE, channels: 2 } }, labels: LABELS },
      {},
      "1 or 3 channels",
    ],
    [{ rows: [[1, 2], [3]], labels: [0, 1] }, {}, "Cannot use row 1: it holds 1 values, give 2"],
    [{ rows: [[1], [NaN]], labels: [0, 1] }, {}, "Cannot use row 1"],
  ];
  for (const [data, options, message] of cases) {
    const error = await assertRejects(() =>
      trainClassifier(data as typeof images, { device, ...options } as ClassifierOptions<"cnn_al">)
    );
    assert(error instanceof DataError || error instanceof ShapeError, `${error}`);
    assert(error.message.includes(message), error.message);
  }
  const net = await trainClassifier(images, { ...quick, model: "mlp_al", epochs: 1, device });
  const error = await assertRejects(() => net.predict([new Uint8Array(3)]), DataError);
  assert(error.message.includes("no array of 64 bytes"), error.message);
});

Deno.test("a run of images loads as a classifier and answers as the command line does", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/pictures`, "--run-dir", run, "--model", "cnn_al"];
    await printed("train", ...data, ...tinyImages, "--epoch", "1", "--quiet");
    const net = await loadClassifier(await readRun(run), { device });
    const [answer] = await net.predict([each[0]]);
    assert(net.classes.includes(answer.label));
    assertEquals(net.depths, [1, 2, 3, 4]);
  }));
