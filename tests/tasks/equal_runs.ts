/**
 * Short runs by the command line, and what they leave: a change that only moves code leaves all of it
 * as it is.
 *
 * `deno run -A tests/tasks/equal_runs.ts` records anew, in `tests/golden/runs.json`, what
 * `equal_runs_test.ts` compares with; `... equal_runs.ts outputs` records only the files, options and
 * texts, as after a mended message, and `... equal_runs.ts weights` only the weights and accuracies.
 * It wants a machine whose multiply-add rounds once.
 *
 * @module
 */
import { assert } from "@std/assert";
import { readSafetensors } from "../../tasks/run/safetensors.ts";
import { isFused } from "../engine/device/cpu/fused.ts";
import { RUNS, type ShortRun } from "./equal_runs_list.ts";
import { somePairs } from "./settling_data.ts";
import { inFolder, numbers, onlyRun, printed, someRows, stopped } from "./support.ts";

/** What decides whether two runs learned the same. */
export interface RunWeights {
  /** SHA-256 over all parameters of the best epoch: names, shapes and bytes. */
  readonly best: string;
  /** The same of the last step. */
  readonly last: string;
  /** Accuracy on the validation rows at each depth. */
  readonly validation: readonly number[];
  /** Accuracy on the test rows at each depth. */
  readonly test: readonly number[];
}

/** What a user sees of a run. */
export interface RunOutputs {
  /** Names of the files in its folder. */
  readonly files: readonly string[];
  /** Names of the options in its `config.json`, with a space between. */
  readonly options: string;
  /** Lines on standard output, without times and folders. */
  readonly printed: readonly string[];
}

/** The content of `runs.json`: by the runs' names. */
export interface RecordedRuns {
  /** What they learned. */
  readonly weights: Readonly<Record<string, RunWeights>>;
  /** What they showed. */
  readonly outputs: Readonly<Record<string, RunOutputs>>;
}

const FILE = new URL("../golden/runs.json", import.meta.url);

/** What was recorded. */
export async function readRuns(): Promise<RecordedRuns> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

/** Runs all of the list, in its order, and gives what they left. */
export async function runAll(): Promise<RecordedRuns> {
  const weights: Record<string, RunWeights> = {};
  const outputs: Record<string, RunOutputs> = {};
  await inFolder(async (folder) => {
    await writeData(folder);
    for (const short of RUNS) {
      const text = await go(folder, short);
      const path = pathOf(folder, short);
      weights[short.name] = await weightsOf(path);
      outputs[short.name] = await outputsOf(path, folder, text);
    }
  });
  return { weights, outputs };
}

/** The files that the runs read: rows with a title that some lack, test rows, word vectors, pairs. */
async function writeData(folder: string): Promise<void> {
  const random = numbers(5);
  const rows = (count: number, seed: number) =>
    someRows(count, seed).map(({ text, label }, i) => {
      const title = i % 5 ? `${random() < 0.7 ? label : "animals"} ${text.split(" ")[1]}` : "";
      return [text, title, label].join();
    });
  const write = (name: string, lines: readonly string[]) =>
    Deno.writeTextFile(`${folder}/${name}`, lines.join("\n") + "\n");
  const head = "text,title,label";
  await write("rows.csv", [head, ...rows(60, 1)]);
  await write("test.csv", [head, ...rows(21, 2)]);
  const words = ["the", "purr", "mouse", "bark", "bone", "wing", "nest", "home", "unseen"];
  const vector = () => Array.from({ length: 6 }, () => (random() - 0.5).toFixed(4)).join(" ");
  await write("vectors.txt", words.map((word) => `${word} ${vector()}`));
  await write("pairs.jsonl", [somePairs(60)]);
}

/** Runs one of the list, stopped and resumed where it says so; gives what it printed. */
async function go(folder: string, short: ShortRun): Promise<string> {
  const { name, command, from, stop } = short;
  const words = short.options.replaceAll("FOLDER", folder).split(" ");
  const machine = ["--device", "cpu", "--threads", "1"];
  const args = from === undefined
    ? ["--run-dir", `${folder}/${name}`, ...beside(words, short.small, folder)]
    : [`${folder}/${from}`, "--save-dir", `${folder}/${name}`];
  const begin = () => silently(() => printed(command, ...args, ...machine, ...words));
  if (stop === undefined) return await begin();
  const text = await stopped(stop, begin);
  assert(/^Stopped in epoch/m.test(text) && Deno.exitCode === 130, `${name} was not stopped`);
  Deno.exitCode = 0;
  const resume = ["--resume", `${folder}/${name}`, ...machine];
  return text + await silently(() => printed(command, ...resume));
}

/** The data and the options that make a model small, but for those that the words give. */
function beside(words: readonly string[], small: readonly string[], folder: string): string[] {
  const all = ["--dataset", `${folder}/rows.csv`, ...small];
  return all.filter((_, i) => !words.includes(all[i - i % 2]));
}

/** Does something without progress on standard error. */
async function silently<T>(action: () => Promise<T>): Promise<T> {
  const { error } = console;
  const { writeSync } = Deno.stderr;
  console.error = () => {};
  Deno.stderr.writeSync = (bytes) => bytes.length;
  try {
    return await action();
  } finally {
    console.error = error;
    Deno.stderr.writeSync = writeSync;
  }
}

/** Where a run is: one that grew has a name made of the time. */
function pathOf(folder: string, { name, from }: ShortRun): string {
  return from === undefined ? `${folder}/${name}` : onlyRun(`${folder}/${name}`);
}

async function weightsOf(path: string): Promise<RunWeights> {
  const { validation, test } = JSON.parse(await Deno.readTextFile(`${path}/result.json`));
  const [best, last] = [
    await digest(`${path}/best.safetensors`),
    await digest(`${path}/last.safetensors`),
  ];
  return { best, last, validation, test: test.depths };
}

/** SHA-256 over the parameters of a checkpoint, in the order of their names. */
async function digest(path: string): Promise<string> {
  const { tensors } = await readSafetensors(path);
  const parts = [...tensors]
    .filter(([name]) => !/^(optimizer|state|totals)\//.test(name))
    .toSorted(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([name, { dtype, shape, data }]) => [
      new TextEncoder().encode(`${name} ${dtype}[${shape}]\n`),
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]);
  assert(parts.length > 0, `${path} has no parameters`);
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function outputsOf(path: string, folder: string, text: string): Promise<RunOutputs> {
  const names = [...Deno.readDirSync(path)].map(({ name }) =>
    name.replace(/(?<=^events\.).*/, "*")
  );
  const { options } = JSON.parse(await Deno.readTextFile(`${path}/config.json`));
  return {
    // A resumed run has several of TensorBoard's files, by the second.
    files: [...new Set(names)].toSorted(),
    options: Object.keys(options).join(" "),
    printed: masked(text, folder).trimEnd().split("\n"),
  };
}

/** A text without what the clock and the folder decide, the widths of tables' columns included. */
function masked(text: string, folder: string): string {
  return text
    .replaceAll(folder, "FOLDER")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d/g, "TIME")
    .replaceAll(/\b\d+-bit vectors/g, "N-bit vectors")
    .replaceAll(/-?\d[\d.,]* (ms|s|min|h)\b/g, "N s")
    .replaceAll(/(?<=^ *\d+ .*\d+\/\d+ +)[\d.]+(?= {2})/gm, "N")
    .replaceAll(/\d[\d.,]* (texts|pairs)\/s/g, "N $1/s")
    .replaceAll(/ {2,}/g, "  ")
    .replaceAll(/─+/g, "─");
}

/** Records anew. */
async function main(parts: readonly string[]): Promise<void> {
  assert(isFused(), "Cannot record runs: this machine's multiply-add rounds twice, take another");
  const other = parts.find((part) => part !== "weights" && part !== "outputs");
  assert(other === undefined, `Cannot record ${other}: there are weights and outputs, give one`);
  const runs = await runAll();
  const known = parts.length ? await readRuns() : runs;
  const pick = <K extends keyof RecordedRuns>(part: K) =>
    !parts.length || parts.includes(part) ? runs[part] : known[part];
  const content = { weights: pick("weights"), outputs: pick("outputs") };
  await Deno.writeTextFile(FILE, JSON.stringify(content, null, 1) + "\n");
}

if (import.meta.main) await main(Deno.args);
