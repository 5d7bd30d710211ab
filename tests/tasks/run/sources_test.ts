import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { checkPaths, checkUnchanged, learnedNotes, readData } from "../../../tasks/run/sources.ts";
import { rows, trainedRun } from "../small_run.ts";
import { csv, inFolder } from "../support.ts";

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

Deno.test("a file that a run learned from is known by its content and by any of its paths", () =>
  inFolder(async (folder) => {
    await trainedRun(folder);
    const [run, file] = [`${folder}/run`, `${folder}/rows.csv`];
    const { sources: [learned], ...data } = await readData(run);
    const relative = { ...data, folder, sources: [{ ...learned, file: "rows.csv" }] };
    await Deno.writeTextFile(`${run}/data.json`, JSON.stringify(relative));
    await Deno.symlink("rows.csv", `${folder}/link.csv`);
    const notes = (file: string, sha256 = "other") =>
      learnedNotes(run, undefined, [{ file, bytes: 1, sha256 }]);
    assertEquals((await notes(`${folder}/copy.csv`, learned.sha256)).length, 1);
    assertEquals((await notes(`${folder}/../${folder.split("/").at(-1)}/rows.csv`)).length, 1);
    assertEquals((await notes(`${folder}/link.csv`)).length, 1);
    assertEquals(await notes(`${folder}/copy.csv`), []);

    const known = new Map<string, string>();
    await checkUnchanged(run, known);
    await Deno.writeTextFile(file, csv(rows.slice(1)));
    await checkUnchanged(run, known); // it is read once
    assertEquals(
      (await assertRejects(() => checkUnchanged(run, new Map()), DataError)).message,
      `Cannot take ${run} as it is: rows.csv has changed since, give the same file, or another ` +
        "folder for new runs by --run-dir",
    );
    await Deno.remove(file);
    await checkUnchanged(run, new Map());
  }));
