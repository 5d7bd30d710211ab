import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { helpText } from "../../../tasks/options/help.ts";
import { OPTIONS } from "../../../tasks/options/table.ts";
import { type Parsed, parseOptions } from "../../../tasks/options/options.ts";
import { OptionError } from "../../../tasks/options/value.ts";
import { ORIGINAL_OPTIONS, type Script } from "../../../tasks/options/original_options.ts";

/** The command line of the authors' README for side inputs, after the script's name. */
const README = "--dataset imdb --model transformeralside --epoch 20 --max-len 400 --num-layer 4 " +
  "--batch-train 256 --batch-test 512 --lr 0.0001 --l1-dim 300 --label-emb 128 --save-dir ./ckpt/ " +
  "--side-dim 100-100-100-100";

function read(line: string): Parsed<"train"> | Parsed<"accumulate"> {
  const parsed = parseOptions(line.split(" "));
  assert(parsed.command === "train" || parsed.command === "accumulate");
  return parsed;
}

function refuses(line: string, message: string): void {
  assertEquals(assertThrows(() => read(line), OptionError).message, message);
}

Deno.test("train_rnn trains by the authors' own command line", () => {
  const { command, options, notes } = read(`train_rnn ${README}`);
  assertEquals(command, "train");
  const { dataset, model, epoch, maxLen, numLayer, batchTrain, batchTest, lr } = options;
  assertEquals([dataset, model, epoch, maxLen, numLayer, batchTrain, batchTest, lr], [
    "imdb",
    "transformeralside",
    20,
    400,
    4,
    256,
    512,
    1e-4,
  ]);
  const { l1Dim, labelEmb, saveDir, sideDim, embDim } = options;
  assertEquals([l1Dim, labelEmb, saveDir, sideDim, embDim], [
    300,
    128,
    "./ckpt/",
    "100-100-100-100",
    300,
  ]);
  assertEquals(notes, ["train_rnn: --emb-dim 300: word vectors are as wide as --l1-dim"]);
  // What is not given is ours.
  const { decoder, schedule, detachTarget, embLr, preset } = options;
  assertEquals([decoder, schedule, detachTarget, embLr, preset], [
    "none",
    "cosine",
    true,
    3e-3,
    "fixed",
  ]);
});

Deno.test("train_rnn_lbl accumulates by it, the epochs shared among the blocks", () => {
  const { command, options, notes } = read(`train_rnn_lbl ${README}`);
  assertEquals([command, options.epoch, options.numLayer, options.embDim], [
    "accumulate",
    5,
    4,
    300,
  ]);
  assertEquals(notes, [
    "train_rnn_lbl: --emb-dim 300: word vectors are as wide as --l1-dim",
    "train_rnn_lbl: --epoch 20: 5 epochs for each of the 4 blocks",
  ]);
});

Deno.test("train_rnn_lbl gives each block a whole number of epochs, one at least", () => {
  const shares = { "80 --num-layer 4": 20, "7 --num-layer 4": 1, "3 --num-layer 4": 1, "11": 3 };
  for (const [line, share] of Object.entries(shares)) {
    const { options, notes } = read(`train_rnn_lbl --epoch ${line}`);
    assertEquals(options.epoch, share, line);
    assertMatch(
      notes[0],
      share === 1 ? /: 1 epoch for each of/ : / epochs for each of the \d blocks/,
    );
  }
  assertEquals(read("train_rnn_lbl --epoch 20 --preset thesis").options.epoch, 4); // five blocks
  const { options, notes } = read("train_rnn_lbl --seed 3");
  assertEquals([options.epoch, notes], [read("accumulate").options.epoch, []]);
  refuses(
    "train_rnn_lbl --epoch 8 --resume runs/a",
    "Cannot read --epoch with --resume of train_rnn_lbl: the run has its own blocks to share it " +
      "among, give ./al accumulate --resume and the epochs of a stage",
  );
});

Deno.test("train_rnn has as many blocks as --side-dim has parts, unless it says how many", () => {
  const side = "train_rnn --model linearalside --side-dim 10-20";
  const { options, notes } = read(side);
  assertEquals([options.numLayer, options.maxLen], [2, 30]);
  assertEquals(notes, ["train_rnn: --num-layer 2: one for each part of --side-dim"]);
  refuses(
    `${side} --num-layer 4`,
    'Cannot read --side-dim "10-20": it has 2 parts and --num-layer is 4, give one for each block',
  );
});

Deno.test("train_rnn keeps the width of word vectors that is given, or that a file has", () => {
  assertEquals(read("train_rnn --l1-dim 30 --emb-dim 20").options.embDim, 20);
  const glove = read("train_rnn --l1-dim 30 --word-vec glove");
  assertEquals([glove.options.embDim, glove.notes], [read("train").options.embDim, []]);
  assertEquals(read("train --l1-dim 30").options.embDim, read("train").options.embDim);
});

Deno.test("--preset thesis gives the authors' own settings under their names", () => {
  const { options } = read(`train_rnn ${README} --preset thesis`);
  const { decoder, schedule, scheduleFactor, embLr, init, lr } = options;
  assertEquals([decoder, schedule, scheduleFactor, embLr, init, lr], [
    "sigmoid",
    "plateau",
    0.8,
    1e-3,
    "thesis",
    1e-4,
  ]);
});

Deno.test("the authors' options become ours, in both ways of writing them", () => {
  for (const script of ["train_rnn", "train_rnn_lbl"]) {
    assertEquals(read(`${script} --word-vec glove`).options.vectors, "glove.6B.300d");
    assertEquals(read(`${script} --word-vec=fasttext`).options.vectors, "wiki-news-300d-1M");
    assertEquals(read(`${script} --lr-schedule plateau`).options.schedule, "plateau");
    const plain = read(script).options;
    for (const same of ["--task text", "--one-hot-label True", "--feature-dim=0"]) {
      assertEquals(read(`${script} ${same}`).options, plain, same);
    }
    assertEquals(read(`${script} --model lstmalside --same-emb`).options.sameEmb, true);
    assertEquals(read(`${script} --model linearal --vocab-size 500`).options.vocabSize, 500);
  }
});

Deno.test("the authors' options without a meaning here are refused, with what to give instead", () => {
  const refusals = {
    "--out-dir ./result/": "results lie in the run's folder, leave it out and give --save-dir",
    "--load-dir ./ckpt/":
      "PyTorch's checkpoints cannot be read, give --resume RUN to go on with a " +
      "run of ours, or ./al grow RUN to add blocks to it",
    "--train-mask 2": "blocks are trained together, or one after another, give --num-layer K for " +
      "the first K, or train_rnn_lbl",
    "--task regression": "the script learns texts here and nothing else, leave it out",
    "--feature-dim 39":
      "it is the width of tables of numbers, give ./al train --model mlp_al for those",
    "--one-hot-label False": "labels enter as one-hot vectors always, leave it out",
    "--lr-schedule step":
      "plateau is their only one, give plateau, or another of ours by --schedule",
    "--word-vec word2vec": "there are two of that name, give glove or fasttext, or any file of " +
      "vectors by --vectors",
  };
  for (const [words, why] of Object.entries(refusals)) {
    const [name, value] = words.split(" ");
    for (const line of [words, `${name}=${value}`]) {
      refuses(`train_rnn ${line}`, `Cannot read ${name} "${value}" of train_rnn: ${why}`);
    }
  }
  refuses(
    "train_rnn_lbl --prefix-mask --lr 1",
    "Cannot read --prefix-mask of train_rnn_lbl: it goes with --train-mask, give --num-layer K to " +
      "train the first K blocks",
  );
  refuses(
    "train_rnn --task --lr 1",
    "Cannot read --task of train_rnn: the script learns texts here and nothing else, leave it out",
  );
});

Deno.test("the authors' options stay unknown to our own commands", () => {
  // RUN of --word-vec is our own: vectors that a run has learned.
  const theirs = Object.keys(ORIGINAL_OPTIONS.train_rnn).filter((name) => name !== "word-vec");
  for (const name of theirs) {
    const message = assertThrows(() => read(`train --${name} 1`), OptionError).message;
    assert(message.startsWith(`Cannot read option --${name}: there is no such option`), message);
  }
});

Deno.test("scripts are found by near names", () => {
  const meant = {
    "train_rrn": "train_rnn",
    "train-rnn-lbl": "train_rnn_lbl",
    "train_rnn.py": "train_rnn",
    "train_cnn_lbl.py": "train_cnn_lbl",
  };
  for (const [word, script] of Object.entries(meant)) {
    refuses(word, `Cannot run "${word}": there is no such command, did you mean ${script}?`);
  }
});

Deno.test("helpText() tells what becomes of each option of the authors", () => {
  for (const script of Object.keys(ORIGINAL_OPTIONS) as Script[]) {
    assertEquals(parseOptions(["help", script]), { command: "help", topic: script });
    assertEquals(parseOptions([script, "--help"]), { command: "help", topic: script });
    const text = helpText(script, 80);
    for (const name of Object.keys(ORIGINAL_OPTIONS[script])) {
      assertMatch(text, new RegExp(`^  --${name}( |$)`, "m"));
    }
    for (const line of text.split("\n")) assert(line.length <= 80, line);
    assert(helpText().includes(script));
  }
});

Deno.test("docs/originals.md names each option and key of the authors", async () => {
  const text = await Deno.readTextFile(new URL("../../../docs/originals.md", import.meta.url));
  const names = [
    ...Object.values(ORIGINAL_OPTIONS).flatMap((options) => Object.keys(options)),
    ...[...README.matchAll(/--([\w-]+)/g)].map(([, name]) => name),
  ];
  names.push("emb-dim", "vocab-size", "same-emb", "batch-size", "nhead", "hid-dim", "act");
  for (const name of names) assert(text.includes(`\`--${name}`), name);
  const keys =
    "activation batch_size class_num embedding_dim epochs hidden_dim label_dim lr max_len nhead nlayers"
      .concat(" one_hot_label pretrained ramdom_label vocab_size Dataset Mode Save_dir Title");
  for (const key of keys.split(" ")) assert(text.includes(`\`${key}\``), key);
  for (const dataset of OPTIONS.dataset.names) assert(dataset === "news" || text.includes(dataset));
});

/** The command line of the authors' README for images, after the script's name. */
const IMAGES = "--dataset cifar10 --model VGG_AL --epoch 100 --batch-train 128 --batch-test 1024 " +
  "--lr 0.0001 --label-emb 500 --save-dir ./ckpt/";

Deno.test("train_cnn trains images by the authors' own command line", () => {
  const { command, options, notes } = read(`train_cnn ${IMAGES}`);
  const { dataset, model, epoch, batchTrain, lr, labelEmb, numLayer, preset } = options;
  assertEquals([command, options.trunk], ["train", "thesis"]);
  assertEquals([dataset, model, epoch, batchTrain, lr, labelEmb, numLayer, preset, notes], [
    ...["cifar10", "vgg_al", 100, 128, 1e-4, 500, 4, "fixed"],
    [],
  ]);
  const tiny = read("train_cnn --dataset tinyImageNet --aug-type strong --l1-dim 300").options;
  assertEquals([tiny.dataset, tiny.model, tiny.augment], ["tiny_imagenet", "cnn_al", "views"]);
  assertEquals(
    read("train_cnn --model resnet_AL_side --task image").options.model,
    "resnet_al_side",
  );
  refuses(
    "train_cnn --side-dim 3-3-3-3",
    'Cannot read --side-dim "3-3-3-3" of train_cnn: at each block the whole image enters, leave it ' +
      "out and give --model CNN_AL_side",
  );
  refuses(
    "train_cnn --aug-type mild",
    'Cannot read --aug-type "mild" of train_cnn: there are two of that name, give strong or weak, ' +
      "or another of ours by --augment",
  );
});

Deno.test("train_cnn_lbl accumulates images as the authors' script does: earlier blocks go on learning", () => {
  const { command, options, notes } = read(`train_cnn_lbl ${IMAGES}`);
  assert("trainPrefix" in options);
  assertEquals([command, options.epoch, options.trainPrefix], ["accumulate", 25, true]);
  assertEquals(notes, [
    "train_cnn_lbl: --train-prefix: blocks below a stage go on learning, as in theirs; " +
    "--no-train-prefix freezes them",
    "train_cnn_lbl: --epoch 100: 25 epochs for each of the 4 blocks",
  ]);
  const frozen = read(`train_cnn_lbl ${IMAGES} --no-train-prefix`).options;
  assert("trainPrefix" in frozen && !frozen.trainPrefix);
});

Deno.test("neco takes the models of main.py, those without _AL by backpropagation", () => {
  const { options, notes } = read("neco --dataset mnist --model CNN");
  assertEquals([options.model, options.mode, options.preset], ["cnn_al", "bp", "neco2021"]);
  assertEquals([options.trunk, options.labelEmb, options.schedule], ["neco", 256, "milestones"]);
  assertEquals(notes.length, 1);
  const residual = read("neco --dataset cifar100 --model ResNet_32_AL").options;
  assertEquals([residual.model, residual.mode, residual.labelEmb], ["resnet_32_al", "al", 500]);
});
