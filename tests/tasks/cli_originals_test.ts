import { assert, assertEquals, assertMatch } from "@std/assert";
import { cli, csv, ended, inFolder, onlyRun, printed, refusal, root, someRows } from "./support.ts";

/** The authors' command line for side inputs with small sizes, on a file. */
const README = "--model transformeralside --epoch 4 --max-len 8 --num-layer 4 --batch-train 16 " +
  "--batch-test 32 --lr 0.001 --l1-dim 8 --label-emb 4 --save-dir ./ckpt/ --side-dim 2-2-2-2";

async function withRows(action: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    await action(folder);
  });
}

Deno.test("deno task train_rnn trains by the authors' command line in the caller's folder", () =>
  withRows(async (folder) => {
    const words = ["train_rnn", "--dataset", "rows.csv", ...README.split(" ")];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "--config", `${root}deno.json`, ...words],
      cwd: folder,
      env: { INIT_CWD: folder },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { code, stdout, stderr } = await ended(child);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^train_rnn: --emb-dim 8: word vectors are as wide as --l1-dim\n/);
    assertMatch(stdout, /transformeralside, 4 blocks/);
    const { options } = JSON.parse(
      await Deno.readTextFile(`${onlyRun(`${folder}/ckpt`)}/config.json`),
    );
    assertEquals([options["side-dim"], options["emb-dim"], options["max-len"], options.epoch], [
      "2-2-2-2",
      8,
      8,
      4,
    ]);
  }));

Deno.test("train_rnn_lbl accumulates by it, and its run can be given by itself", () =>
  withRows(async (folder) => {
    const words = README.replace("./ckpt/", `${folder}/ckpt`).split(" ");
    const { code, stderr } = await cli([
      "train_rnn_lbl",
      "--dataset",
      `${folder}/rows.csv`,
      ...words,
    ]);
    assertEquals(code, 0, stderr);
    assert(stderr.includes("train_rnn_lbl: --epoch 4: 1 epoch for each of the 4 blocks\n"), stderr);
    const run = onlyRun(`${folder}/ckpt`);
    for (const command of ["eval", "summary", "predict"]) {
      const rest = command === "predict" ? ["--text", "the bone"] : [];
      const alone = await printed(command, run, ...rest, "--json");
      assertEquals(alone, await printed(command, "--run-dir", run, ...rest, "--json"));
      assert(alone.length > 0);
    }
    assertMatch(await printed("adapt", run, "--quiet"), /threshold/);
    assertMatch(await refusal("eval", `${folder}/no`), /^Cannot /);
  }));

Deno.test("a script's notes are left out by --quiet", () =>
  withRows(async (folder) => {
    const words = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--l1-dim", "5"];
    words.push("--epoch", "1", "--label-emb", "4", "--run-dir", `${folder}/run`);
    const { code, stderr } = await cli(["train_rnn", ...words, "--quiet"]);
    assertEquals([code, stderr], [0, ""]);
  }));

Deno.test("--config hyperparameters.json trains, and tells what it has no use for", () =>
  withRows(async (folder) => {
    const Parameters = { batch_size: 16, embedding_dim: 6, epochs: 1, hidden_dim: 5, label_dim: 4 };
    const content = { Title: "x", Mode: "LSTMAL", Parameters, Save_dir: `${folder}/ckpt/` };
    const file = `${folder}/hyperparameters.json`;
    await Deno.writeTextFile(file, JSON.stringify(content));
    const words = ["train", "--config", file, "--dataset", `${folder}/rows.csv`];
    const { code, stderr } = await cli(words);
    assertEquals(code, 0, stderr);
    assert(
      stderr.startsWith(`${file}: nothing here depends on Title, see docs/originals.md\n`),
      stderr,
    );
    const { options } = JSON.parse(
      await Deno.readTextFile(`${onlyRun(`${folder}/ckpt`)}/config.json`),
    );
    assertEquals([options["emb-dim"], options["l1-dim"], options["deep-label-emb"]], [6, 5, 5]);
  }));
