/** The command `compare`, as a user gives it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { objects } from "./small_run.ts";
import {
  cli,
  csv,
  ended,
  inFolder,
  onlyRun,
  printed,
  refusal,
  someRows,
  start,
  tiny,
} from "./support.ts";

const study = (folder: string, ...more: string[]) => [
  ...["compare", "--dataset", `${folder}/rows.csv`, "--model", "linearal", "--epoch", "2"],
  ...[...tiny, "--run-dir", `${folder}/study`, ...more],
];

/** Waits until the first run of a study has a checkpoint, and gives the number of its process. */
async function begun(folder: string): Promise<number> {
  for (;;) {
    await new Promise((done) => setTimeout(done, 20));
    try {
      const run = onlyRun(folder);
      if (!Deno.statSync(`${run}/best.safetensors`).isFile) continue;
      return JSON.parse(await Deno.readTextFile(`${run}/lock.json`)).pid;
    } catch {
      continue; // The run has not begun.
    }
  }
}

/** When each run of a study ended. */
const endings = (folder: string) =>
  [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => [name, Deno.statSync(`${folder}/${name}/result.json`).mtime!.getTime()])
    .sort();

Deno.test("compare trains what is missing, once, and says what the runs say together", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const first = await printed(...study(folder, "--mode", "al", "--seeds", "2", "--quiet"));
    assertMatch(first, /rows\.csv, accuracy on 6 test rows:\n\nmodel +depth +runs +mean/);
    const before = endings(`${folder}/study`);
    assertEquals(before.length, 2);
    // More seeds and another mode leave the two runs as they are.
    const words = study(folder, "--mode", "al,bp", "--seeds", "2", "--json");
    const lines = objects(await printed(...words));
    const after = endings(`${folder}/study`);
    assertEquals(
      [after.length, after.filter((one) => before.some((two) => `${two}` === `${one}`))],
      [
        4,
        before,
      ],
    );
    const kinds = lines.map(({ kind, mode }) => [kind, mode]);
    assertEquals(kinds, [
      ["setting", "al"],
      ["setting", "bp"],
      ["difference", undefined],
      ["difference", undefined],
    ]);
    assertEquals(objects(await printed(...words)), lines);
    const runs = lines[0].runs as string[];
    const depths = lines[0].depths as { depth: number | null; values: number[] }[];
    for (const [i, run] of runs.entries()) {
      const { test } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
      assertEquals(depths.map(({ values }) => values[i]), [...test.depths, test.best]);
    }
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/study/compare.json`)), lines);
    assertMatch(await Deno.readTextFile(`${folder}/study/compare.html`), /<h2>Differences<\/h2>/);

    await Deno.writeTextFile(`${folder}/rows.csv`, "new,dogs\n", { append: true });
    assertMatch(
      await refusal(...words),
      /^Cannot take .*-seed1 as it is: .*rows\.csv has changed /,
    );

    const again = runs[0].replace(folder, `${folder}/study/..`);
    const there = ["compare", runs[0], `${runs[1]}/`, again, "--save-dir", `${folder}/runs`];
    const [setting] = objects(await printed(...there, "--json"));
    assertEquals([setting.runs, setting.seeds], [runs, [1, 2]]);
    assert(Deno.statSync(`${folder}/runs/compare/compare.html`).isFile);
  }));

Deno.test("compare that is stopped goes on with the same command", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const words = study(folder, "--seeds", "2");
    words[words.indexOf("--epoch") + 1] = "3000";
    const child = start(words);
    const runs = () => [...Deno.readDirSync(`${folder}/study`)].map(({ name }) => name);
    await begun(`${folder}/study`);
    child.kill("SIGINT");
    const { code, stderr } = await ended(child);
    assertEquals(code, 130, stderr);
    assertMatch(stderr, /Stopped after 0 of 2 runs; the same command goes on\.\n$/);
    assertEquals(runs().length, 1);
    const config = `${folder}/study/${runs()[0]}/config.json`;
    const before = Deno.statSync(config).mtime;
    const again = start(words);
    for (let last = 0; last < 2;) {
      await new Promise((done) => setTimeout(done, 20));
      const lines = (await Deno.readTextFile(config.replace("config.json", "metrics.jsonl"))).match(
        /"kind":"epoch"/g,
      );
      last = lines ? lines.length : 0;
    }
    again.kill("SIGINT");
    assertEquals((await ended(again)).code, 130);
    assertEquals(Deno.statSync(config).mtime, before);
  }));

Deno.test("compare is stopped by a signal that its run hears alone", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const words = study(folder, "--seeds", "2");
    words[words.indexOf("--epoch") + 1] = "3000";
    const child = start(words);
    Deno.kill(await begun(`${folder}/study`), "SIGINT");
    const { code, stderr } = await ended(child);
    assertEquals(code, 130, stderr);
    assertMatch(stderr, /Stopped after 0 of 2 runs; the same command goes on\.\n$/);
  }));

Deno.test("compare tells of runs that fail, and goes on with the others", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const { code, stdout, stderr } = await cli(
      study(folder, "--label-column", "label,none", "--seeds", "1", "--quiet"),
    );
    assertEquals(code, 1);
    assertMatch(stdout, /^linearal al +1 +1 /m);
    assertMatch(stderr, /^Cannot compare .*-seed1: Cannot read .*rows\.csv: .*"none"/);
  }));

Deno.test("compare tells once of data that no run of a setting can read", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await cli(study(folder, "--seeds", "3", "--quiet"));
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /^Cannot compare .*-seed1: Cannot read .*rows\.csv: no such file or folder, check the path; the 2 other runs of its setting left out\n$/,
    );
    await Deno.writeTextFile(`${folder}/study`, "");
    assertMatch(
      await refusal(...study(folder, "--seeds", "3")),
      /^Cannot read .*-seed1: a file lies where its folder should be, give another --run-dir$/,
    );
  }));

Deno.test("compare refuses nothing at all, and a run that has not ended", () =>
  inFolder(async (folder) => {
    assertEquals(
      await refusal("compare", "--json"),
      "Cannot compare nothing: give options of train, or folders of runs",
    );
    assertMatch(await refusal("compare", `${folder}/none`), /there is no such folder/);
  }));

Deno.test("compare --folds tests each row once, with a group for each value of --lr", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(62)));
    const words = study(folder, "--folds", "3", "--lr", "1e-3,2e-2", "--quiet");
    const text = await printed(...words);
    assertMatch(text, /rows\.csv, accuracy on 3 parts, 62 rows in all:\n/);
    assertMatch(text, /^linearal al lr 0\.001 +1 +3 /m);
    assertMatch(text, /^linearal al lr 0\.02 +1 +3 /m);
    assertMatch(text, /test parts of it and share most of the rows that they learn from/);
    const before = endings(`${folder}/study`);
    assertEquals(before.length, 6);
    assert(before.every(([name]) => /-seed1-fold[123]of3$/.test(String(name))));
    const [first, second] = objects(await printed(...words, "--json"));
    assertEquals([first.folds, second.folds], [["1/3", "2/3", "3/3"], ["1/3", "2/3", "3/3"]]);
    assertEquals(endings(`${folder}/study`), before);
    const shown = await Promise.all((first.runs as string[]).map(async (run) => {
      const { test } = JSON.parse(await Deno.readTextFile(`${run}/result.json`));
      return test.rows;
    }));
    assertEquals(shown, [21, 21, 20]);
    // A run of a part is tested on it and no other rows.
    const [run] = first.runs as string[];
    assertMatch(await printed("eval", run), /part 1 of 3 of 62 rows, cut by seed 1/);
    assertMatch(
      (await cli(study(folder, "--folds", "63", "--quiet"))).stderr,
      /: Cannot cut 62 rows into 63 parts: one would be empty, ask for fewer; the 62 other runs of its setting left out\n$/,
    );
    assertEquals(
      await refusal("compare", "--dataset", "news", "--folds", "3"),
      "Cannot use --folds 3 with --dataset news: it brings the test rows, leave one of them out",
    );
    assertEquals(
      await refusal("train", "--dataset", "a.csv", "--fold", "4/3"),
      'Cannot read --fold "4/3": it is no part of several, give 3/10 for the third of ten, of 1000 at most',
    );
  }));

Deno.test("compare tells runs whose epochs the rows decided from those of a number that was asked for", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(40)));
    const words = study(folder, "--seeds", "1", "--quiet");
    const open = words.filter((word, i) => word !== "--epoch" && words[i - 1] !== "--epoch");
    await printed(...open);
    await printed(...words);
    assertEquals(endings(`${folder}/study`).length, 2);
    const [setting] = objects(await printed(...open, "--json"));
    assertEquals((setting.runs as string[]).length, 1);
  }));
