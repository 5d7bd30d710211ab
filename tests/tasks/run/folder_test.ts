import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import { writeJson, writeText } from "../../../tasks/run/atomic.ts";
import { CONFIG_FORMAT, CONFIG_VERSION } from "../../../tasks/options/config.ts";
import {
  clearFailedStart,
  createRun,
  newestRun,
  openRun,
  runName,
  runPath,
  timeStamp,
} from "../../../tasks/run/folder.ts";
import { RunLock } from "../../../tasks/run/lock.ts";

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function config(values: Record<string, unknown> = {}): Record<string, unknown> {
  const options = { model: "lstmal" };
  return {
    format: CONFIG_FORMAT,
    version: CONFIG_VERSION,
    program: "0.1.0",
    created: "",
    options,
    ...values,
  };
}

const time = new Date(2026, 0, 31, 23, 5, 9);

Deno.test("runName() joins time, data set and model in a name that every file system takes", () => {
  assertEquals(timeStamp(time), "2026-01-31T23-05-09");
  assertEquals(runName(time, "ag_news", "lstmal"), "2026-01-31T23-05-09-ag_news-lstmal");
  assertEquals(runName(time, "../My rows!.csv", "bp"), "2026-01-31T23-05-09-My_rows_-bp");
});

Deno.test("createRun() makes a folder of its own each time", () =>
  inFolder(async (folder) => {
    const run = { saveDir: `${folder}/runs`, dataset: "news", model: "lstmal", time };
    const paths = [await createRun(run), await createRun(run), await createRun(run)];
    const name = `${folder}/runs/2026-01-31T23-05-09-news-lstmal`;
    assertEquals(paths, [name, `${name}-2`, `${name}-3`]);
  }));

Deno.test("createRun() takes a named folder that is empty and refuses one that is not", () =>
  inFolder(async (folder) => {
    const run = { saveDir: "runs", runDir: `${folder}/mine`, dataset: "a", model: "b", time };
    assertEquals(await createRun(run), `${folder}/mine`);
    await writeText(`${folder}/mine/config.json`, "{}");
    const error = await assertRejects(() => createRun(run), DataError);
    assertEquals(
      error.message,
      `Cannot begin a run in ${folder}/mine: it holds config.json, give an empty or new folder or ` +
        `continue the run with --resume ${folder}/mine`,
    );
    await writeText(`${folder}/file`, "");
    const file = { ...run, saveDir: `${folder}/file`, runDir: undefined };
    await assertRejects(() => createRun(file), DataError, "Cannot write");
  }));

Deno.test("createRun() takes a folder of a start that failed, and nothing that may be a user's", () =>
  inFolder(async (folder) => {
    const path = `${folder}/run`;
    const run = { saveDir: "runs", runDir: path, dataset: "a", model: "b", time };
    const write = async (files: Record<string, string>) => {
      await Deno.remove(path, { recursive: true }).catch(() => {});
      await Deno.mkdir(path);
      for (const [name, text] of Object.entries(files)) await writeText(`${path}/${name}`, text);
    };
    const environment = JSON.stringify({ program: "0.1.0", adapter: "processors" });
    const failed: Record<string, string>[] = [
      { "lock.json": "{}" },
      { ".environment.json.12-0.tmp": "ha", "lock.json": "" },
      { "environment.json": environment, "data.json": "{}", ".vocabulary.json.12-2.tmp": "" },
      // No checkpoint: there is nothing to go on from.
      { "environment.json": environment, "config.json": "{}", "metrics.jsonl": "" },
    ];
    for (const files of failed) {
      await write(files);
      assertEquals(await createRun(run), path);
      using _lock = await RunLock.take(path);
      await clearFailedStart(path);
      assertEquals([...Deno.readDirSync(path)].map(({ name }) => name), ["lock.json"]);
    }
    const kept: Record<string, string>[] = [
      { "data.json": "[1, 2]" },
      { "environment.json": "{}", "data.json": "[1, 2]" },
      { "environment.json": environment, "thesis.txt": "" },
      { "environment.json": environment, "config.json": "{}", "last.safetensors": "" },
    ];
    for (const files of kept) {
      await write(files);
      await assertRejects(
        () => createRun(run),
        DataError,
        `Cannot begin a run in ${path}: it holds`,
      );
      await assertRejects(() => clearFailedStart(path), DataError, "another process has begun");
      assertEquals([...Deno.readDirSync(path)].length, Object.keys(files).length);
    }
  }));

Deno.test("newestRun() finds the run that began last and says when there is none", () =>
  inFolder(async (folder) => {
    for (const [name, seconds] of [["b", 100], ["a", 200], ["c", 150]] as const) {
      await Deno.mkdir(`${folder}/${name}`);
      await writeJson(`${folder}/${name}/config.json`, config());
      await Deno.utime(`${folder}/${name}/config.json`, seconds, seconds);
    }
    await Deno.mkdir(`${folder}/empty`);
    assertEquals(await newestRun(folder), `${folder}/a`);
    const error = await assertRejects(() => newestRun(`${folder}/no`), DataError);
    assertEquals(
      error.message,
      `Cannot find a run in ${folder}/no: it holds none, train one with ./al train or give one with --run-dir`,
    );
  }));

Deno.test("openRun() reads the configuration of a run that has what is needed", () =>
  inFolder(async (run) => {
    await writeJson(runPath(run, "config"), config());
    await writeText(runPath(run, "best"), "");
    const opened = await openRun(run, { files: ["best"], options: { model: "lstmal" } });
    assertEquals(opened.options, { model: "lstmal" });
  }));

Deno.test("openRun() says what a folder lacks, or that it is of another model, version or program", () =>
  inFolder(async (run) => {
    const refuses = async (state: string, expected = {}) => {
      const error = await assertRejects(() => openRun(run, expected), DataError);
      assertEquals(error.message, `Cannot open run ${run}: ${state}`);
    };
    await refuses("it has no config.json and is no run folder, give another");
    await writeText(runPath(run, "config"), "{");
    await refuses("its config.json is not JSON, take another copy or train again");
    await writeText(runPath(run, "config"), "null");
    await refuses("its config.json is of another program, give a folder of this one");
    await writeJson(runPath(run, "config"), config({ version: 9 }));
    await refuses(
      "its version is 9 and this program knows 1, use the program that made it (0.1.0)",
    );
    await writeJson(runPath(run, "config"), config());
    await refuses("its model is lstmal and not linearal, give a run of linearal", {
      options: { model: "linearal" },
    });
    await refuses(
      `it has no best.safetensors as no epoch has ended, let it go on with --resume ${run} ` +
        "or give --checkpoint last",
      { files: ["best"] },
    );
    await refuses(
      "it has no last.safetensors as it ended before its first checkpoint, train again, " +
        `with --run-dir ${run} in the same folder`,
      { files: ["last"] },
    );
    await refuses(
      "it has no vocabulary.json, copy it from where the run was made or train again",
      { files: ["vocabulary"] },
    );
    const missing = await assertRejects(() => openRun(`${run}/no`), DataError);
    assert(missing.message.endsWith("there is no such folder, give a run folder"));
    const file = await assertRejects(() => openRun(runPath(run, "config")), DataError);
    assert(file.message.endsWith("it is a file, give the folder of the run"));
  }));

Deno.test("RunLock keeps a second writer out until it is disposed of", () =>
  inFolder(async (run) => {
    {
      using _lock = await RunLock.take(run);
      const error = await assertRejects(() => RunLock.take(run), DataError);
      assertEquals(
        error.message,
        `Cannot write to run ${run}: process ${Deno.pid} writes to it, wait for it or end it`,
      );
    }
    assertEquals([...Deno.readDirSync(run)], []);
    using _again = await RunLock.take(run);
  }));

Deno.test("RunLock takes over what a killed process left and removes its half-written files", () =>
  inFolder(async (run) => {
    const module = new URL("../../../tasks/run/lock.ts", import.meta.url).href;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "--no-lock",
        `import { RunLock } from "${module}";
        globalThis.lock = await RunLock.take(${JSON.stringify(run)});
        console.log("locked");
        setInterval(() => {}, 1000);`,
      ],
      cwd: new URL("../../..", import.meta.url),
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    assert((await reader.read()).value !== undefined, "the child wrote nothing");
    const error = await assertRejects(() => RunLock.take(run), DataError);
    assert(error.message.includes(`process ${child.pid} writes to it`), error.message);
    child.kill("SIGKILL");
    await child.status;
    while (!(await reader.read()).done);
    await writeText(`${run}/.last.safetensors.${child.pid}-0.tmp`, "half");
    {
      using _lock = await RunLock.take(run);
    }
    assertEquals([...Deno.readDirSync(run)], []);
  }));
