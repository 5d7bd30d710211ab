import { assertEquals, assertMatch } from "@std/assert";
import { csv, inFolder, printed, refusal, someRows, tiny } from "../support.ts";

Deno.test("train --resume refuses other data, another model's checkpoint, and options that decide weights", () =>
  inFolder(async (folder) => {
    const rows = someRows(60);
    const file = `${folder}/rows.csv`;
    const run = `${folder}/run`;
    await Deno.writeTextFile(file, csv(rows));
    const args = ["--dataset", file, "--model", "linearal", "--epoch", "1", "--quiet", ...tiny];
    args.push("--schedule", "constant");
    await printed("train", "--run-dir", run, ...args);

    assertEquals(
      await refusal("train", "--resume", run, "--num-layer", "4"),
      `Cannot change --num-layer to 4 in ${run}/config.json: the run began with 3, ` +
        "leave it out or start a new run",
    );
    assertEquals(
      await refusal("train", "--resume", run, "--run-dir", `${folder}/b`),
      "Cannot read --run-dir with --resume: a run goes on in its own folder, leave it out",
    );
    assertEquals(
      await refusal("train", "--resume", `${folder}/none`),
      `Cannot open run ${folder}/none: there is no such folder, give a run folder`,
    );

    await Deno.writeTextFile(file, csv([...rows.slice(1), rows[0]]));
    assertEquals(
      await refusal("train", "--resume", run, "--quiet"),
      `Cannot resume ${run}: ${file} differs from the file that ${run}/data.json names, ` +
        "give the same data or start a new run",
    );

    // The same rows under another name are the same data.
    await Deno.rename(file, `${folder}/old.csv`);
    await Deno.writeTextFile(`${folder}/moved.csv`, csv(rows));
    const moved = ["--resume", run, "--quiet", "--dataset", `${folder}/moved.csv`];
    await printed("train", ...moved, "--epoch", "2");

    const other = `${folder}/other`;
    const model = ["--model", "lstmal", "--dataset", `${folder}/moved.csv`, "--epoch", "1"];
    await printed("train", "--run-dir", other, ...tiny, ...model, "--quiet");
    await Deno.copyFile(`${other}/last.safetensors`, `${run}/last.safetensors`);
    assertMatch(
      await refusal("train", ...moved),
      /^Cannot read .*last\.safetensors: it has F32\[.*\] for "block 2\/.*" and the model wants F32\[.*\], give a checkpoint of the same model$|it has no "block/,
    );
  }));

Deno.test("train --resume of a cosine schedule refuses another number of epochs, whose rates would differ", () =>
  inFolder(async (folder) => {
    const args = ["--schedule", "cosine", "--epoch", "1", "--model", "linearal", "--quiet"];
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`, "--run-dir", `${folder}/run`];
    await printed("train", ...data, ...tiny, ...args);
    assertMatch(
      await refusal("train", "--resume", `${folder}/run`, "--epoch", "2"),
      /^Cannot change --epoch to 2 in .*: its cosine schedule was made for 1, leave it out or start a new run with --schedule constant$/,
    );
  }));

Deno.test("train --resume refuses a checkpoint of the weights alone", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = ["--epoch", "1", "--model", "linearal", "--quiet", ...tiny];
    await printed(
      "train",
      "--dataset",
      `${folder}/rows.csv`,
      "--run-dir",
      `${folder}/run`,
      ...args,
    );
    await Deno.copyFile(`${folder}/run/best.safetensors`, `${folder}/run/last.safetensors`);
    assertMatch(
      await refusal("train", "--resume", `${folder}/run`, "--quiet"),
      /^Cannot read .*last\.safetensors: it has no "optimizer\/.*" and the model wants F32\[4\], give a checkpoint of the same model$/,
    );
  }));
