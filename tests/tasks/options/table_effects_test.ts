import { assert, assertEquals, assertMatch } from "@std/assert";
import { OPTIONS } from "../../../tasks/options/table.ts";
import { cli, inFolder, lossesOf, printed, tensorsOf, tiny } from "../support.ts";
import { folder, weights } from "./trials.ts";

const learned = ["--run-dir", `${folder}/learned`, "--quiet", "--model", "linearal", ...tiny];
await printed("train", "--dataset", `${folder}/rows.csv`, "--epoch", "1", ...learned);

/** For each option of `train` that decides the weights: what it is tried with, and its value. */
const TRIALS: Readonly<Record<string, readonly [beside: string, value: string]>> = {
  "dataset": ["", `--dataset ${folder}/other.csv`],
  "test-data": ["", `--test-data ${folder}/other.csv`],
  "fold": ["", "--fold 1/3"],
  "group-column": ["", "--group-column text"],
  "text-column": ["", "--text-column kind"],
  "label-column": ["", "--label-column kind"],
  "delimiter": [
    `--dataset ${folder}/parted.csv --no-header --text-column 1 --label-column 2`,
    "--delimiter ;",
  ],
  "header": [`--dataset ${folder}/numbered.csv --text-column 1 --label-column 2`, "--no-header"],
  "limit": ["", "--limit 40"],
  "val-fraction": ["", "--val-fraction 0.4"],
  "max-len": ["", "--max-len 4"],
  "vocab-size": ["", "--vocab-size 8"],
  "min-count": ["", "--min-count 20"],
  "ngrams": ["", "--ngrams 2"],
  "unknown": ["", "--unknown drawn"],
  "word-dropout": ["", "--word-dropout 0.3"],
  "stop-words": ["", "--stop-words"],
  "vectors": ["", `--vectors ${folder}/vectors.txt`],
  "bucket": ["", "--no-bucket"],
  "model": ["", "--model linearal"],
  "mode": ["", "--mode bp"],
  "num-layer": ["", "--num-layer 2"],
  "emb-dim": ["", "--emb-dim 7"],
  "emb-std": ["", "--emb-std 1"],
  "first-vectors": ["", "--first-vectors drawn"],
  "l1-dim": ["", "--l1-dim 7"],
  "label-emb": ["", "--label-emb 7"],
  "deep-label-emb": ["", "--deep-label-emb 7"],
  "label-bias": ["", "--no-label-bias"],
  "bidirectional": ["", "--no-bidirectional"],
  "readout": ["", "--readout both"],
  "hand-over": ["", "--no-hand-over"],
  "heads": ["--model transformeral --emb-dim 8", "--heads 2"],
  "ff-dim": ["--model transformeral --emb-dim 8", "--ff-dim 7"],
  "norm": ["--model transformeral --emb-dim 8", "--norm pre"],
  "positions": ["--model transformeral --emb-dim 8", "--positions sinusoidal"],
  "layer-dropout": ["--model transformeral --emb-dim 8", "--layer-dropout 0.5"],
  "side-dim": ["--model linearalside", "--side-dim 3-3-6"],
  "side": ["", "--side kind@2"],
  "first-layers": ["", "--first-layers 1"],
  "word-tables": ["", "--word-tables 2"],
  "side-merge": ["--model linearalside --emb-dim 5", "--side-merge max"],
  "same-emb": ["--model linearalside", "--same-emb"],
  "pool": ["", "--pool positions"],
  "init": ["", "--init thesis"],
  "activation": ["", "--activation sigmoid"],
  "forward-activation": ["--model linearal", "--forward-activation relu"],
  "bridge": ["", "--bridge mlp"],
  "decoder": ["", "--decoder tanh"],
  "decoder-deep": ["", "--decoder-deep tanh"],
  "preset": ["", "--preset thesis"],
  "epoch": ["", "--epoch 1"],
  "patience": ["--epoch 4 --lr 1e-8 --emb-lr 1e-8", "--patience 1"],
  "batch-train": ["", "--batch-train 5"],
  "lr": ["", "--lr 0.1"],
  "emb-lr": ["", "--emb-lr 0.1"],
  "emb-decay": ["--batch-train 2", "--emb-decay 5"],
  "optimizer": ["", "--optimizer sgd"],
  "weight-decay": ["", "--weight-decay 0.5"],
  "l2": ["", "--l2 0.5"],
  "clip": ["", "--clip 0.001"],
  "dropout": ["", "--dropout 0.5"],
  "schedule": ["", "--schedule constant"],
  "schedule-factor": ["--schedule step --schedule-every 1", "--schedule-factor 0.5"],
  "schedule-every": ["--schedule step", "--schedule-every 1"],
  "class-weight": ["", "--class-weight 1,2,3"],
  "label-smoothing": ["", "--label-smoothing 0.2"],
  "embedding-update": ["", "--embedding-update dense"],
  "seed": ["", "--seed 2"],
  "ae-lr-scale": ["", "--ae-lr-scale 2"],
  "reconstruction": ["", "--reconstruction mse"],
  "detach-target": ["", "--no-detach-target"],
};

/** A model that settles. */
const SETTLING = "--model ep_text";

/** For each option of `train` that concerns models that settle: what it is tried with, and its value. */
const SETTLING_TRIALS: Readonly<Record<string, readonly [beside: string, value: string]>> = {
  "second-column": ["--model ep_pair", "--second-column other"],
  "word-vec": [SETTLING, `--word-vec ${folder}/learned`],
  "hidden": [SETTLING, "--hidden 4,3"],
  "unit-activation": [SETTLING, "--unit-activation mysig"],
  "inverse-temperature": [SETTLING, "--inverse-temperature 3"],
  "pattern-mask": [SETTLING, "--no-pattern-mask"],
  "free-steps": [SETTLING, "--free-steps 3"],
  "nudged-steps": [SETTLING, "--nudged-steps 1"],
  "settling-order": [SETTLING, "--settling-order upward"],
  "tolerance": [SETTLING, "--tolerance 0.1"],
  "beta": [SETTLING, "--beta 0.1"],
  "third-phase": [SETTLING, "--no-third-phase"],
  "rates": [SETTLING, "--rates 0.1,0.01,0.001"],
};

/** A model of images that is tiny and runs fast. */
const CNN = "--model cnn_al --num-layer 2";

/** For each option of `train` that concerns images: what it is tried with, and its value. */
const IMAGE_TRIALS: Readonly<Record<string, readonly [beside: string, value: string]>> = {
  "resize": [CNN, "--resize 6"],
  "scaling": [CNN, "--scaling image"],
  "augment": [CNN, "--augment shift"],
  "trunk": [CNN, "--trunk neco"],
  "width": [CNN, "--width 0.2"],
  "batch-norm": [CNN, "--no-batch-norm"],
  "bridge-pool": [CNN, "--bridge-pool 2"],
};

const ALL_TRIALS = { ...TRIALS, ...IMAGE_TRIALS, ...SETTLING_TRIALS };

/** Options of `train` that must change no weight. */
const HARMLESS: readonly string[] = [
  "--batch-test 3",
  "--log-every 1",
  "--save-every 1",
  "--quiet",
];

/**
 * Options that say where files are, how to go on, on what machine, or which epoch is taken; tests of their own try
 * them.
 */
const PLACES = [
  "choose",
  "val-data",
  "data-dir",
  "cache-dir",
  "offline",
  "run-dir",
  "save-dir",
  "resume",
  "config",
  "device",
  "threads",
  ...["blocks-on", "workers", "wire", "worker-save", "nats-user", "nats-password", "nats-token"],
  ...["nats-ca", "nats-cert", "nats-key"],
  "block-schedule",
];

const base = new Map<string, string>();

for (const [name, [beside, value]] of Object.entries(ALL_TRIALS)) {
  Deno.test(`--${name} acts: ${value.replace(folder, "")}`, async () => {
    if (!base.has(beside)) base.set(beside, await weights(beside));
    assert(await weights(`${beside} ${value}`) !== base.get(beside), `${value} changed no weight`);
  });
}

Deno.test("--batch-test, --log-every, --save-every and --quiet change no weight", async () => {
  for (const value of HARMLESS) assertEquals(await weights(value), base.get(""), value);
});

Deno.test("OPTIONS of train all have a trial", () => {
  const harmless = HARMLESS.map((value) => value.slice(2).split(" ")[0]);
  const train = Object.entries(OPTIONS).filter(([, { commands }]) =>
    (commands as readonly string[]).includes("train")
  ).map(([name]) => name);
  assertEquals(
    train.sort(),
    [...Object.keys(ALL_TRIALS), ...harmless, ...PLACES].sort(),
  );
});

Deno.test("--config gives options, which the command line overrides, and takes a run's own", () =>
  inFolder(async (place) => {
    const data = { dataset: `${folder}/rows.csv`, model: "linearal", epoch: 1, "emb-dim": 6 };
    await Deno.writeTextFile(`${place}/a.json`, JSON.stringify({ ...data, "l1-dim": 5, seed: 3 }));
    const config = ["--config", `${place}/a.json`, "--quiet"];
    await printed("train", ...config, "--seed", "4", "--run-dir", `${place}/one`);
    const saved = JSON.parse(await Deno.readTextFile(`${place}/one/config.json`));
    assertEquals([saved.options.seed, saved.options["l1-dim"], saved.options.model], [
      4,
      5,
      "linearal",
    ]);
    const again = ["--config", `${place}/one/config.json`, "--run-dir", `${place}/two`];
    await printed("train", ...again);
    assertEquals(lossesOf(`${place}/two`), lossesOf(`${place}/one`));
  }));

Deno.test("--vectors starts words from their own rows, of a zip's file too, with the file's width", () =>
  inFolder(async (place) => {
    const { zipSync } = await import("fflate");
    const text = await Deno.readFile(`${folder}/vectors.txt`);
    const other = new TextEncoder().encode("purr 1 2\n");
    const zip = zipSync({ "v.3d.txt": text, "v.2d.txt": other });
    await Deno.writeFile(`${place}/v.zip`, zip);
    const args = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--epoch", "1"];
    args.push("--lr", "1e-8", "--emb-lr", "1e-8", ...tiny);
    const tensors: string[] = [];
    for (const [name, file] of [["a", `${folder}/vectors.txt`], ["b", `${place}/v.zip/v.3d.txt`]]) {
      const run = `${place}/${name}`;
      await printed("train", ...args, "--vectors", file, "--run-dir", run, "--quiet");
      const { words } = JSON.parse(await Deno.readTextFile(`${run}/vocabulary.json`));
      const all = await tensorsOf(`${run}/best.safetensors`);
      const table = new Float32Array(Uint8Array.fromHex(all.get("block 1/f.weight")!).buffer);
      const row = words.indexOf("bark") * 6;
      const found = [...table.subarray(row, row + 6)].map((x) => Math.round(x * 1e4) / 1e4);
      assertEquals(found, [0.5, -0.25, 1, 1, 2, 3]);
      tensors.push(all.get("block 1/f.weight")!);
      // Used without the file.
      assertMatch(await printed("eval", "--run-dir", run, "--json"), /"depth":3/);
      await printed("train", "--resume", run, "--quiet");
    }
    assertEquals(tensors[0], tensors[1]);
    const data = JSON.parse(await Deno.readTextFile(`${place}/a/data.json`));
    assertEquals([data.vectors.dim, data.vectors.found, data.sources.length], [6, 4, 2]);
  }));

Deno.test("DEBUG=1 prints a line a step, 2 a table of kernels, and neither changes a weight", () =>
  inFolder(async (place) => {
    const args = ["train", "--dataset", `${folder}/rows.csv`, "--epoch", "1", ...tiny];
    const words = args.map((word, i) => args[i - 1] === "--log-every" ? "1000" : word);
    const tables: Record<string, string> = {};
    for (const level of ["0", "1", "2"]) {
      const run = ["--run-dir", `${place}/${level}`];
      const { code, stderr } = await cli([...words, ...run], { env: { DEBUG: level } });
      assertEquals(code, 0, stderr);
      tables[level] = stderr;
    }
    const steps = (text: string) => text.match(/^step \d+ {2}A\/R \d.*$/gm)?.length ?? 0;
    assertEquals([steps(tables[0]), steps(tables[1])], [0, 6]);
    assert(!tables[1].includes("GFLOP/s"));
    assertMatch(tables[2], /\nkernel +runs +ms +GB\/s +GFLOP\/s\n─/);
    for (const kernel of ["matmul", "lstm", "adam", "adam_rows", "embedding"]) {
      assertMatch(tables[2], new RegExp(`^${kernel} +[\\d,]+ +\\d+\\.\\d`, "m"));
    }
    const last = await Promise.all(
      ["0", "1", "2"].map((level) => tensorsOf(`${place}/${level}/best.safetensors`)),
    );
    assertEquals(last[1], last[0]);
    assertEquals(last[2], last[0]);
  }));

Deno.test("DEBUG=4 names the operation and the block that NaN came out of", () =>
  inFolder(async (place) => {
    const args = ["train", "--dataset", `${folder}/rows.csv`, "--model", "linearal", ...tiny];
    const wild = "--optimizer sgd --lr 10 --clip 0 --weight-decay 10 --epoch 200 --quiet".split(
      " ",
    );
    const { code, stdout, stderr } = await cli([...args, ...wild, "--run-dir", `${place}/run`], {
      env: { DEBUG: "4" },
    });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /Cannot go on: NaN came out of \w+ .*\[.*\] in block \d/);
  }));
