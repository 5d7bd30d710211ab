import { assert, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { OptionError } from "../../../tasks/options/value.ts";
import { writeReport } from "../../../tasks/report/write.ts";
import { csv, inFolder, printed, someRows, tiny } from "../support.ts";

Deno.test("writeReport() shows what the run's folder holds: after train, after adapt, without a result", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const run = `${folder}/run`;
    await Deno.writeTextFile(file, csv(someRows(60)));
    const model = ["--model", "linearal", "--epoch", "1", "--quiet"];
    await printed("train", "--dataset", file, "--run-dir", run, ...model, ...tiny);
    const page = () => Deno.readTextFile(`${run}/report.html`);
    const trained = await page();
    for (const title of ["Accuracy against depth", "Classes", "Hardest texts"]) {
      assert(trained.includes(`<h2>${title}</h2>`), title);
    }
    assert(/Of the positions of training batches \d+\.\d\d % are padding/.test(trained));

    await printed("adapt", run, "--quiet");
    const adapted = await page();
    assert(adapted.includes("<h2>Accuracy against time</h2>"));
    assert(adapted.includes("Test accuracy, leaving early"));

    await Deno.remove(`${run}/result.json`);
    await writeReport(run);
    const open = await page();
    assert(open.includes("not ended") && !open.includes("<h2>Classes</h2>"));

    const losses = (await Deno.readTextFile(`${run}/metrics.jsonl`)).replace(
      '"associated":',
      '"":',
    );
    await Deno.writeTextFile(`${run}/metrics.jsonl`, losses);
    await writeReport(run);
    const unnamed = await page();
    assert(unnamed.includes("<h2> loss</h2>") && !unnamed.includes("undefined"));

    const config = await Deno.readTextFile(`${run}/config.json`);
    await Deno.writeTextFile(`${run}/config.json`, config.replace('"epoch"', '"epohc"'));
    await assertRejects(() => writeReport(run), OptionError, `"epohc" in ${run}/config.json`);
    await Deno.writeTextFile(`${run}/config.json`, config);

    await Deno.writeTextFile(`${run}/adaptive.json`, "{}");
    await assertRejects(() => writeReport(run), DataError, "adaptive.json");
    await Deno.remove(`${run}/data.json`);
    await assertRejects(() => writeReport(run), DataError, "it has no data.json");
  }));
