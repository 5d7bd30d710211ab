/**
 * Prints the time that compiling a model's kernels for processors takes, as a line of JSON: `translate` times
 * the compiler alone, `run` times the first step and the next ones. It runs as a program of its own, so that
 * nothing is warm.
 *
 * @module
 */
import { type Device, type Kernel, openCpu } from "../../engine/mod.ts";
import { compile } from "../../engine/device/cpu/compile.ts";
import { hasRelaxed } from "../../engine/device/cpu/features.ts";
import { workgroupRange } from "../../engine/device/cpu/layout.ts";
import { TrainingStep } from "../loop/steps.ts";
import { alModel, randomBatch } from "./models.ts";
import { findCase } from "./peers/cases.ts";
import { median } from "./peers/measure.ts";

/** Steps after the first. */
const STEPS = 5;

/** A case's model, and a step of it. */
function stepOf(device: Device, name: string): () => void {
  const one = findCase(name);
  const step = new TrainingStep(alModel(device, 1, one));
  const batch = randomBatch(1, one.sizes);
  return () => step.run(batch);
}

/** The kernels of a model's step, collected without running them. */
function kernelsOf(device: Device, name: string): Kernel[] {
  const kernels = new Map<string, Kernel>();
  const step = stepOf(device, name);
  device.run = (kernel) => void kernels.set(kernel.key, kernel);
  step();
  return [...kernels.values()];
}

async function translate(name: string): Promise<Record<string, number>> {
  const device = await openCpu({ threads: 1 });
  const kernels = kernelsOf(device, name);
  const features = { relaxed: hasRelaxed(), shared: true, workgroup: workgroupRange(1) };
  const start = performance.now();
  const programs = kernels.map((kernel) => compile(kernel, features).bytes);
  const translated = performance.now();
  for (const bytes of programs) new WebAssembly.Module(bytes);
  return {
    kernels: kernels.length,
    translating: translated - start,
    accepting: performance.now() - translated,
    bytes: programs.reduce((sum, { length }) => sum + length, 0),
  };
}

async function run(name: string): Promise<Record<string, number>> {
  const device = await openCpu();
  const step = stepOf(device, name);
  await device.settle();
  const time = async () => {
    const start = performance.now();
    step();
    await device.settle();
    return performance.now() - start;
  };
  const first = await time(), next: number[] = [];
  for (let i = 0; i < STEPS; i++) next.push(await time());
  return { first, next: median(next) };
}

const [mode, name] = Deno.args;
console.log(JSON.stringify(await (mode === "run" ? run : translate)(name)));
Deno.exit();
