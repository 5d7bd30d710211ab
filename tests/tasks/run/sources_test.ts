import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { checkPaths, readData } from "../../../tasks/run/sources.ts";
import { trainedRun } from "../small_run.ts";
import { inFolder } from "../support.ts";

Deno.test("a run keeps the folder in which it was begun; files that are there and not here are named", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    await trainedRun(folder);
    const data = await readData(run);
    assertEquals(data.folder, Deno.cwd());
    const there = { ...data, folder: `${folder}/there` };
    await Deno.writeTextFile(`${run}/data.json`, JSON.stringify(there));
    await Deno.mkdir(there.folder);
    const own = { dataset: "some rows.csv", testData: undefined, dataDir: undefined };
    await checkPaths(run, own, "resume"); // it is nowhere, and reading it says so
    await Deno.writeTextFile(`${there.folder}/some rows.csv`, "");
    const says = async (options: typeof own, action: "resume" | "test") =>
      (await assertRejects(() => checkPaths(run, options, action), DataError)).message;
    const begun = `its some rows.csv is in ${there.folder}, where the run was begun, and not here`;
    assertEquals(
      await says(own, "test"),
      `Cannot test ${run}: ${begun}, run the command there`,
    );
    assertEquals(
      await says(own, "resume"),
      `Cannot resume ${run}: ${begun}, run the command there or say where it is by --dataset`,
    );
    await checkPaths(run, { ...own, dataset: `${there.folder}/some rows.csv` }, "test");
    await Deno.writeTextFile(`${there.folder}/news`, "");
    await checkPaths(run, { ...own, dataset: "news" }, "test"); // a set of that name, no file
    const { folder: _, ...earlier } = there;
    await Deno.writeTextFile(`${run}/data.json`, JSON.stringify(earlier));
    await checkPaths(run, own, "test"); // runs of earlier versions say no folder
  }));
