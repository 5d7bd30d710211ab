/** Runs of rows of numbers, from training to prediction. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { tinyDense } from "./pictures.ts";
import { objects } from "./small_run.ts";
import { inFolder, numbers, printed, refusal } from "./support.ts";

/** Rows of two numbers that tell their class, and of a constant. */
function someNumbers(count: number, seed = 1): string {
  const random = numbers(seed);
  const rows = Array.from({ length: count }, (_, i) => {
    const value = () => (i % 2 ? 3 : 1) + random();
    return `${value()},${-value()},7,${i % 2 ? "high" : "low"}`;
  });
  return ["a,b,c,kind", ...rows].join("\n");
}

const MODEL = ["--model", "MLP_AL", "--label-column", "kind", ...tinyDense, "--quiet"];

Deno.test("a table of numbers trains mlp_al; its run is tested and answers rows by their columns", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, someNumbers(120));
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/rows.csv`, "--run-dir", run];
    await printed("train", ...data, ...MODEL, "--epoch", "12", "--lr", "0.01", "--num-layer", "2");
    const { test: { full, rows } } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
    assertEquals(rows, 12);
    assert(full > 0.8, `${full}`);
    const { columns, scaling } = JSON.parse(await Deno.readTextFile(`${run}/numbers.json`));
    assertEquals([columns, scaling.deviation[2]], [["a", "b", "c"], 0]);
    await Deno.writeTextFile(`${folder}/other.csv`, someNumbers(30, 5));
    const other = ["--test-data", `${folder}/other.csv`, "--json"];
    const tested = objects(await printed("eval", run, ...other));
    assertEquals(tested.map(({ rows }) => rows), [30, 30]);
    await Deno.writeTextFile(`${folder}/asked.csv`, "b,c,extra,a\n-3.5,7,x,3.5\n-1.5,7,y,1.5\n");
    const asked = ["--file", `${folder}/asked.csv`, "--depth", "2", "--json"];
    const answers = objects(await printed("predict", run, ...asked)) as unknown as {
      row: string;
      depths: { label: string }[];
    }[];
    assertEquals(answers.map(({ row }) => row), ["a 3.5, b -3.5, c 7", "a 1.5, b -1.5, c 7"]);
    assertEquals(answers.map(({ depths }) => depths[0].label), ["high", "low"]);
    const output = `${folder}/answers.csv`;
    await printed("predict", run, ...asked.slice(0, 4), "--output", output, "--quiet");
    const written = (await Deno.readTextFile(output)).split("\n");
    assertEquals(written[0], "row,numbers,label,probability,depth");
    assertMatch(written[1], /^1,"a 3\.5, b -3\.5, c 7",high,[\d.]+,2$/);
    assertMatch(await printed("summary", run), /mlp_al \(al\) of .*3 columns, 2 classes/);
    assertMatch(
      await refusal("predict", run, "a.png"),
      /^Cannot use --images with .*: it is for images and the run reads rows, leave it out$/,
    );
  }));

Deno.test("words among numbers and missing columns are refused with their line and column", () =>
  inFolder(async (folder) => {
    const refused = async (content: string, ...words: string[]) => {
      await Deno.writeTextFile(`${folder}/bad.csv`, content);
      return await refusal("train", "--dataset", `${folder}/bad.csv`, ...MODEL, ...words);
    };
    const lines = someNumbers(20).split("\n");
    const word = lines.with(5, "1,two,7,low").join("\n");
    assertMatch(await refused(word), /^Cannot read .*bad.csv: line 6 .*"two"/);
    const none = lines.map((line) => line.replace("kind", "k")).join("\n");
    assertMatch(
      await refused(none),
      /^Cannot read .*bad.csv: it has no column "kind" but a, b, c, k/,
    );
    const one = lines.map((line) => line.replace("high", "low")).join("\n");
    assertMatch(await refused(one), /all 20 rows have the class "low"/);
    assertMatch(
      await refused(word, "--resize", "8"),
      /^Cannot use --resize with --model mlp_al: it is for images, leave it out$/,
    );
  }));
