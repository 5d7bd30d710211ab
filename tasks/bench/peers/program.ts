import { type Case, findCase } from "./cases.ts";
import { measure, type Timing, type Work } from "./measure.ts";
import { Numbers } from "./numbers.ts";

/** An engine that is compared with ours, run as a program of its own. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** Loads the engine and its device. */
  open(start: Start): Promise<Opened>;
}

/** What a program is started with. */
export interface Start {
  /** Threads that it may use, where it runs on processors. */
  readonly threads: number;
  /** The numbers that it computes with. */
  readonly numbers: Numbers;
}

/** A loaded engine. */
export interface Opened {
  /** The adapter or processor that it runs on. */
  readonly adapter: string;
  /** Its device, where it is one of WebGPU. */
  readonly device?: GPUDevice;
  /** Makes a case ready; null for one that is not written for this engine. */
  prepare(one: Case): Work | Promise<Work> | null;
}

/**
 * Loads a package by a specifier that the compiler does not follow, so that the peers are no
 * dependencies of the project: nothing is fetched before a comparison is asked for.
 */
export async function load(specifier: string): Promise<Package> {
  return await import(specifier);
}

// The compiler cannot know what stands behind a specifier made at run time.
// deno-lint-ignore no-explicit-any
export type Package = any;

/** The values of an option that may be given several times. */
function values(args: readonly string[], option: string): string[] {
  return args.filter((_, place) => args[place - 1] === option);
}

function print(line: Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}

/** The adapter that WebGPU gives by default. */
export async function adapterName(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error("no WebGPU adapter answers");
  const { description, vendor, device } = adapter.info;
  return description || `${vendor} ${device}`;
}

/** The processors, and how many threads run on them. */
export function processorName(threads: number): string {
  return `${modelName()}, ${threads} thread${threads === 1 ? "" : "s"}`;
}

function modelName(): string {
  try {
    return /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))![1];
  } catch {
    return Deno.build.arch;
  }
}

/** The first line that says something. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n").find((line) => line.trim() !== "") ?? "it failed and did not say why";
}

/**
 * Measures a case. An invalid shader throws nothing: the device drops the work and tells its
 * listeners, and what was timed is then no result.
 */
async function run(work: Work, device?: GPUDevice): Promise<Timing & { result?: number[] }> {
  let refused: string | null = null;
  const listen = (event: Event) => refused ??= (event as GPUUncapturedErrorEvent).error.message;
  device?.addEventListener("uncapturederror", listen);
  const result = await work.result?.();
  const timing = await measure(work);
  device?.removeEventListener("uncapturederror", listen);
  if (refused) throw new Error(refused);
  return { result, ...timing };
}

/**
 * Runs the cases that `--case <name>` names and prints a line of JSON for each; `--threads` and
 * `--seed` are numbers.
 */
export async function runProgram(engine: Engine, args: readonly string[]): Promise<void> {
  const { name: peer, version } = engine;
  const [threads = 1] = values(args, "--threads").map(Number);
  const [seed = 1] = values(args, "--seed").map(Number);
  let opened: Opened;
  try {
    opened = await engine.open({ threads, numbers: new Numbers(seed) });
  } catch (error) {
    print({ peer, case: null, leftOut: reason(error) });
    return;
  }
  const { adapter, device } = opened;
  for (const one of values(args, "--case").map(findCase)) {
    const { name, flops, bytes } = one;
    try {
      const work = await opened.prepare(one);
      if (!work) throw new Error("the case is not written for this peer");
      print({ peer, version, adapter, case: name, flops, bytes, ...await run(work, device) });
    } catch (error) {
      print({ peer, case: name, leftOut: reason(error) });
    }
  }
  // Workers of an engine would keep the program from ending.
  Deno.exit();
}
