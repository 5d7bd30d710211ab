/** Runs of models that settle, from training to prediction, by the same commands as all others. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { settling, settlingWithout, writeSettlingData } from "./settling_data.ts";
import { objects } from "./small_run.ts";
import {
  cli,
  inFolder,
  lossesOf,
  oneThread,
  printed,
  refusal,
  stopped,
  tensorsOf,
  tiny,
} from "./support.ts";

const accuracyOf = async (run: string): Promise<number> =>
  JSON.parse(await Deno.readTextFile(`${run}/result.json`)).test.full;

for (const mode of ["ep", "bp"]) {
  Deno.test(`ep_text learns by --mode ${mode}; its run is tested, answers and is summed up`, () =>
    inFolder(async (folder) => {
      await writeSettlingData(folder);
      const run = `${folder}/run`;
      const data = ["--dataset", `${folder}/rows.csv`, "--run-dir", run, ...oneThread];
      const model = ["--model", "ep_text", "--mode", mode, "--unit-activation", "my_sigmoid"];
      const test = ["--test-data", `${folder}/test.csv`];
      await printed("train", ...data, ...test, ...model, ...settling, "--epoch", "15");
      assert(await accuracyOf(run) >= 0.7, `${await accuracyOf(run)}`);
      const [tested] = objects(await printed("eval", run, ...oneThread, "--json"));
      assertEquals([tested.depth, tested.accuracy], [1, await accuracyOf(run)]);
      const { temperatures } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
      assertEquals([tested.temperature], temperatures);
      const text = ["--text", "the purr whiskers meow", "--json", "--explain"];
      const [answer] = objects(
        await printed("predict", run, ...oneThread, ...text),
      ) as unknown as {
        depths: { label: string; probabilities: Record<string, number> }[];
        explanation: { words: { word: string }[] };
      }[];
      assertEquals(answer.depths[0].label, "cats");
      const sum = Object.values(answer.depths[0].probabilities).reduce((a, b) => a + b);
      assert(Math.abs(sum - 1) < 1e-6);
      assertEquals(answer.explanation.words.map(({ word }) => word), [
        ...["the", "purr", "whiskers", "meow"],
      ]);
      const shown = await printed("summary", run);
      assertMatch(shown, /layer 1 +weight\[144, 12\] bias\[12\] +1,740/);
      assertMatch(shown, /words +vectors\[\d+, 12\] +0\n/);
      assertMatch(shown, /\nNot counted: [\d,]+ numbers of word vectors, /);
      const page = await Deno.readTextFile(`${run}/report.html`);
      for (const title of ["States at rest", "Energy", "Loss", "Scores", "Reliability"]) {
        assertStringIncludes(page, `<h2>${title}</h2>`);
      }
    }));
}

Deno.test("ep_pair learns from pairs, drops those without a label, and answers pairs", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/pairs.jsonl`, "--run-dir", run, ...oneThread];
    const loud = settlingWithout("--quiet");
    const said = await printed("train", ...data, "--model", "ep_pair", ...loud, "--epoch", "25");
    assertMatch(said, /^memory {2}[\d.,]+ [KM]iB at most: .* weights, .* averages of Adam, /m);
    assertMatch(
      said,
      /^model {3}ep_pair, layers 12 4, equilibrium propagation, [\d,]+ parameters$/m,
    );
    assertMatch(said, /^note {4}9 pairs have no gold label and are dropped$/m);
    assertMatch(await printed("summary", run), /\nsecond text +12\n[^]*A pair of 24 words/);
    assert(await accuracyOf(run) >= 0.8, `${await accuracyOf(run)}`);
    const ask = (first: string, second: string) =>
      printed("predict", run, ...oneThread, "--text", first, "--second", second);
    assertMatch(await ask("the wing runs", "a bark sings"), /\n +1 +bark /);
    assertMatch(await ask("the bark runs", "a wing sings"), /\n +1 +wing /);
    assertMatch(await ask("the purr runs", "a bark sings"), /\n +1 +cat /);
    await Deno.writeTextFile(`${folder}/asked.csv`, "sentence2,sentence1\na wing,the wing\n");
    const file = ["--file", `${folder}/asked.csv`, "--json"];
    const [answer] = objects(await printed("predict", run, ...oneThread, ...file));
    assertEquals(answer.pair, "the wing | a wing");
    const input = "the purr\ta purr\n";
    const { stdout, stderr } = await cli(["predict", run, ...oneThread], { input });
    assertMatch(stdout, /the purr \| a purr\n\ndepth +answer/, stderr);
  }));

Deno.test("models of blocks read pairs too, the second text at block 2", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/pairs.jsonl`, "--run-dir", run, ...oneThread, "--quiet"];
    const model = ["--model", "linearal", "--second-column", "sentence2", ...tiny];
    await printed("train", ...data, ...model, "--epoch", "12", "--lr", "0.02", "--emb-lr", "0.05");
    const { test: { depths } } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
    assertEquals(depths.length, 3);
    assertMatch(
      await printed("predict", run, ...oneThread, "--text", "the bark", "--second", "a bark"),
      /the bark \| a bark/,
    );
    const other = [...data.slice(0, 2), "--second-column", "sentence2", "--model"];
    assertMatch(
      await refusal("train", ...other, "linearal", "--num-layer", "1"),
      /^Cannot read pairs of texts with --num-layer 1: the second text enters at block 2, give 2/,
    );
    assertMatch(
      await refusal("train", ...other, "linearalside"),
      /^Cannot read pairs of texts with --model linearalside: .* leave side inputs out$/,
    );
  }));

for (const early of [[], ["--tolerance", "0.02"], ["--tolerance", "0.02", "--mode", "bp"]]) {
  Deno.test(`a run that is stopped goes on with the same losses and weights to the bit ${early.join(" ")}`, () =>
    inFolder(async (folder) => {
      await writeSettlingData(folder);
      const begin = (run: string) =>
        printed(
          ...["train", "--dataset", `${folder}/rows.csv`, "--model", "ep_text", ...oneThread],
          ...[
            "--run-dir",
            `${folder}/${run}`,
            ...settling,
            "--epoch",
            "3",
            "--log-every",
            "4",
            ...early,
          ],
        );
      await begin("whole");
      assertMatch(await stopped(3, () => begin("parts")), /--resume/);
      assert(lossesOf(`${folder}/parts`).length < lossesOf(`${folder}/whole`).length);
      await printed("train", "--resume", `${folder}/parts`, "--quiet", ...oneThread);
      assertEquals(lossesOf(`${folder}/parts`), lossesOf(`${folder}/whole`));
      const last = (run: string) => tensorsOf(`${folder}/${run}/last.safetensors`);
      assertEquals(await last("parts"), await last("whole"));
      Deno.exitCode = 0;
    }));
}

Deno.test("phases end early at a tolerance, and all steps or others are taken where a run is tested", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/rows.csv`, "--run-dir", run, ...oneThread];
    const long = [...settlingWithout("--free-steps", "--nudged-steps"), "--free-steps", "30"];
    const model = ["--model", "ep_text", ...long, "--nudged-steps", "20", "--epoch", "2"];
    await printed("train", ...data, ...model, "--tolerance", "0.01");
    const settled = JSON.parse(await Deno.readTextFile(`${run}/settling.json`));
    assertEquals(settled.tolerance, 0.01);
    assert(settled.needed < 30);
    const loss = async (...args: string[]) => {
      const [{ loss }] = objects(await printed("eval", run, ...oneThread, "--json", ...args));
      return Number(loss);
    };
    const [own, exact, near] = [
      await loss(),
      await loss("--tolerance", "1e-9"),
      await loss("--tolerance", "1e-5"),
    ];
    assert(own !== exact && Math.abs(own - exact) < 0.02, `${own} and ${exact}`);
    assert(Math.abs(near - exact) < 1e-4, `${near} and ${exact}`);
    const answer = await printed(
      "predict",
      run,
      ...oneThread,
      "--text",
      "purr",
      "--tolerance",
      "1",
    );
    assertMatch(answer, /\n +1 +\w+ /);
    await printed(
      "train",
      ...data.with(3, `${folder}/al`),
      "--model",
      "linearal",
      ...tiny,
      "--epoch",
      "1",
      "--quiet",
    );
    assertMatch(
      await refusal("eval", `${folder}/al`, "--tolerance", "1e-3"),
      /^Cannot use --tolerance with .*: it is for ep_text or ep_pair and the run is of linearal, leave it out$/,
    );
  }));

Deno.test("words begin with the vectors of a file or of a run, and words without one are left out", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const data = ["--dataset", `${folder}/rows.csv`, ...oneThread, "--epoch", "1"];
    const text = ["purr 1 0 0", "bark 0 1 0", "wing 0 0 1", "strange 1 1 1"].join("\n");
    await Deno.writeTextFile(`${folder}/vectors.txt`, text);
    await printed("train", ...data, "--model", "linearal", "--run-dir", `${folder}/al`, ...tiny);
    const sources = [["--vectors", `${folder}/vectors.txt`], ["--word-vec", `${folder}/al`]];
    for (const [i, source] of sources.entries()) {
      const run = `${folder}/run${i}`;
      const sizes = settlingWithout("--emb-dim");
      await printed("train", ...data, "--model", "ep_text", "--run-dir", run, ...sizes, ...source);
      const { words, dim } = JSON.parse(await Deno.readTextFile(`${run}/vocabulary.json`));
      const shared = words.filter((word: string) => ["purr", "bark", "wing"].includes(word));
      assertEquals(shared.length, 3);
      assertEquals([dim, words.length], i ? [6, words.length] : [3, 5]);
      // Used without the file.
      assertMatch(await printed("eval", run, ...oneThread, "--json"), /"depth":1/);
    }
    const other = ["--vectors", `${folder}/other.txt`];
    await Deno.writeTextFile(other[1], "nothing 1 2\nat 3 4\n");
    assertMatch(
      await refusal("train", ...data, "--model", "ep_text", ...settling, ...other),
      /^Cannot use .*other.txt: it has a vector for none of the \d+ words, check its language and case$/,
    );
    assertMatch(
      await refusal("train", ...data, "--model", "ep_text", ...settling, "--word-vec", folder),
      /^Cannot open run .*: it has no config.json and is no run folder, give another$/,
    );
  }));

Deno.test("what a model that settles does not have, or does not fit, is refused", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const train = (...args: string[]) =>
      refusal("train", "--dataset", `${folder}/rows.csv`, "--model", "ep_text", ...args);
    const cases: [string[], RegExp][] = [
      [
        ["--rates", "0.1,0.2"],
        /^Cannot use --rates 0.1,0.2 with --hidden 100: it has 2 and the model 3 synapses, 1 of words and 2 above, give one for each$/,
      ],
      [
        ["--free-steps", "3", "--nudged-steps", "4"],
        /^Cannot use --nudged-steps 4 with --free-steps 3: .* give as many free steps or more$/,
      ],
      [
        ["--unit-activation", "mysigg"],
        /^Cannot read --unit-activation "mysigg": there is no such choice, did you mean mysig\?/,
      ],
      [
        ["--mode", "al"],
        /^Cannot use --mode al with --model ep_text: it has no blocks, give ep or bp$/,
      ],
      [
        ["--dropout", "0.5"],
        /^Cannot use --dropout with --model ep_text: it is for models of blocks, leave it out$/,
      ],
      [
        ["--preset", "thesis"],
        /^Cannot use --preset thesis with --model ep_text: .* give --preset fixed or ijcai2023$/,
      ],
    ];
    for (const [args, message] of cases) assertMatch(await train(...args), message);
    assertMatch(
      await refusal("train", "--mode", "ep"),
      /^Cannot use --mode ep with --model lstmal: it has no states that settle, give al or bp$/,
    );
    assertMatch(
      await refusal("train", "--dataset", "imdb", "--model", "ep_pair"),
      /^Cannot read --dataset imdb with --model ep_pair: its texts are no pairs, give --model ep_text$/,
    );
    assertMatch(
      await refusal("train", "--dataset", "snli", "--model", "ep_text"),
      /^Cannot read --dataset snli with --model ep_text: it holds pairs of texts, give --model ep_pair$/,
    );
    assertMatch(
      await refusal("accumulate", "--dataset", `${folder}/rows.csv`, "--model", "ep_text"),
      /^Cannot accumulate blocks with --mode ep: the net has no blocks, /,
    );
    await Deno.writeTextFile(`${folder}/bad.csv`, "premise,hypothesis,label\na,b,x\nc, ,y\n");
    assertMatch(
      await refusal("train", "--dataset", `${folder}/bad.csv`, "--model", "ep_pair"),
      /^Cannot read .*bad.csv: line 3 has nothing in its column "hypothesis", add it or remove the line$/,
    );
  }));

Deno.test("a run that settles has no blocks to grow or to leave early from", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/pairs.jsonl`, "--run-dir", run, "--epoch", "1"];
    await printed("train", ...data, "--model", "ep_pair", ...settling, ...oneThread);
    assertMatch(await refusal("grow", run, "--layers", "1"), /its net has no blocks/);
    assertMatch(
      await refusal("adapt", run),
      /^Cannot adapt .*: this model settles and has no blocks, give a run of --mode al$/,
    );
    assertMatch(
      await refusal("predict", run, "--text", "a bird"),
      /^Cannot predict: --second is missing and the model reads pairs of texts, give both/,
    );
    assertMatch(
      await refusal("predict", run, "--text", "a bird", "--second", " "),
      /^Cannot predict: --second is empty /,
    );
    const { code, stderr } = await cli(["predict", run, ...oneThread], { input: "one\n" });
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^Cannot read standard input: line 1 is no pair, give two texts with a tab/,
    );
  }));
