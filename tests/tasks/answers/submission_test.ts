import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Batches } from "../../../datasets/mod.ts";
import { type LoadedRun, loadRun } from "../../../tasks/model/load_run.ts";
import { Prediction } from "../../../tasks/loop/steps.ts";
import type { TextEncoding } from "../../../tasks/text/encoding.ts";
import { submissionText, writeSubmission } from "../../../tasks/answers/submission.ts";
import { csv, inFolder, numbers, oneThread, printed, refusal, someRows, tiny } from "../support.ts";

const QUICK = [
  "--model",
  "linearal",
  "--epoch",
  "9",
  "--lr",
  "0.05",
  "--emb-lr",
  "0.05",
  ...tiny,
  ...oneThread,
  "--quiet",
];

/** Made-up sentences in GLUE's files; the unlabelled ones are of all lengths. */
async function writeSst2(folder: string): Promise<string[]> {
  const random = numbers(3);
  const sentence = (kind: string, i: number) =>
    `${Array.from({ length: 1 + Math.floor(random() * 9) }, (_, k) => `w${k}`).join(" ")} ${kind}${
      i % 3
    }`;
  const labelled = (count: number) =>
    Array.from({ length: count }, (_, i) => `${sentence(i % 2 ? "good" : "bad", i)} \t${i % 2}\n`);
  const texts = Array.from({ length: 41 }, (_, i) => sentence(random() < 0.5 ? "good" : "bad", i));
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${folder}/sst2/${name}.tsv`, text);
  await Deno.mkdir(`${folder}/sst2`);
  await write("train", `sentence\tlabel\n${labelled(80).join("")}`);
  await write("dev", `sentence\tlabel\n${labelled(20).join("")}`);
  await write("test", `index\tsentence\n${texts.map((text, i) => `${i}\t${text}\n`).join("")}`);
  return texts;
}

/** Opens a run for an action. */
async function withRun<T>(runDir: string, action: (run: LoadedRun) => Promise<T>): Promise<T> {
  const run = await loadRun({ runDir, checkpoint: "best", device: "cpu", threads: 1 });
  try {
    return await action(run);
  } finally {
    run.device.destroy();
  }
}

/** Class index of each text, each predicted by itself. */
async function oneByOne(run: LoadedRun, texts: string[], depth: number): Promise<number[]> {
  const prediction = new Prediction(run.learner, depth);
  const { vocabulary } = run.encoding as TextEncoding;
  const answers: number[] = [];
  for (const text of texts) {
    const set = vocabulary.encode({ texts: [text], labels: new Uint32Array(1) });
    const [batch] = new Batches(set, { batch: 1 });
    const logits = await prediction.run(batch);
    answers.push(logits[1] > logits[0] ? 1 : 0);
  }
  return answers;
}

Deno.test("writeSubmission() writes GLUE's form in the order of the texts, at the depth that is best", () =>
  inFolder(async (folder) => {
    const texts = await writeSst2(folder);
    const path = `${folder}/run`;
    await printed("train", "--dataset", "sst2", "--data-dir", folder, "--run-dir", path, ...QUICK);
    const file = `${folder}/SST-2.tsv`;
    const { test: { bestDepth }, classes } = JSON.parse(
      await Deno.readTextFile(`${path}/result.json`),
    );
    assertEquals(classes, ["negative", "positive"]);
    const said = new Set<number>();
    await withRun(path, async (run) => {
      for (const depth of [undefined, 1, 2, 3]) {
        const submission = await writeSubmission(run, file, { depth, batchTest: 7 });
        const used = depth ?? bestDepth;
        const chosen = depth ? "asked for" : "best on validation data";
        assertEquals(submission, { file, dataset: "sst2", rows: 41, depth: used, chosen });
        assertEquals(
          submissionText(submission),
          `${file}: 41 texts of sst2 answered at depth ${used} (${chosen})`,
        );
        const answers = await oneByOne(run, texts, used);
        answers.forEach((answer) => said.add(answer));
        const lines = answers.map((answer, index) => `${index}\t${answer}\n`);
        assertEquals(await Deno.readTextFile(file), `index\tprediction\n${lines.join("")}`);
      }
    });
    assertEquals(said, new Set([0, 1]));
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["SST-2.tsv", "run", "sst2"]);
  }));

Deno.test("writeSubmission() needs unlabelled texts, a depth, a result, and a folder to write to", () =>
  inFolder(async (folder) => {
    const path = `${folder}/run`;
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`];
    await printed("train", ...data, "--run-dir", path, ...QUICK);
    const message = (depth?: number, file = `${folder}/a.tsv`) =>
      withRun(
        path,
        async (run) =>
          (await assertRejects(() => writeSubmission(run, file, { depth, batchTest: 8 }), Error))
            .message,
      );
    assertEquals(
      await message(),
      `Cannot write ${folder}/a.tsv: ${folder}/rows.csv has no unlabelled texts, give a run of a ` +
        "data set that has some (sst2), or predict a file with --file",
    );
    assertMatch(await message(9), /^Cannot read --depth 9: the model has depths 1 to 3/);
    await Deno.remove(`${path}/result.json`);
    assertEquals(
      await message(),
      `Cannot tell which depth of ${path} was best on validation data: ${path}/result.json does ` +
        `not say it, let the run end with --resume ${path} or give --depth`,
    );
    for (const content of ["{", "null", '{"test": {"bestDepth": 4}}']) {
      await Deno.writeTextFile(`${path}/result.json`, content);
      assertMatch(
        await message(),
        /^Cannot read .*result\.json: .*, let the run write it anew with/,
      );
    }
    await Deno.remove(path, { recursive: true });
    await writeSst2(folder);
    await printed("train", "--dataset", "sst2", "--data-dir", folder, "--run-dir", path, ...QUICK);
    assertMatch(
      await message(2, `${folder}/none/a.tsv`),
      /^Cannot write .*none\/a\.tsv: its folder does not exist/,
    );
    await Deno.writeTextFile(`${folder}/sst2/test.tsv`, "index\tsentence\n1\ta\n0\tb\n");
    assertMatch(await message(2), /test\.tsv: line 2 has the index "1" where 0 comes/);
    await Deno.remove(`${folder}/sst2/test.tsv`);
    assertMatch(await message(2), /: sst2 has no unlabelled texts, /);
  }));

Deno.test("predict --submission writes the file and says at which depth", () =>
  inFolder(async (folder) => {
    await writeSst2(folder);
    const run = ["--run-dir", `${folder}/run`];
    await printed("train", "--dataset", "sst2", "--data-dir", folder, ...run, ...QUICK);
    const file = ["--submission", `${folder}/SST-2.tsv`];
    const line = await printed("predict", ...run, ...file, ...oneThread);
    assertMatch(line, /SST-2\.tsv: 41 texts of sst2 answered at depth \d \(best on validation/);
    const text = await Deno.readTextFile(`${folder}/SST-2.tsv`);
    assertMatch(text, /^index\tprediction\n(\d+\t[01]\n){41}$/);
    assertMatch(
      await printed("predict", ...run, ...file, ...oneThread, "--depth", "1"),
      /answered at depth 1 \(asked for\)\n$/,
    );
    assertMatch(await refusal("predict", ...run, ...file, "--text", "a"), /^Cannot read --/);
  }));
