import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { runPath } from "../../../tasks/run/folder.ts";
import { readMetrics } from "../../../tasks/run/metrics.ts";
import { csv, inFolder, printed, refusal, someRows, tensorsOf, tiny } from "../support.ts";

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

Deno.test("train --resume stretches a cosine schedule to more epochs, says so, and keeps their number", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    const args = ["--schedule", "cosine", "--epoch", "2", "--model", "linearal", "--quiet"];
    args.push("--lr", "1e-3");
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    await printed("train", "--dataset", `${folder}/rows.csv`, "--run-dir", run, ...tiny, ...args);
    const text = await printed("train", "--resume", run, "--epoch", "4", "--no-quiet");
    assertMatch(
      text,
      /\nnote {4}--epoch is 4 now and was 2: the cosine schedule is stretched to end there, so/,
    );
    const rates = readMetrics(runPath(run, "metrics"))
      .flatMap((metric) => metric.kind === "epoch" ? [metric.rates[1]!] : []);
    // At the end of each epoch, the rate of the next is not set yet.
    const at = (time: number, total: number) => 1e-3 * (1 + Math.cos(Math.PI * time / total)) / 2;
    const wanted = [at(0, 2), at(1, 2), at(2, 4), at(3, 4)];
    rates.forEach((rate, i) => assertAlmostEquals(rate, wanted[i], 1e-12));
    assertEquals(rates.length, 4);
    const { options } = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    assertEquals(options.epoch, 4);
    const before = await tensorsOf(`${run}/last.safetensors`);
    await printed("train", "--resume", run, "--quiet");
    assertEquals(await tensorsOf(`${run}/last.safetensors`), before);
  }));

Deno.test("train --resume of a run that is over keeps what adapt measured and picked", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    const adaptive = () => Deno.readTextFile(`${run}/adaptive.json`);
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = ["--epoch", "1", "--model", "linearal", "--quiet", ...tiny];
    await printed("train", "--dataset", `${folder}/rows.csv`, "--run-dir", run, ...args);
    await printed("adapt", run, "--quiet", "--budget", "loss:0.5");
    const picked = await adaptive();
    await printed("train", "--resume", run, "--quiet");
    assertEquals(await adaptive(), picked);
    // Weights that are trained on are others.
    await printed("train", "--resume", run, "--epoch", "2", "--quiet");
    assertEquals(JSON.parse(await adaptive()).budget, null);
    await Deno.writeTextFile(`${run}/adaptive.json`, "{");
    await printed("train", "--resume", run, "--quiet");
    assertEquals(JSON.parse(await adaptive()).budget, null);
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
      /^Cannot read the position of .*last\.safetensors: batch is missing, take another copy or train again$/,
    );
  }));
