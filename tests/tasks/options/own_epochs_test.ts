import { assertEquals, assertMatch } from "@std/assert";
import { type Parsed, parseOptions } from "../../../tasks/options/options.ts";
import { rowsDecide, withOwnEpochs } from "../../../tasks/options/own_epochs.ts";
import { csv, inFolder, printed, someRows, tiny, trainOptions } from "../support.ts";

Deno.test("withOwnEpochs() makes 1,500 steps of few rows, within bounds", () => {
  const epochs = (rows: number, ...args: string[]) =>
    withOwnEpochs(trainOptions(...args), rows).options.epoch;
  assertEquals([1, 100, 900, 2_700, 7_200, 19_200, 1e6].map((rows) => epochs(rows)), [
    ...[100, 100, 100, 35, 14, 5, 5],
  ]);
  assertEquals(epochs(7_200, "--batch-train", "8"), 5);
  assertEquals(
    withOwnEpochs(trainOptions(), 2_700).note,
    "35 epochs of 43 steps: without --epoch as many as make 1,500 steps, from 5 to 100",
  );
});

Deno.test("rowsDecide() the epochs of files, where neither the user nor a preset names them", () => {
  const decide = (words: string) =>
    rowsDecide(parseOptions(["train", ...words.split(" ")]) as Parsed<"train">);
  assertEquals(decide("--dataset a/rows.csv"), true);
  assertEquals(decide("--dataset a/rows.csv --epoch 5"), false);
  assertEquals(decide("--dataset ag_news"), false);
  assertEquals(decide("--dataset a/rows.csv --preset thesis"), false);
  assertEquals(decide("--dataset a/rows.csv --model ep_text"), false);
});

Deno.test("train says how many epochs the rows of a file make, and keeps the number", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--run-dir", run];
    const text = await printed("train", ...data, ...tiny);
    assertMatch(
      text,
      /\nnote {4}100 epochs of 6 steps: without --epoch as many as make 1,500 steps/,
    );
    assertMatch(text, /\nepoch 100\/100, /);
    const { rowsDecide, options } = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    assertEquals([rowsDecide, options.epoch], [true, 100]);
  }));
