/** Classes that count differently, and targets that are smoothed, as a user asks for them. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { readClassWeight, withClassWeights } from "../../../tasks/options/class_weight.ts";
import { OptionError } from "../../../tasks/options/value.ts";
import { csv, inFolder, printed, refusal, someRows, tensorsOf, tiny } from "../support.ts";

Deno.test("readClassWeight() takes balanced, none, and numbers", () => {
  assertEquals(readClassWeight(undefined), null);
  assertEquals(readClassWeight(["none"]), null);
  assertEquals(readClassWeight(["balanced"]), "balanced");
  assertEquals(readClassWeight(["1", "0.5", "0"]), [1, 0.5, 0]);
  for (const words of [["1", "-1"], ["balance"], ["1", "balanced"]]) {
    assertThrows(() => readClassWeight(words), OptionError, "give balanced, none, or a number");
  }
});

Deno.test("withClassWeights() balances the rows to learn from, and wants a number for each class", () => {
  const set = { labels: Uint32Array.of(0, 0, 0, 1) };
  const own = withClassWeights({ classWeight: ["balanced"] }, set, ["a", "b"]);
  assertEquals(own.classWeight.map(Number), [4 / 6, 2]);
  assertEquals(withClassWeights({ classWeight: ["3", "1"] }, set, ["a", "b"]).classWeight, [
    "3",
    "1",
  ]);
  assertThrows(
    () => withClassWeights({ classWeight: ["3"] }, set, ["a", "b"]),
    DataError,
    "Cannot weigh classes by 3: these are 1 numbers and there are 2 classes (a, b), give one for each",
  );
});

Deno.test("train --class-weight balanced goes on to the bit, in sequence and in a pipeline alike", () =>
  inFolder(async (folder) => {
    const rows = someRows(90).filter(({ label }, i) => label !== "cats" || i % 9 === 0);
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const data = ["--dataset", `${folder}/rows.csv`, "--quiet", "--schedule", "constant", ...tiny];
    const weighed = ["--class-weight", "balanced", "--label-smoothing", "0.1"];
    const last: unknown[] = [];
    for (const schedule of ["sequential", "pipeline"]) {
      const run = `${folder}/${schedule}`;
      const how = ["--block-schedule", schedule, "--epoch", "2", "--run-dir", run];
      await printed("train", ...data, ...weighed, ...how);
      last.push(await tensorsOf(`${run}/last.safetensors`));
    }
    assertEquals(last[1], last[0]);
    const run = `${folder}/begun`;
    await printed("train", ...data, ...weighed, "--epoch", "1", "--run-dir", run);
    await printed("train", "--resume", run, "--epoch", "2", "--quiet");
    assertEquals(await tensorsOf(`${run}/last.safetensors`), last[0]);
    const { options } = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    assertEquals(options["class-weight"], ["balanced"]);
    await printed("train", ...data, "--epoch", "2", "--run-dir", `${folder}/plain`);
    const plain = await tensorsOf(`${folder}/plain/last.safetensors`);
    for (const [name, bytes] of last[0] as ReadonlyMap<string, string>) {
      if (/^block 3.*weight$/.test(name)) assert(plain.get(name) !== bytes, name);
    }
    assert(await printed("eval", run, "--json"));
    assertEquals(
      await refusal("grow", run, "--layers", "1"),
      `Cannot grow ${run}: its classes have weights, and new blocks above frozen ones see no classes, ` +
        "give a run without --class-weight",
    );
  }));

Deno.test("train refuses weights and smoothing where they mean nothing", async () => {
  const refused = (command: string, ...words: string[]) =>
    refusal(command, "--dataset", "rows.csv", ...words);
  assertEquals(
    await refused("accumulate", "--class-weight", "balanced"),
    "Cannot use --class-weight with accumulate: blocks above frozen ones see no classes, leave it out",
  );
  assertEquals(
    await refused("train", "--label-smoothing", "0.1", "--reconstruction", "mse"),
    "Cannot use --label-smoothing with --reconstruction mse: no loss of the blocks is a " +
      "cross-entropy, leave one of them out",
  );
  assertEquals(
    await refused("train", "--class-weight", "balanced", "--model", "ep_text"),
    "Cannot use --class-weight with --model ep_text: it is for models of blocks, leave it out",
  );
  for (const value of ["most", "0,0,0", "1,x"]) {
    assertEquals(
      await refused("train", "--class-weight", value),
      `Cannot read --class-weight ${value}: give balanced, none, or a number of 0 or more for each ` +
        "class with commas between them, not all 0",
    );
  }
});
