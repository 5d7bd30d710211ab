/** Runs whose blocks take words of their own, from training to prediction; data of odd kinds. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import {
  inFolder,
  lossesOf,
  numbers,
  oneThread,
  printed,
  refusal,
  tensorsOf,
  tiny,
} from "./support.ts";

interface Made {
  readonly text: string;
  readonly title: string;
  readonly label: string;
}

/** Texts that say nothing of their class; the title, or the text's last word, names it. */
function made(count: number, where: "title" | "end", seed = 2): Made[] {
  const random = numbers(seed);
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 ? "hot" : "cold";
    const hint = label === "hot" ? "sun" : "ice";
    const length = where === "end" ? 4 : 1 + Math.floor(random() * 4);
    const text = Array.from({ length }, () => `w${Math.floor(random() * 5)}`).join(" ");
    return where === "end"
      ? { text: `${text} ${hint}`, title: "", label }
      : { text, title: `The ${hint}`, label };
  });
}

async function write(file: string, rows: readonly Made[]): Promise<string> {
  const lines = rows.map(({ text, title, label }) => `${text},${title},${label}`);
  await Deno.writeTextFile(file, `text,title,label\n${lines.join("\n")}\n`);
  return file;
}

function objects(out: string): Record<string, unknown>[] {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Trains in `folder`/run on a file and gives the accuracies on the test rows, all other ones. */
async function trained(folder: string, file: string, ...args: string[]): Promise<number[]> {
  const run = ["--run-dir", `${folder}/run`, "--quiet", ...oneThread, ...tiny];
  await printed("train", "--dataset", file, ...run, ...args);
  return JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`)).test.depths;
}

const MODELS = ["linearal", "lstmal", "transformeral"] as const;
const SIZES: Record<typeof MODELS[number], string[]> = {
  linearal: [],
  lstmal: ["--no-bidirectional"],
  transformeral: ["--heads", "2"],
};
const RATES = ["--lr", "0.02", "--emb-lr", "0.02", "--dropout", "0", "--epoch", "20"];

for (const model of MODELS) {
  Deno.test(`${model} learns from a column at the block where it enters, and no earlier`, () =>
    inFolder(async (folder) => {
      const file = await write(`${folder}/rows.csv`, made(160, "title"));
      const test = ["--test-data", await write(`${folder}/test.csv`, made(100, "title", 3))];
      const args = ["--model", model, "--side", "title@2", ...test, ...SIZES[model], ...RATES];
      const [first, second, third] = await trained(folder, file, ...args);
      assert(first < 0.7, `block 1 cannot know: ${first}`);
      assert(second > 0.9 && third > 0.9, `blocks 2 and 3 can: ${second}, ${third}`);
      // The same from the run folder, on other rows, whose columns may come in any order.
      const other = made(40, "title", 4);
      const lines = other.map((row) => JSON.stringify(row)).join("\n");
      await Deno.writeTextFile(`${folder}/other.jsonl`, lines);
      const run = ["--run-dir", `${folder}/run`, ...oneThread, "--json"];
      const tested = objects(
        await printed("eval", ...run, "--test-data", `${folder}/other.jsonl`),
      );
      assertEquals(tested.map(({ depth }) => depth), [1, 2, 3]);
      const [, { accuracy }, { accuracy: full }] = tested as { accuracy: number }[];
      assert(accuracy > 0.9 && full > 0.9);
      const answers = objects(
        await printed("predict", ...run, "--file", `${folder}/other.jsonl`, "--depth", "3"),
      ) as unknown as { text: string; depths: { label: string }[] }[];
      assertEquals(answers.map(({ text }) => text), other.map(({ text }) => text));
      const right = other.filter(({ label }, i) => answers[i].depths[0].label === label).length;
      assertAlmostEquals(right / other.length, full, 1e-9);
      assertMatch(
        await refusal("eval", ...run, "--dataset", "news"),
        /^Cannot read the columns title of news: it has no columns, /,
      );
    }));

  Deno.test(`${model}side learns from the words that enter at its blocks`, () =>
    inFolder(async (folder) => {
      const file = await write(`${folder}/rows.csv`, made(160, "end"));
      const test = ["--test-data", await write(`${folder}/test.csv`, made(100, "end", 3))];
      const sides = ["--model", `${model}side`, "--side-dim", "2-2-2", ...test];
      const args = [...sides, ...SIZES[model], ...RATES];
      const [first, second, third] = await trained(folder, file, ...args);
      assert(first < 0.7 && second < 0.7, `blocks 1 and 2 cannot know: ${first}, ${second}`);
      assert(third > 0.9, `block 3 can: ${third}`);
      const { options } = JSON.parse(await Deno.readTextFile(`${folder}/run/config.json`));
      assertEquals([options["side-dim"], options["max-len"]], ["2-2-2", 6]);
      const run = ["--run-dir", `${folder}/run`, ...oneThread, "--json"];
      const [hot] = objects(await printed("predict", ...run, "--text", "w1 w2 w3 w4 sun w1"));
      assertEquals((hot.depths as { label: string }[])[2].label, "hot");
      // The same words at other places enter elsewhere, and words behind the last place do not.
      const short = await printed("predict", ...run, "--text", "w1 w2 w3 w4 w1 w1 sun");
      const none = await printed("predict", ...run, "--text", "w1 w2 w3 w4 w1 w1 ice");
      assertEquals(objects(short)[0].depths, objects(none)[0].depths);
    }));
}

Deno.test("--max-len cuts the text before --side-dim shares it", () =>
  inFolder(async (folder) => {
    const file = await write(`${folder}/rows.csv`, made(160, "end"));
    const test = ["--test-data", await write(`${folder}/test.csv`, made(100, "end", 3))];
    const sides = ["--model", "linearalside", "--side-dim", "2-2-2", "--max-len", "4", ...test];
    const accuracies = await trained(folder, file, ...sides, ...RATES);
    for (const accuracy of accuracies) assert(accuracy < 0.7, `${accuracies}`);
  }));

Deno.test("a run with a column goes on with --resume to the very weights of one that did not stop", () =>
  inFolder(async (folder) => {
    const file = await write(`${folder}/rows.csv`, made(60, "title"));
    const args = ["--model", "lstmal", "--side", "title@2", "--schedule", "constant"];
    await trained(`${folder}/a`, file, ...args, "--epoch", "2");
    await trained(`${folder}/b`, file, ...args, "--epoch", "1");
    const resume = ["--resume", `${folder}/b/run`, "--epoch", "2", "--quiet", ...oneThread];
    await printed("train", ...resume);
    assertEquals(
      await tensorsOf(`${folder}/b/run/last.safetensors`),
      await tensorsOf(`${folder}/a/run/last.safetensors`),
    );
    assertEquals(
      lossesOf(`${folder}/b/run`).filter((line) => "rates" in line),
      lossesOf(`${folder}/a/run`).filter((line) => "rates" in line),
    );
  }));

Deno.test("texts without words count as one unknown word, in training and prediction", () =>
  inFolder(async (folder) => {
    const rows = made(80, "title").map((row, i) => i % 4 ? row : { ...row, text: "?! ..." });
    const file = await write(`${folder}/rows.csv`, rows);
    for (const sides of [[], ["--side", "title@2"]]) {
      await trained(folder, file, "--model", "lstmal", "--epoch", "1", ...sides);
      const run = ["--run-dir", `${folder}/run`, ...oneThread, "--json"];
      const said = async (text: string) =>
        objects(await printed("predict", ...run, "--text", text))[0].depths;
      assertEquals(await said("?!"), await said("neverseen"));
      assertEquals(await said("<br/>"), await said("neverseen"));
      await Deno.writeTextFile(
        `${folder}/empty.csv`,
        "text,title,label\n,,hot\n...,The ice,cold\n",
      );
      const [line] = objects(await printed("eval", ...run, "--test-data", `${folder}/empty.csv`));
      assertEquals(line.rows, 2);
      await Deno.remove(`${folder}/run`, { recursive: true });
    }
  }));

Deno.test("a run whose words of a column are lost is refused", () =>
  inFolder(async (folder) => {
    const file = await write(`${folder}/rows.csv`, made(40, "title"));
    await trained(folder, file, "--model", "linearal", "--epoch", "1", "--side", "title@2");
    const words = `${folder}/run/vocabulary.json`;
    const { columns, ...rest } = JSON.parse(await Deno.readTextFile(words));
    assertEquals(columns.length, 1);
    await Deno.writeTextFile(words, JSON.stringify(rest));
    assertEquals(
      await refusal("predict", "--run-dir", `${folder}/run`, "--text", "a", ...oneThread),
      `Cannot read ${words}: it has no words of the column "title", take another copy or train again`,
    );
  }));

Deno.test("a class that no training row has is refused in test rows, with the line", () =>
  inFolder(async (folder) => {
    const file = await write(`${folder}/rows.csv`, made(40, "title"));
    const test = await write(`${folder}/test.csv`, [{ text: "a", title: "b", label: "warm" }]);
    assertEquals(
      await refusal("train", "--dataset", file, "--test-data", test, "--run-dir", `${folder}/run`),
      `Cannot read ${test}: line 2 has the class "warm" and ${file} only cold, hot, ` +
        "correct the line",
    );
  }));

for (const model of MODELS) {
  Deno.test(`${model} takes texts of 2,000 words on the processors`, () =>
    inFolder(async (folder) => {
      const random = numbers(5);
      const rows = made(24, "title").map((row, i) => ({
        ...row,
        text: Array.from(
          { length: i % 6 ? 3 + i : 2000 },
          () => `w${Math.floor(random() * 50)}`,
        ).join(" "),
      }));
      const file = await write(`${folder}/rows.csv`, rows);
      const args = ["--model", model, "--max-len", "2000", "--epoch", "1", ...SIZES[model]];
      const sizes = ["--emb-dim", "4", "--l1-dim", "4", "--label-emb", "2", "--batch-train", "4"];
      const run = ["--run-dir", `${folder}/run`, "--quiet", ...oneThread];
      await printed("train", "--dataset", file, ...run, ...args, ...sizes);
      const { steps, test } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
      assertEquals(steps, 5);
      assertEquals(test.depths.length, 3);
      // Only the last of the words that are read tells these texts apart.
      const text = rows[0].text.replace(/ \S+$/, "");
      const said = async (text: string) => {
        const line = await printed(
          "predict",
          ...run.slice(0, 2),
          ...oneThread,
          "--json",
          "--text",
          text,
        );
        const [{ depths }] = objects(line);
        return (depths as { probabilities: { hot: number } }[]).map((d) => d.probabilities.hot);
      };
      const [one, other] = [await said(`${text} w1`), await said(`${text} w2`)];
      assert(one.some((p, d) => p !== other[d]), `${one} ${other}`);
      const beyond = await said(`${text} w1 w2`);
      beyond.forEach((p, d) => assertAlmostEquals(p, one[d], 1e-7));
    }));
}
