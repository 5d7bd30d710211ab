/**
 * Kills training again and again, at random moments and at calls that touch the disk, and goes on: each time
 * every file must be readable and the folder accepted, and at the end all weights, losses and results are
 * those of a run that nobody killed.
 *
 * `deno run -A tests/tasks/kill.ts --runs 50 --seed 1` kills fifty runs some times each; the tests kill one.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { RUN_FILES, type RunFile, runPath } from "../../tasks/run/folder.ts";
import { readMetrics } from "../../tasks/run/metrics.ts";
import {
  csv,
  inFolder,
  lossesOf,
  numbers,
  printed,
  root,
  someRows,
  tensorsOf,
  tiny,
} from "./support.ts";

/** A way to end a process: at the n-th call of a kind, or after so many milliseconds. */
export type Kill = readonly [kind: "rename" | "renamed" | "sync" | "write" | "time", at: number];

const OPTIONS = "--model lstmal --num-layer 2 --dropout 0.3 --save-every 2 --epoch 2 --quiet " +
  "--device cpu --threads 1";

/** The command that begins a run of a folder's rows, with a folder of its own. */
function begins(folder: string, run: string): string[] {
  return [
    "train",
    "--dataset",
    `${folder}/rows.csv`,
    "--run-dir",
    run,
    ...tiny,
    ...OPTIONS.split(" "),
  ];
}

/** Trains a run that nobody kills, for others to be compared with. */
export async function trainWhole(folder: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
  const whole = `${folder}/whole`;
  await printed(...begins(folder, whole));
  return whole;
}

/**
 * Trains a run that is killed in the given ways one after another, and compares it with the whole one.
 *
 * @returns How many of the kills came before the run was over.
 */
export async function killAndCompare(
  folder: string,
  name: string,
  whole: string,
  kills: readonly Kill[],
): Promise<number> {
  const run = `${folder}/${name}`;
  let killed = 0;
  for (const kill of kills) {
    const { code, signal, stderr } = await ended(await next(folder, run), kill);
    assert(code === 0 || signal === "SIGKILL", `${kill.join(" ")} ended with ${code}: ${stderr}`);
    if (signal === "SIGKILL") killed++;
    await readable(run);
  }
  const { code, stderr } = await ended(await next(folder, run), null);
  assertEquals(code, 0, stderr);
  await same(run, whole);
  const left = [...Deno.readDirSync(run)].map(({ name }) => name);
  assertEquals(left.filter((name) => /tmp|lock/.test(name)), []);
  return killed;
}

/** What a user would do next: go on where there is a checkpoint, else begin again in the same folder. */
async function next(folder: string, run: string): Promise<string[]> {
  const isThere = await Deno.stat(runPath(run, "last")).then(() => true, () => false);
  const isRun = await Deno.stat(runPath(run, "config")).then(() => true, () => false);
  if (!(isThere && isRun)) return begins(folder, run);
  return ["train", "--resume", run, "--quiet", "--device", "cpu", "--threads", "1"];
}

interface End {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stderr: string;
}

async function ended(args: readonly string[], kill: Kill | null): Promise<End> {
  const [kind, at] = kill ?? ["none", 0];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", `${root}tests/tasks/killed_program.ts`, ...args],
    env: { KILL: kind === "time" ? "none:0" : `${kind}:${at}` },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = kind === "time" ? setTimeout(() => child.kill("SIGKILL"), at) : undefined;
  const { code, signal, stderr } = await child.output();
  clearTimeout(timer);
  return { code, signal, stderr: new TextDecoder().decode(stderr) };
}

/** Every file of a run that has its name is whole. */
async function readable(run: string): Promise<void> {
  const names: string[] = [];
  const isThere = await Deno.stat(run).then(() => true, () => false);
  if (isThere) { for await (const { name } of Deno.readDir(run)) names.push(name); }
  for (const [file, name] of Object.entries(RUN_FILES)) {
    if (!names.includes(name) || file === "lock") continue;
    const path = runPath(run, file as RunFile);
    if (name.endsWith(".json")) JSON.parse(await Deno.readTextFile(path));
    if (name.endsWith(".safetensors")) await tensorsOf(path);
    if (name.endsWith(".jsonl")) readMetrics(path);
  }
}

/** Two runs have the same losses, weights and results. */
export async function same(run: string, whole: string): Promise<void> {
  assertEquals(lossesOf(run), lossesOf(whole));
  for (const file of ["last", "best"] as const) {
    assertEquals(await tensorsOf(runPath(run, file)), await tensorsOf(runPath(whole, file)), file);
  }
  const [one, other] = await Promise.all([run, whole].map(async (path) => {
    const { seconds: _, samplesPerSecond: __, ...result } = JSON.parse(
      await Deno.readTextFile(runPath(path, "result")),
    );
    return result;
  }));
  assertEquals(one, other);
}

async function main(): Promise<void> {
  const { runs, seed } = parseArgs(Deno.args, {
    string: ["runs", "seed"],
    default: { runs: "20", seed: "1" },
  });
  const random = numbers(Number(seed));
  const kinds = ["rename", "renamed", "sync", "write", "time"] as const;
  await inFolder(async (folder) => {
    const whole = await trainWhole(folder);
    let killed = 0;
    for (let i = 0; i < Number(runs); i++) {
      const kills = Array.from({ length: 1 + Math.floor(random() * 6) }, (): Kill => {
        const kind = kinds[Math.floor(random() * kinds.length)];
        const most = { rename: 14, renamed: 14, sync: 18, write: 60, time: 2500 }[kind];
        return [kind, 1 + Math.floor(random() * most)];
      });
      try {
        killed += await killAndCompare(folder, `run${i}`, whole, kills);
      } catch (error) {
        console.log(`run ${i} of seed ${seed}, ${JSON.stringify(kills)}: ${error}`);
        Deno.exitCode = 1;
      }
      await Deno.remove(`${folder}/run${i}`, { recursive: true });
    }
    console.log(`${runs} runs, ${killed} kills`);
  });
}

if (import.meta.main) await main();
