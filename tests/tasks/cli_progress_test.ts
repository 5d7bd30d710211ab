/** What a pipe is told of work that takes long, by a clock that the test turns on. */
import { assertEquals, assertMatch } from "@std/assert";
import { rows, trainedRun } from "./small_run.ts";
import { settling, writeSettlingData } from "./settling_data.ts";
import { csv, inFolder, oneThread, printed } from "./support.ts";

/** What a command says on standard error, where ten seconds pass between two looks at the clock. */
async function slowly(...args: string[]): Promise<string> {
  const { stderr, stdout } = Deno;
  const before = [stderr.writeSync, stderr.isTerminal, stdout.isTerminal, performance.now] as const;
  let [text, now] = ["", 0];
  stderr.writeSync = (bytes) => {
    text += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  stderr.isTerminal = stdout.isTerminal = () => false;
  performance.now = () => now += 10_000;
  try {
    await printed(...args);
  } finally {
    [stderr.writeSync, stderr.isTerminal, stdout.isTerminal, performance.now] = before;
  }
  return text;
}

/** The labels of lines that say how far work has come, each once, in their order. */
function labels(text: string): string[] {
  const heads = text.split("\n").filter((line) => /\/s {2}/.test(line))
    .map((line) => line.split("  ")[0].replace(/ +[\d,]+ \S+$/, ""));
  return [...new Set(heads)];
}

const small = [...oneThread, "--batch-test", "4"];

Deno.test("every pass over rows says how far it is: of training, validation, calibration, test and examples", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "lstmal", "--epoch", "1"];
    const sizes = "--num-layer 2 --emb-dim 4 --l1-dim 4 --label-emb 4 --batch-train 8".split(" ");
    const trained = await slowly(
      "train",
      ...data,
      ...sizes,
      ...small,
      "--run-dir",
      `${folder}/new`,
    );
    assertEquals(labels(trained), [
      ...["read rows.csv", "split rows", "count words", "number words", "compare texts"],
      ...["epoch 1/1", "epoch 1/1, validation", "calibration", "test", "examples"],
    ]);
    assertMatch(trained, /\nepoch 1\/1, validation {2}.* texts\/s.*\n/);
    const grown = await slowly("grow", `${folder}/new`, "--layers", "1", ...small);
    assertEquals(labels(grown).includes("blocks below"), true, grown);
  }));

Deno.test("eval, adapt, predict and summary say how far they are", () =>
  inFolder(async (folder) => {
    const [, run] = await trainedRun(folder, ...oneThread);
    const asked = [run, ...small];
    assertEquals(labels(await slowly("eval", ...asked)).at(-1), "test");
    assertEquals(labels(await slowly("eval", ...asked, "--adaptive", "0.5")).slice(-3), [
      ...["full path", "adaptive", "time"],
    ]);
    assertEquals(labels(await slowly("adapt", ...asked, "--exits", "1,3")).slice(-4), [
      ...["validation", "test", "time of exits", "time of thresholds"],
    ]);
    await Deno.writeTextFile(`${folder}/more.csv`, csv(rows));
    const predicted = ["predict", ...asked, "--file", `${folder}/more.csv`];
    assertMatch(await slowly(...predicted), /^(predict {2}[\d]+ texts {2}.*\n){3}/);
    assertEquals(await slowly(...predicted, "--quiet"), "");
    const described = ["summary", "--dataset", `${folder}/rows.csv`];
    assertEquals(labels(await slowly(...described)).at(-1), "compare texts");
    assertEquals(await slowly(...described, "--quiet"), "");
  }));

Deno.test("gducheck says how many time steps it has compared", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = ["--run-dir", `${folder}/run`, ...oneThread];
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "ep_text", "--epoch", "1"];
    await printed("train", ...data, ...settling, ...run);
    assertMatch(await slowly("gducheck", ...run), /\ncheck {2}.* time steps\/s {2}.*\n$/);
  }));
