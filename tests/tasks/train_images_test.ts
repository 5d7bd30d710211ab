/** Runs of images, from training to prediction. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { objects } from "./small_run.ts";
import { tinyImages, writePictures } from "./pictures.ts";
import { inFolder, lossesOf, oneThread, printed, refusal, stopped, tensorsOf } from "./support.ts";

/** The words of a command on `folder`/pictures. */
function args(folder: string, name: string, ...more: string[]): string[] {
  const data = ["--dataset", `${folder}/pictures`, "--run-dir", `${folder}/${name}`];
  const sizes = tinyImages.filter((_, i) => !more.includes(tinyImages[i - i % 2]));
  return [...data, "--model", "CNN_AL", ...sizes, ...oneThread, "--quiet", ...more];
}

const resultOf = async (run: string) => JSON.parse(await Deno.readTextFile(`${run}/result.json`));

Deno.test("images train, are tested, answered, and leave early, as texts do", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`, { count: 40 });
    const run = `${folder}/run`;
    const better = "--epoch 12 --width 0.25 --lr 0.005 --label-emb 16".split(" ");
    await printed("train", ...args(folder, "run", ...better));
    const { test: { full, rows }, depths } = await resultOf(run);
    assert(full > 0.8, `${full}`);
    assertEquals([rows, depths], [12, [1, 2, 3, 4]]);
    const pixels = JSON.parse(await Deno.readTextFile(`${run}/pixels.json`));
    assertEquals(pixels.shape, { height: 8, width: 8, channels: 1 });
    assert(pixels.scaling.mean[0] > 0.3 && pixels.scaling.deviation[0] > 0.1);
    const data = JSON.parse(await Deno.readTextFile(`${run}/data.json`));
    assertEquals([data.augmentation, data.scaling], [null, pixels.scaling]);
    assert(data.sources.length > 0 && /^[0-9a-f]{64}$/.test(data.sources[0].sha256));
    const { options } = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    assertEquals([options.model, options["max-len"], options.width], ["cnn_al", undefined, 0.25]);
    await testCommands(folder, run, full);
    await testReport(run);
    // A run that is over shows images by the threshold that adapt picked, also when it is resumed.
    await printed("train", "--resume", run, ...oneThread, "--quiet");
    await testReport(run);
  }));

/** The commands on a run of images: eval, predict, adapt and summary. */
async function testCommands(folder: string, run: string, full: number): Promise<void> {
  const own = [run, ...oneThread, "--json"];
  const tested = objects(await printed("eval", ...own)) as { accuracy: number }[];
  assertEquals(tested[3].accuracy, full);
  await writePictures(`${folder}/other`, { count: 5, seed: 9 });
  const other = ["--test-data", `${folder}/other`, "--depth", "4"];
  const [found] = objects(await printed("eval", ...own, ...other));
  assertEquals([found.rows, found.dataset], [15, `${folder}/other`]);
  const files = [`${folder}/other/left/0.png`, `${folder}/other/top`];
  const answers = objects(await printed("predict", run, ...files, ...oneThread, "--json"));
  assertEquals(answers.length, 6);
  assertEquals(answers[0].image, files[0]);
  const output = ["--output", `${folder}/answers.tsv`, "--quiet", ...oneThread];
  assertMatch(
    await printed("predict", run, ...files, ...output),
    /: 6 images answered, 6 at depth 4/,
  );
  assertEquals((await Deno.readTextFile(output[1])).split("\n").length, 8);
  await Deno.mkdir(`${folder}/linked`);
  await Deno.symlink(`${folder}/other/top`, `${folder}/linked/top`);
  await Deno.writeTextFile(`${folder}/linked/._0.png`, "what another system left");
  const linked = objects(
    await printed("predict", run, `${folder}/linked`, ...oneThread, "--json"),
  );
  assertEquals(
    linked.map(({ image }) => image),
    [0, 1, 2, 3, 4].map((i) => `${folder}/linked/top/${i}.png`),
  );
  await printed("adapt", ...own, "--exits", "1,2,3,4");
  const [, early] = objects(await printed("eval", ...own, "--adaptive", "0.5"));
  const exits = early.exits as { depth: number; images: number }[];
  assertEquals(exits.reduce((sum, { images }) => sum + images, 0), 12);
  const [shown] = objects(await printed("predict", ...own, files[0], "--adaptive", "0"));
  assertEquals((shown.depths as { depth: number }[]).map(({ depth }) => depth), [1]);
  const summary = await printed("summary", run);
  assertMatch(summary, /cnn_al \(al\) of .*8 x 8 pixels, gray, 3 classes/);
  assertMatch(summary, /multiply-adds an image/);
}

/** The pictures of a report. */
async function testReport(run: string): Promise<void> {
  const page = await Deno.readTextFile(`${run}/report.html`);
  assertMatch(page, /Images by the depth at which they leave/);
  const { gallery } = JSON.parse(await Deno.readTextFile(`${run}/examples.json`));
  assert(page.includes(`Test images as they left at the threshold ${gallery.threshold}.`));
  assertMatch(page, /Filters of the first layer/);
  assertMatch(page, /<img class="picture" src="data:image\/png;base64,/);
  assert(!/\btexts?\b/.test(page.replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, "")), "texts");
}

Deno.test("a run of images that change goes on to the bit where it was stopped", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`, { channels: 3 });
    const more = ["--augment", "views", "--epoch", "3", "--num-layer", "2", "--log-every", "1"];
    await printed("train", ...args(folder, "whole", ...more));
    await stopped(7, () => printed("train", ...args(folder, "parts", ...more)));
    assertEquals(Deno.exitCode, 130);
    Deno.exitCode = 0;
    await printed("train", "--resume", `${folder}/parts`, ...oneThread, "--quiet");
    const tensors = (name: string) => tensorsOf(`${folder}/${name}/last.safetensors`);
    assertEquals(await tensors("parts"), await tensors("whole"));
    assertEquals(lossesOf(`${folder}/parts`), lossesOf(`${folder}/whole`));
  }));

Deno.test("accumulate keeps the features of images that stay, and computes those of images that change", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`);
    const more = ["--epoch", "1", "--num-layer", "3"];
    const stagesOf = async (name: string, ...words: string[]) => {
      await printed("accumulate", ...args(folder, name, ...more, ...words));
      const { accumulation: { stages } } = await resultOf(`${folder}/${name}`);
      return stages as { depths: number[]; cache: { place: string } | null }[];
    };
    const kept = await stagesOf("kept");
    assertEquals(kept.map(({ cache }) => cache?.place), [undefined, "device", "device"]);
    assertEquals(kept.map(({ depths }) => depths), [[1], [2], [3]]);
    const changed = await stagesOf("changed", "--augment", "shift");
    assertEquals(changed.map(({ cache }) => cache?.place), [undefined, "none", "none"]);
    const prefix = await stagesOf("prefix", "--train-prefix");
    assertEquals(prefix.map(({ depths }) => depths), [[1], [1, 2], [1, 2, 3]]);
    assertEquals(prefix.map(({ cache }) => cache), [null, null, null]);
    const first = async (name: string) => {
      const tensors = await tensorsOf(`${folder}/${name}/best.safetensors`);
      return tensors.get("block 1/f/1/conv.weight");
    };
    assert(await first("prefix") !== await first("kept"), "block 1 did not go on learning");
  }));

Deno.test("grow adds blocks to a net of images; the old ones stay the same bits", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`);
    await printed("train", ...args(folder, "old", "--epoch", "1", "--num-layer", "2"));
    const save = ["--save-dir", `${folder}/grown`, "--quiet", ...oneThread];
    await printed("grow", `${folder}/old`, "--layers", "1", "--epoch", "1", ...save);
    const [{ name }] = Deno.readDirSync(`${folder}/grown`);
    const [old, grown] = [
      await tensorsOf(`${folder}/old/best.safetensors`),
      await tensorsOf(`${folder}/grown/${name}/best.safetensors`),
    ];
    assertEquals(grown.get("block 2/f/1/conv.weight"), old.get("block 2/f/1/conv.weight"));
    assertEquals(grown.get("block 2/f/1/norm.mean"), old.get("block 2/f/1/norm.mean"));
    assert([...grown.keys()].some((key) => key.startsWith("block 3/f/")));
    const grow = ["grow", `${folder}/old`, "--side", "title", ...save];
    assertMatch(await refusal(...grow), /^Cannot use --side with .*: it is for texts/);
  }));

for (
  const [model, ...more] of [
    ["cnn_al_side"],
    ["resnet_20_al", "--mode", "bp"],
    ["mlp_al", "--l1-dim", "8"],
  ]
) {
  Deno.test(`${model} ${more.join(" ")} trains, is tested, and answers from its run folder`, () =>
    inFolder(async (folder) => {
      await writePictures(`${folder}/pictures`, { channels: 3 });
      const sizes = model === "mlp_al" ? tinyImages.slice(2) : tinyImages;
      const data = ["--dataset", `${folder}/pictures`, "--run-dir", `${folder}/run`, "--model"];
      const words = [...data, model, ...sizes, ...more, ...oneThread, "--quiet", "--epoch", "1"];
      await printed("train", ...words);
      const { test: { depths } } = await resultOf(`${folder}/run`);
      const tested = objects(await printed("eval", `${folder}/run`, ...oneThread, "--json"));
      assertEquals(tested.map(({ accuracy }) => accuracy), depths);
      await printed("predict", `${folder}/run`, `${folder}/pictures/left`, ...oneThread);
    }));
}

Deno.test("what is no image, no model of images, or of another size is refused by one clear error", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`);
    await printed("train", ...args(folder, "run", "--epoch", "1", "--num-layer", "1"));
    const run = `${folder}/run`;
    await Deno.writeTextFile(`${folder}/a.txt`, "no image");
    await Deno.mkdir(`${folder}/empty`);
    await writePictures(`${folder}/large`, { side: 12, count: 4 });
    await writePictures(`${folder}/one`);
    for (const name of ["right", "top"]) {
      await Deno.remove(`${folder}/one/${name}`, { recursive: true });
    }
    const cases: readonly (readonly [words: string[], message: RegExp])[] = [
      [["predict", run], /^Cannot predict: there is no image, give PNG or JPEG files/],
      [["predict", run, `${folder}/a.txt`], /^Cannot read .*a.txt: it is no PNG or JPEG/],
      [["predict", run, `${folder}/b.png`], /^Cannot read .*b.png: no such file or folder/],
      [["predict", run, `${folder}/empty`], /^Cannot read .*empty: it holds no PNG or JPEG/],
      [["predict", run, "--text", "hi"], /^Cannot use --text with .*: it is for texts and the run/],
      [["predict", run, "--explain"], /^Cannot use --explain with .*: it is for texts/],
      [["eval", run, "--test-data", `${folder}/large`], /12 x 12 .*8 x 8.* with --resize$/],
      [["eval", run, "--dataset", "digits"], /^Cannot test .* on digits: its images have 28 x 28/],
      [["train", "--dataset", "mnits"], /there is no such choice, did you mean mnist\?/],
      [["train", "--dataset", `${folder}/pictures`], /^Cannot load .*pictures: /],
      [["train", "--dataset", `${folder}/one`, "--model", "cnn_al"], /all 20 .* class "left"/],
      [
        ["train", "--dataset", "cifar10", "--model", "linearal"],
        /^Cannot read --dataset cifar10 with --model linearal: it holds images, give --model mlp_al/,
      ],
      [
        ["train", "--dataset", "rows.csv", "--model", "vgg_al"],
        /it is a table, give --model mlp_al for numbers, lstmal for texts$/,
      ],
      [
        ["train", "--dataset", "digits", "--scaling", "published"],
        /^Cannot read --scaling published with --dataset digits: /,
      ],
    ];
    for (const [words, message] of cases) {
      assertMatch(await refusal(...words), message, words.join(" "));
    }
  }));

Deno.test("a part of the digits is learned, better by all blocks than by the first", () =>
  inFolder(async (folder) => {
    const words = "--dataset digits --limit 2000".split(" ");
    await printed("train", ...words, "--run-dir", `${folder}/run`, "--quiet");
    const { test: { depths, full, rows } } = await resultOf(`${folder}/run`);
    assertEquals([rows, depths.length], [1000, 4]);
    assert(full > 0.95 && full > depths[0] + 0.02, `${depths}`);
  }));
