/** Small data sets, and the program run on them: in this process, or as one of its own. */
import { assert } from "@std/assert";
import type { Device, Learner } from "../../engine/mod.ts";
import { run } from "../../tasks/cli.ts";
import { Trainer, type TrainerEvents } from "../../tasks/loop/trainer.ts";
import type { Prepared } from "../../tasks/modality.ts";
import { type OptionsOf, parseOptions } from "../../tasks/options/options.ts";
import { filesKeeper } from "../../tasks/run/checkpoint.ts";
import { readSafetensors } from "../../tasks/run/safetensors.ts";
import { readMetrics } from "../../tasks/run/metrics.ts";
import { RUN_FILES, type RunFile, runPath } from "../../tasks/run/folder.ts";
import { trainerOptions } from "../../tasks/training/stages.ts";
import { device } from "../engine/device.ts";

/** The project's folder. */
export const root = new URL("../../", import.meta.url).pathname;

/** Runs an action in a new folder, which is removed afterwards. */
export async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A labelled text of {@linkcode someRows}. */
export interface Row {
  text: string;
  label: string;
}

const words = {
  cats: ["purr", "whiskers", "mouse", "meow"],
  dogs: ["bark", "bone", "fetch", "leash"],
  birds: ["wing", "nest", "feather", "sing"],
};

/** Texts of 3 to 14 words, most from a list all share and one in four from the list of their class. */
export function someRows(count: number, seed = 1): Row[] {
  const random = numbers(seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const common = ["the", "a", "sees", "runs", "home", "garden", "today", "with"];
  return Array.from({ length: count }, (_, i) => {
    const label = Object.keys(words)[i % 3] as keyof typeof words;
    const length = 3 + Math.floor(random() * 12);
    const text = Array.from({ length }, () => pick(random() < 0.25 ? words[label] : common));
    return { text: text.join(" "), label };
  });
}

/** The rows as CSV. */
export function csv(rows: readonly Row[]): string {
  return ["text,label", ...rows.map(({ text, label }) => `${text},${label}`)].join("\n") + "\n";
}

/** Options that take one thread of the processors. */
export const oneThread: readonly string[] = ["--device", "cpu", "--threads", "1"];

/** Options that make any model tiny. */
export const tiny: readonly string[] =
  "--emb-dim 6 --l1-dim 5 --label-emb 4 --batch-train 8 --log-every 3 --val-fraction 0.2".split(
    " ",
  );

/** Options that make any model that settles tiny. */
export const tinySettling: readonly string[] =
  "--emb-dim 6 --hidden 5 --free-steps 6 --nudged-steps 3 --max-len 6 --batch-train 8 --log-every 3 --val-fraction 0.2"
    .split(" ");

/** Files that stand there only while a run is trained, or that other kinds of runs and other commands write. */
const OTHER_FILES: readonly RunFile[] = [
  ...["lock", "picture", "pixels", "numbers", "settling", "gdu"] as const,
];

/** Names of the files that a run of blocks on texts has once it is trained; TensorBoard's stands beside them. */
export const trainedFiles: readonly string[] = (Object.keys(RUN_FILES) as RunFile[])
  .filter((file) => !OTHER_FILES.includes(file)).map((file) => RUN_FILES[file]);

/** The options of `train`. */
export function trainOptions(...args: string[]): OptionsOf<"train"> {
  const parsed = parseOptions(["train", ...args]);
  assert(parsed.command === "train");
  return parsed.options;
}

/** Where a {@linkcode trainerOf} keeps weights. */
interface Kept {
  readonly best: string;
  readonly last: string;
}

/** A trainer of all of a model's blocks, with the options of a run, that tells nobody but `events`. */
export function trainerOf(
  learner: Learner,
  { train, validation, encoding: { classes } }: Prepared,
  options: OptionsOf<"train">,
  paths: Kept,
  events: Partial<TrainerEvents> = {},
): Trainer {
  const input = {
    learner,
    train,
    validation,
    classes: classes.length,
    options: trainerOptions(options),
    keeper: filesKeeper(paths),
  };
  return new Trainer(input, {
    step: () => {},
    metric: () => {},
    epoch: () => {},
    saving: () => {},
    stopped: () => false,
    ...events,
  });
}

/** What the program prints on standard output when it runs in this process; what it throws is thrown. */
export async function printed(...args: string[]): Promise<string> {
  const { writeSync } = Deno.stdout;
  const decoder = new TextDecoder();
  let text = "";
  Deno.stdout.writeSync = (bytes) => {
    text += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  try {
    await run(args);
  } finally {
    Deno.stdout.writeSync = writeSync;
  }
  return text;
}

/** The message that the program ends with when it runs in this process. */
export async function refusal(...args: string[]): Promise<string> {
  try {
    await printed(...args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const kinds = ["OptionError", "DataError", "KernelError", "ShapeError"];
    if (!kinds.includes(error.name)) throw error;
    return error.message;
  }
  throw new Error(`it was not refused: ${args.join(" ")}`);
}

/** Tells a run to stop, as Ctrl-C would, as soon as it has written so many lines of losses. */
export async function stopped(after: number, begin: () => Promise<string>): Promise<string> {
  const { addSignalListener } = Deno;
  const { writeSync } = Deno.FsFile.prototype;
  let interrupt = () => {};
  let lines = 0;
  Deno.addSignalListener = (signal, heard) => {
    if (signal === "SIGINT") interrupt = heard;
    addSignalListener(signal, heard);
  };
  Deno.FsFile.prototype.writeSync = function (bytes) {
    const isLoss = new TextDecoder().decode(bytes).startsWith('{"kind":"train"');
    if (isLoss && ++lines === after) interrupt();
    return writeSync.call(this, bytes);
  };
  try {
    return await begin();
  } finally {
    Deno.addSignalListener = addSignalListener;
    Deno.FsFile.prototype.writeSync = writeSync;
  }
}

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program as a process of its own. */
export function start(
  args: readonly string[],
  options: Partial<Deno.CommandOptions> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", `${root}mod.ts`, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  }).spawn();
}

/** When a program hears a signal: at the n-th line of metrics, or at the n-th checkpoint. */
export type Moment = readonly [event: "lines" | "saved", at: number];

/** Runs the program as a process of its own that hears a signal at some moment. */
export async function signalled(
  signal: Deno.Signal,
  [event, at]: Moment,
  args: readonly string[],
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", `${root}tests/tasks/signalled_program.ts`, ...args],
    env: { SIGNAL: `${signal}:${event}:${at}` },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return await ended(child);
}

/** Waits for a process and reads what it prints. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs the program as a process of its own, with text on its standard input where there is some. */
export async function cli(
  args: readonly string[],
  { input, ...options }: Partial<Deno.CommandOptions> & { input?: string | Uint8Array } = {},
): Promise<Ended> {
  const child = start(args, { ...options, stdin: input === undefined ? "null" : "piped" });
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    // A program that needs no input may end without reading it.
    await writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close()).catch(() => {});
  }
  return await ended(child);
}

/** The only folder in a folder. */
export function onlyRun(saveDir: string): string {
  const names = [...Deno.readDirSync(saveDir)].map(({ name }) => name);
  assert(names.length === 1, `${saveDir} holds ${names.join(", ") || "nothing"}`);
  return `${saveDir}/${names[0]}`;
}

/** All bytes of a checkpoint's tensors by name. */
export async function tensorsOf(path: string): Promise<Map<string, string>> {
  const { tensors } = await readSafetensors(path);
  return new Map([...tensors].map(([name, { data }]) => [
    name,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength).toHex(),
  ]));
}

/** The lines of a run's metrics, without what the clock decides. */
export function lossesOf(run: string): object[] {
  return readMetrics(runPath(run, "metrics")).map((metric) =>
    metric.kind === "train"
      ? { ...metric, seconds: 0, samplesPerSecond: 0 }
      : { ...metric, seconds: 0 }
  );
}

/** The device that tests share. */
export const shared: Device = device;
