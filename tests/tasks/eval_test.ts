import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { objects, rows, trainedRun } from "./small_run.ts";
import { csv, inFolder, printed, refusal, someRows } from "./support.ts";

Deno.test("eval tests the run's own test rows at every depth, or at one", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const { test } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const lines = objects(await printed("eval", ...run, "--json"));
    assertEquals(lines.map(({ depth }) => depth), [1, 2, 3]);
    assertEquals(lines.map(({ accuracy }) => accuracy), test.depths);
    assertEquals(lines[2].confusion, test.confusion);
    for (const { rows, classes, dataset, run: path, loss } of lines) {
      assertEquals([rows, classes], [6, ["birds", "cats", "dogs"]]);
      assertEquals([dataset, path], [`${folder}/rows.csv`, `${folder}/run`]);
      assert((loss as number) > 0);
    }
    assertEquals(objects(await printed("eval", ...run, "--json", "--depth", "2")), [lines[1]]);
    // The end of training had the same scores, of probabilities that were scaled alike.
    const { temperatures } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    for (const [d, line] of lines.entries()) {
      const { loss, macro, auc, top, calibrationError } = test.scores[d];
      assertEquals([line.loss, line.macro, line.auc], [loss, macro, auc]);
      assertEquals([line.top, line.calibrationError], [top, calibrationError]);
      assertEquals(line.temperature, temperatures[d]);
    }
    const [first] = objects(await printed("eval", ...run, "--json", "--top-k", "1"));
    assertEquals(first.top, { k: 1, accuracy: first.accuracy });
    assertMatch(
      await refusal("eval", ...run, "--top-k", "3"),
      /^Cannot use --top-k 3 with .*run: it has 3 classes, so that each answer would count as found, give 2 or less$/,
    );
    // The batch decides speed alone.
    assertEquals(objects(await printed("eval", ...run, "--json", "--batch-test", "5")).length, 3);
    const text = await printed("eval", ...run, "--quiet");
    assertMatch(
      text,
      /^.*run on the 6 test rows of .*rows\.csv\n\ndepth {2}accuracy {2}95 % interval +cross-entropy\n/,
    );
    assertMatch(text, /\ndepth +macro F1 +weighted F1 +AUC +Matthews +calibration error\n/);
    assertMatch(text, /\nmean of classes .*\nmean of texts .* 6\n/);
    assertMatch(text, /\ntrue \\ predicted {2}birds {2}cats {2}dogs {4}right\n/);
    assertMatch(text, /6 of 60 rows held out by seed 1/);
  }));

Deno.test("eval tests all rows of a file, by class names, and the last checkpoint where asked", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const file = `${folder}/more.csv`;
    const two = someRows(40, 4).filter(({ label }) => label !== "cats");
    await Deno.writeTextFile(file, csv(two));
    const [line] = objects(await printed("eval", ...run, "--test-data", file, "--json"));
    assertEquals(line.rows, two.length);
    const confusion = line.confusion as number[][];
    const sums = confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
    const count = (name: string) => two.filter(({ label }) => label === name).length;
    assertEquals(sums, [count("birds"), 0, count("dogs")]);

    await Deno.writeTextFile(file, csv([...two, { text: "a", label: "fish" }]));
    assertEquals(
      await refusal("eval", ...run, "--test-data", file, "--quiet"),
      `Cannot read ${file}: line 28 has the class "fish" and ${folder}/run only ` +
        "birds, cats, dogs, correct the line",
    );
    assertMatch(
      await refusal("eval", ...run, "--dataset", "news", "--quiet"),
      /on news: its class "down" is none of the run's \(birds, cats, dogs\)/,
    );

    await Deno.writeTextFile(file, csv(two.filter(({ label }) => label === "dogs")));
    const [dogs] = objects(await printed("eval", ...run, "--dataset", file, "--json"));
    assertEquals([dogs.rows, dogs.dataset], [count("dogs"), file]);

    const best = objects(await printed("eval", ...run, "--json"));
    const last = objects(await printed("eval", ...run, "--json", "--checkpoint", "last"));
    const { epoch } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const same = JSON.stringify(best) === JSON.stringify(last);
    assertEquals(same, epoch === 2);
  }));

Deno.test("eval refuses a run's own rows where its file has changed: learned rows would be tested", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    await Deno.writeTextFile(`${folder}/rows.csv`, "a new row,dogs\n", { append: true });
    assertEquals(
      await refusal("eval", ...run, "--quiet"),
      `Cannot test ${folder}/run: ${folder}/rows.csv differs from the file that ` +
        `${folder}/run/data.json names, its rows may have been learned: give the same data, or ` +
        "rows of your own by --test-data",
    );
    // Asked for by its name it is a file like any other, and all of it is tested; what that means is said.
    const file = ["--test-data", `${folder}/rows.csv`];
    const own = await printed("eval", ...run, ...file, "--quiet");
    assertMatch(own, /on the 61 test rows of/);
    assertMatch(own, /\nthe run learned from .*rows\.csv: most of these rows are not new to it, /);
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const [same] = objects(await printed("eval", ...run, ...file, "--json"));
    assertMatch(`${same.notes}`, /^the run learned from /);
    await Deno.writeTextFile(`${folder}/new.csv`, csv(someRows(9, 5)));
    const other = await printed("eval", ...run, "--test-data", `${folder}/new.csv`, "--quiet");
    assertEquals(other.includes("learned from"), false);
  }));

Deno.test("eval and predict refuse a depth that the model has not, with the range, before any work", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const range = "the model has depths 1 to 3, give one of them or leave it out";
    assertEquals(await refusal("eval", ...run, "--depth", "4"), `Cannot read --depth 4: ${range}`);
    const text = ["--text", "a"];
    assertEquals(
      await refusal("predict", ...run, ...text, "--depth", "9"),
      `Cannot read --depth 9: ${range}`,
    );
    assertMatch(
      await refusal("eval", ...run, "--depth", "0"),
      /--depth "0": it is too small, give one between 1 and 256/,
    );
    await Deno.remove(`${folder}/run`, { recursive: true });
    await trainedRun(folder, "--mode", "bp");
    assertEquals(
      await refusal("predict", ...run, ...text, "--depth", "1"),
      "Cannot read --depth 1: the model has depth 3 only, leave it out",
    );
    assertEquals(objects(await printed("eval", ...run, "--json")).map(({ depth }) => depth), [3]);
  }));

Deno.test("eval of texts that leave early and of the full path scales probabilities alike, as predict does", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const all = objects(await printed("eval", ...run, "--json"));
    const [full, early] = objects(await printed("eval", ...run, "--adaptive", "1", "--json"));
    // At confidence 1 no text leaves early.
    assertEquals((early.exits as { texts: number }[]).map(({ texts }) => texts), [0, 0, 6]);
    assertEquals([full.loss, early.loss], [all[2].loss, all[2].loss]);
    assertEquals(early.calibrationError, all[2].calibrationError);
    // What the end of training found of texts that leave at its threshold.
    const { test } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const threshold = ["--adaptive", `${test.early.threshold}`, "--json"];
    const [, left] = objects(await printed("eval", ...run, ...threshold));
    assertEquals([left.accuracy, left.calibrationError], [
      test.early.accuracy,
      test.early.calibrationError,
    ]);
    assertAlmostEquals(left.loss as number, test.early.loss, 1e-6);
    const raw = ["--adaptive", "1", "--criterion", "sigmoid", "--json"];
    assertEquals(objects(await printed("eval", ...run, ...raw))[1].loss, all[2].loss);
  }));

Deno.test("eval and predict of a net trained by backpropagation scale its probabilities too", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder, "--mode", "bp");
    const { temperatures, test } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const [line] = objects(await printed("eval", ...run, "--json"));
    assertEquals([line.temperature, line.loss], [temperatures[0], test.scores[0].loss]);
    assert(temperatures[0] !== 1);
    const file = `${folder}/one.csv`;
    await Deno.writeTextFile(file, csv(rows.slice(0, 1)));
    const [one] = objects(await printed("eval", ...run, "--test-data", file, "--json"));
    const [answer] = objects(await printed("predict", ...run, "--file", file, "--json"));
    const [{ probabilities }] = answer.depths as { probabilities: Record<string, number> }[];
    assertAlmostEquals(one.loss as number, -Math.log(probabilities[rows[0].label]), 1e-9);
  }));
