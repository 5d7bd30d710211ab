import { type Case, findCase } from "./cases.ts";
import { measure, type Timing, type Work } from "./measure.ts";

/** An engine that is compared with ours, run as a program of its own. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** Loads the engine and its device. */
  open(): Promise<Opened>;
}

/** A loaded engine. */
export interface Opened {
  readonly device: GPUDevice;
  /** Makes a case ready; null for one that is not written for this engine. */
  prepare(one: Case): Work | null;
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

function wanted(args: readonly string[]): Case[] {
  const names = args.filter((_, place) => args[place - 1] === "--case");
  return names.map(findCase);
}

function print(line: Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}

async function adapterName(): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error("no WebGPU adapter answers");
  const { description, vendor, device } = adapter.info;
  return description || `${vendor} ${device}`;
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
async function run(work: Work, device: GPUDevice): Promise<Timing> {
  let refused: string | null = null;
  const listen = (event: Event) => refused ??= (event as GPUUncapturedErrorEvent).error.message;
  device.addEventListener("uncapturederror", listen);
  const timing = await measure(work);
  device.removeEventListener("uncapturederror", listen);
  if (refused) throw new Error(refused);
  return timing;
}

/** Runs the cases that `--case <name>` names and prints a line of JSON for each. */
export async function runProgram(engine: Engine, args: readonly string[]): Promise<void> {
  const { name: peer, version } = engine;
  let adapter: string;
  let opened: Opened;
  try {
    adapter = await adapterName();
    opened = await engine.open();
  } catch (error) {
    print({ peer, case: null, leftOut: reason(error) });
    return;
  }
  for (const one of wanted(args)) {
    const { name, flops, bytes } = one;
    try {
      const work = opened.prepare(one);
      if (!work) throw new Error("the case is not written for this peer");
      const timing = await run(work, opened.device);
      print({ peer, version, adapter, case: name, flops, bytes, ...timing });
    } catch (error) {
      print({ peer, case: name, leftOut: reason(error) });
    }
  }
}
