/**
 * Collects the kernels that operations and optimizers run, with what each read and wrote, from the
 * shared test device.
 */
import {
  Adam,
  apply,
  backward,
  clipByNorm,
  type Device,
  type Kernel,
  Parameter,
  Random,
  type Rule,
  type Sample,
  Sgd,
  sizeOf,
  sum,
  Tape,
  tensor,
} from "../../../../../engine/mod.ts";
import type { DeviceKind, Dispatch } from "../../../../../engine/device/device.ts";
import { encodeUniforms } from "../../../../../engine/device/dispatch.ts";
import * as ops from "../../../../../engine/ops/mod.ts";
import { Totals } from "../../../../../engine/tensor/totals.ts";
import { device } from "../../../device.ts";

/** One run of a kernel: the words of its bindings before and after it. */
export interface Recorded {
  readonly kernel: Kernel;
  readonly groups: readonly [number, number, number];
  readonly before: readonly Uint32Array[];
  readonly after: readonly Uint32Array[];
}

/** The rules of all operations. */
const rules = Object.values(ops as Record<string, unknown>)
  .map((op) => (op as { rule?: Rule } | null)?.rule)
  .filter((rule): rule is Rule => rule !== undefined);

/** A device that is said to be of a kind, and keeps the first runs of each kernel. */
class Recorder {
  readonly device: Device;
  readonly runs: Promise<Recorded>[] = [];
  readonly #seen = new Map<string, number>();
  readonly #most: number;

  constructor(kind: DeviceKind, most: number) {
    this.#most = most;
    this.device = new Proxy(device, {
      get: (target, key) => {
        if (key === "traits") return { ...target.traits, kind };
        if (key === "run") return (kernel: Kernel, run: Dispatch) => this.#run(kernel, run);
        const value = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #run(kernel: Kernel, dispatch: Dispatch): void {
    const [x, y = 1, z = 1] = dispatch.groups;
    const seen = this.#seen.get(kernel.key) ?? 0;
    if (seen === this.#most || x * y * z === 0) return device.run(kernel, dispatch);
    this.#seen.set(kernel.key, seen + 1);
    const storages = [...dispatch.reads, ...dispatch.writes];
    const words = () =>
      storages.map(async (storage) =>
        new Uint32Array(await device.read(storage, storage.block.bytes))
      );
    const before = words();
    device.run(kernel, dispatch);
    const after = words();
    const uniform = kernel.uniforms.length ? [encodeUniforms(kernel, dispatch.uniforms)] : [];
    this.runs.push((async () => ({
      kernel,
      groups: [x, y, z] as const,
      before: [...await Promise.all(before), ...uniform],
      after: [...await Promise.all(after), ...uniform],
    }))());
  }
}

function runSample(to: Device, rule: Rule, sample: Sample<unknown>, n: number): void {
  const random = new Random(n).fork(rule.name);
  const tape = new Tape("kernels");
  const inputs = sample.shapes.map((shape, i) => {
    const size = sizeOf(shape);
    const filled = sample.fill?.[i]?.(size, () => random.uniform());
    if (filled instanceof Uint32Array || sample.constant?.includes(i)) {
      return tensor(
        to,
        filled ?? Float32Array.from({ length: size }, () => random.normal()),
        shape,
      );
    }
    const data = Float32Array.from(
      filled ?? { length: size },
      (x) => x as number ?? random.normal(),
    );
    return new Parameter(to, tape, `input ${i}`, shape, data);
  });
  const outputs = apply(rule, inputs, sample.options);
  if (inputs.some((input) => input instanceof Parameter && input.size)) {
    backward(outputs.map((output) => sum(output)).reduce((a, b) => ops.add(a, b)));
  }
}

async function runOptimizers(to: Device): Promise<void> {
  for (const nesterov of [false, true]) {
    const make = (name: string, shape: number[]) =>
      new Parameter(
        to,
        new Tape("kernels"),
        name,
        shape,
        new Float32Array(sizeOf(shape)).fill(0.5),
      );
    const parameters = [make("a", [7, 5]), make("b", [12])];
    const optimizers = [
      new Adam(parameters, { decay: 0.1 }),
      new Sgd(parameters, { rate: 0.1, momentum: nesterov ? 0.9 : 0, nesterov, decay: 0.1 }),
    ];
    const numbers = Uint32Array.of(3, 1, 3);
    const ids = tensor(to, numbers), index = tensor(to, ops.rowIndex(numbers));
    const tables = [make("table", [6, 3]), make("fours", [6, 4])];
    optimizers.push(new Adam(tables), new Sgd(tables, { rate: 0.1, momentum: 0.9, nesterov }));
    for (const [i, optimizer] of optimizers.entries()) {
      const moved = i < 2 ? parameters : tables;
      for (const parameter of moved) {
        const read = i < 2 ? parameter : ops.embedding(parameter, ids, index);
        backward(sum(ops.multiply(read, read)));
      }
      if (i < 2) clipByNorm(moved, 0.5);
      optimizer.step();
    }
  }
  const totals = new Totals(to, 1);
  totals.add([sum(tensor(to, [1, 2, 3]))]);
  await to.settle();
}

/** Runs all operations, their gradients and optimizers, and tells the first runs of each kernel. */
export async function recordedRuns(kind: DeviceKind, most = 1): Promise<Recorded[]> {
  const recorder = new Recorder(kind, most);
  for (const rule of rules) {
    for (const [n, sample] of rule.samples.entries()) runSample(recorder.device, rule, sample, n);
  }
  await runOptimizers(recorder.device);
  return await Promise.all(recorder.runs);
}
