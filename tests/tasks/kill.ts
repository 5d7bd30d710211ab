/**
 * Kills training again and again, at random moments and at calls that touch the disk, and goes on: each time
 * every file must be readable and the folder accepted, and at the end all weights, losses and results are
 * those of a run that nobody killed.
 *
 * `deno run -A tests/tasks/kill.ts --runs 50 --seed 1` kills fifty runs some times each, `--data images` runs on
 * images, `texts`, `settling` and `pairs` on what they say; the tests kill one run of each kind of data.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { RUN_FILES, type RunFile, runPath } from "../../tasks/run/folder.ts";
import { readMetrics } from "../../tasks/run/metrics.ts";
import { tinyImages, writePictures } from "./pictures.ts";
import { somePairs } from "./settling_data.ts";
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
  tinySettling,
} from "./support.ts";

/** A way to end a process: at the n-th call of a kind, or after so many milliseconds. */
export type Kill = readonly [kind: "rename" | "renamed" | "sync" | "write" | "time", at: number];

/** What a run is trained on, and which model. */
interface Trained {
  /** Where its data are in the folder of all runs. */
  readonly place: string;
  /** Writes them there. */
  write(path: string): Promise<void>;
  /** The model and its sizes. */
  readonly model: readonly string[];
}

const TWO_BLOCKS = ["--num-layer", "2"];
const writeRows = (path: string) => Deno.writeTextFile(path, csv(someRows(60)));

const TRAINED = {
  texts: {
    place: "rows.csv",
    write: writeRows,
    model: ["--model", "lstmal", "--dropout", "0.3", ...tiny, ...TWO_BLOCKS],
  },
  images: {
    place: "pictures",
    write: (path) => writePictures(path),
    model: ["--model", "cnn_al", "--augment", "shift", ...tinyImages, ...TWO_BLOCKS],
  },
  settling: {
    place: "rows.csv",
    write: writeRows,
    model: ["--model", "ep_text", ...tinySettling],
  },
  pairs: {
    place: "pairs.jsonl",
    write: (path) => Deno.writeTextFile(path, somePairs(60)),
    model: ["--model", "ep_pair", ...tinySettling],
  },
} as const satisfies Readonly<Record<string, Trained>>;

/** What runs are trained on. */
export type Data = keyof typeof TRAINED;

/** What runs are trained on, by the name that a user gives. */
export function dataNamed(name: string): Data {
  assert(name in TRAINED, `give one of ${Object.keys(TRAINED).join(", ")} as --data`);
  return name as Data;
}

const OPTIONS = "--save-every 2 --epoch 2 --quiet --device cpu --threads 1";

/** A run that nobody killed, for others to be compared with. */
export interface Whole {
  /** The folder of its data, and of the other runs. */
  readonly folder: string;
  /** What it was trained on. */
  readonly data: Data;
  /** Its own folder. */
  readonly run: string;
}

/** The command that begins a run. */
function begins({ folder, data, run }: Whole): string[] {
  const { place, model } = TRAINED[data];
  const words = ["--dataset", `${folder}/${place}`, "--run-dir", run, ...model];
  return ["train", ...words, ...OPTIONS.split(" ")];
}

/** Trains a run that nobody kills, on data that are written into a folder. */
export async function trainWhole(folder: string, data: Data): Promise<Whole> {
  const { place, write } = TRAINED[data];
  await write(`${folder}/${place}`);
  const whole = { folder, data, run: `${folder}/whole` };
  await printed(...begins(whole));
  return whole;
}

/**
 * Trains a run that is killed in the given ways one after another, and compares it with the whole one.
 *
 * @returns How many of the kills came before the run was over.
 */
export async function killAndCompare(
  whole: Whole,
  name: string,
  kills: readonly Kill[],
): Promise<number> {
  const run = `${whole.folder}/${name}`;
  const own = { ...whole, run };
  let killed = 0;
  for (const kill of kills) {
    const { code, signal, stderr } = await ended(await next(own), kill);
    assert(code === 0 || signal === "SIGKILL", `${kill.join(" ")} ended with ${code}: ${stderr}`);
    if (signal === "SIGKILL") killed++;
    await readable(run);
  }
  const { code, stderr } = await ended(await next(own), null);
  assertEquals(code, 0, stderr);
  await same(run, whole.run);
  const left = [...Deno.readDirSync(run)].map(({ name }) => name);
  assertEquals(left.filter((name) => /tmp|lock/.test(name)), []);
  return killed;
}

/** What a user would do next: go on where there is a checkpoint, else begin again in the same folder. */
export async function next(own: Whole): Promise<string[]> {
  const { run } = own;
  const isRun = await isThere(runPath(run, "last")) && await isThere(runPath(run, "config"));
  if (!isRun) return begins(own);
  return ["train", "--resume", run, "--quiet", "--device", "cpu", "--threads", "1"];
}

/** Whether there is something at a path. */
export function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** How a process ended. */
export interface End {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stderr: string;
}

function ended(args: readonly string[], kill: Kill | null): Promise<End> {
  const [kind, at] = kill ?? ["none", 0];
  if (kind !== "time") return programEnd(args, { KILL: `${kind}:${at}` });
  return programEnd(args, {}, at);
}

/** Runs the program as a process of its own, which is killed after so many milliseconds if it still runs then. */
export async function programEnd(
  args: readonly string[],
  env: Record<string, string>,
  milliseconds?: number,
): Promise<End> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", `${root}tests/tasks/killed_program.ts`, ...args],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = milliseconds === undefined
    ? undefined
    : setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const { code, signal, stderr } = await child.output();
  clearTimeout(timer);
  return { code, signal, stderr: new TextDecoder().decode(stderr) };
}

/** Every file of a run that has its name is whole. */
export async function readable(run: string): Promise<void> {
  const names: string[] = [];
  if (await isThere(run)) { for await (const { name } of Deno.readDir(run)) names.push(name); }
  for (const [file, name] of Object.entries(RUN_FILES)) {
    if (!names.includes(name) || file === "lock") continue;
    const path = runPath(run, file as RunFile);
    if (name.endsWith(".json")) JSON.parse(await Deno.readTextFile(path));
    if (name.endsWith(".safetensors")) await tensorsOf(path);
    if (name.endsWith(".jsonl")) readMetrics(path);
  }
}

/** Two runs have the same losses, weights and results; how long and how much memory they needed may differ. */
export async function same(run: string, whole: string): Promise<void> {
  assertEquals(lossesOf(run), lossesOf(whole));
  for (const file of ["last", "best"] as const) {
    assertEquals(await tensorsOf(runPath(run, file)), await tensorsOf(runPath(whole, file)), file);
  }
  const [one, other] = await Promise.all([run, whole].map(async (path) => {
    const { seconds: _, samplesPerSecond: __, memory: ___, ...result } = JSON.parse(
      await Deno.readTextFile(runPath(path, "result")),
    );
    return result;
  }));
  assertEquals(one, other);
}

async function main(): Promise<void> {
  const { data, ...rest } = parseArgs(Deno.args, {
    string: ["runs", "seed", "data"],
    default: { runs: "20", seed: "1", data: "texts" },
  });
  const [runs, seed] = [Number(rest.runs), Number(rest.seed)];
  await inFolder(async (folder) => {
    const whole = await trainWhole(folder, dataNamed(data));
    const random = numbers(seed);
    let killed = 0;
    for (let i = 0; i < runs; i++) {
      const kills = someKills(random);
      try {
        killed += await killAndCompare(whole, `run${i}`, kills);
      } catch (error) {
        console.log(`run ${i + 1} of seed ${seed}, ${JSON.stringify(kills)}: ${error}`);
        Deno.exitCode = 1;
      } finally {
        // There is no folder where the first kill came before it was made.
        await Deno.remove(`${folder}/run${i}`, { recursive: true }).catch(() => {});
      }
    }
    console.log(`${runs} runs, ${killed} kills`);
  });
}

/** One to six kills by chance. */
function someKills(random: () => number): Kill[] {
  const kinds = ["rename", "renamed", "sync", "write", "time"] as const;
  return Array.from({ length: 1 + Math.floor(random() * 6) }, (): Kill => {
    const kind = kinds[Math.floor(random() * kinds.length)];
    const most = { rename: 14, renamed: 14, sync: 18, write: 60, time: 2500 }[kind];
    return [kind, 1 + Math.floor(random() * most)];
  });
}

if (import.meta.main) await main();
