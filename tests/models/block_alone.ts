/** Blocks of a model, each built from JSON and stepped on arrays, for a worker to do and a test to compare with. */
import {
  type Device,
  type Features,
  type HostInput,
  type Named,
  openCpu,
  openWebGPU,
  type Signal,
  signalsOf,
  type Tensor,
  tensor,
} from "../../engine/mod.ts";
import { blockOf } from "../../models/mod.ts";

/** Features of a mini-batch as arrays. */
export interface HostFeatures {
  readonly x: HostInput;
  readonly rows: Named<HostInput>;
  readonly shared: Named<HostInput>;
}

/** What a block takes in one step. */
export interface StepInput {
  readonly input: HostFeatures;
  /** Class indices, or codes of the block below. */
  readonly t: HostInput;
}

/** What it gives. */
export interface StepOutput {
  readonly output: HostFeatures;
  readonly t: HostInput;
  readonly losses: readonly number[];
}

/** A block, and what it is to step on. */
export interface Job {
  /** Its specification as JSON. */
  readonly spec: string;
  readonly steps: readonly StepInput[];
}

/** What is asked of a worker: blocks one after the other. */
export interface Jobs {
  readonly device: "webgpu" | "processors";
  readonly jobs: readonly Job[];
}

/** What came out of a block. */
export interface Answer {
  readonly steps: readonly StepOutput[];
  /** All parameters, states of optimizers and of dropout afterwards, by name. */
  readonly state: Named<HostInput>;
}

/** A tensor as an array. */
export async function hostOf(x: Tensor): Promise<HostInput> {
  return { data: x.dtype === "u32" ? await x.words() : await x.data(), shape: x.shape };
}

/** Tensors as arrays. */
export async function hostOfAll(named: Named<Tensor>): Promise<Record<string, HostInput>> {
  const all: Record<string, HostInput> = {};
  for (const [name, x] of Object.entries(named)) all[name] = await hostOf(x);
  return all;
}

/** Features as arrays. */
export const hostOfFeatures = async ({ x, rows, shared }: Features): Promise<HostFeatures> => ({
  x: await hostOf(x),
  rows: await hostOfAll(rows),
  shared: await hostOfAll(shared),
});

/** All that a block keeps from step to step. */
export const stateOf = (block: ReturnType<typeof blockOf>): Promise<Record<string, HostInput>> =>
  hostOfAll(Object.fromEntries([
    ...block.parameters.map((parameter): [string, Tensor] => [parameter.name, parameter]),
    ...block.groups.flatMap(({ name, optimizer }) =>
      [...optimizer.state].map(([key, x]): [string, Tensor] => [`${name}/${key}`, x])
    ),
    ...block.state,
  ]));

/** Builds each block by itself, steps it, and tells what came out. */
export async function answer({ device: kind, jobs }: Jobs): Promise<Answer[]> {
  const device = await (kind === "webgpu" ? openWebGPU() : openCpu());
  const answers: Answer[] = [];
  for (const job of jobs) answers.push(await run(device, job));
  device.destroy();
  return answers;
}

async function run(device: Device, { spec, steps }: Job): Promise<Answer> {
  const block = blockOf(device, JSON.parse(spec));
  const done: StepOutput[] = [];
  for (const { input: { x, rows, shared }, t } of steps) {
    const input: Features<Signal> = {
      x: tensor(device, x.data, x.shape),
      rows: signalsOf(device, rows),
      shared: signalsOf(device, shared),
    };
    const step = block.step(input, tensor(device, t.data, t.shape));
    done.push({
      output: await hostOfFeatures(step.output),
      t: await hostOf(step.t),
      losses: await Promise.all(step.losses.map((loss) => loss.item())),
    });
  }
  return { steps: done, state: await stateOf(block) };
}
