/**
 * The ceilings of a device: arithmetic that waits for nothing, and memory that is only copied.
 *
 * @module
 */
import { type Device, empty, Kernel, type KernelSource, tensor } from "../../engine/mod.ts";
import { grid } from "../../engine/device/device.ts";
import type { Ours } from "./devices.ts";
import type { CeilingLine } from "./lines.ts";
import { measure, type Work } from "./peers/measure.ts";
import copyCode from "../../shaders/bench/bench_copy.wgsl" with { type: "text" };
import fmaCode from "../../shaders/bench/bench_fma.wgsl" with { type: "text" };
import joinedCode from "../../shaders/bench/bench_fma_joined.wgsl" with { type: "text" };
import lanesCode from "../../shaders/bench/bench_fma_lanes.wgsl" with { type: "text" };

const fma = new Kernel({
  name: "bench_fma",
  code: fmaCode,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32", rounds: "u32" },
});
/** Kernels for processors by the bits of their vectors, and multiply-adds of an invocation in a round. */
const lanes = {
  128: { kernel: lanesKernel("bench_fma_lanes", lanesCode), size: 4, rounds: 2 ** 16, each: 12 },
  256: {
    kernel: lanesKernel("bench_fma_joined", joinedCode),
    size: 16,
    rounds: 2 ** 9,
    each: 6 * 64,
  },
} as const;

function lanesKernel(name: string, code: string): Kernel {
  return new Kernel({ name, code, reads: 1, writes: 1, uniforms: { rounds: "u32" } });
}

const copySource: KernelSource = {
  name: "bench_copy",
  code: copyCode,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32" },
};
/**
 * GPUs are fastest where neighbouring invocations read neighbours, processors where one invocation reads them
 * in turn.
 */
const copies = [{ entry: "main", vectors: 1 }, { entry: "main_eight", vectors: 8 }]
  .map(({ entry, vectors }) => ({ kernel: new Kernel({ ...copySource, entry }), vectors }));

/** Invocations that fill every multiprocessor of the largest GPUs several times over. */
const INVOCATIONS = 2 ** 20;
/** Few enough that processors take one or two tenths of a second. */
const ROUNDS = 16;
/** Multiply-adds count twice: 16 accumulators of 4 elements, 4 times a round. */
const FLOPS = INVOCATIONS * ROUNDS * 16 * 4 * 4 * 2;
/** Workgroups: enough for all threads, each long enough that starting it costs nothing. */
const LANE_GROUPS = 256;
/** The smallest limit of a binding in WebGPU; two buffers of it hold far more than caches do. */
const COPIED = 2 ** 27;

/** Measures a device's arithmetic, then its memory. */
export async function* ceilings(ours: Ours, runs: number): AsyncGenerator<CeilingLine> {
  const { name, device } = ours;
  const measured = device.traits.kind === "cpu" ? vectors : arithmetic;
  yield line(name, "GFLOP/s", await measured(device, runs));
  yield line(name, "GB/s", await memory(device, runs));
}

function line(device: string, unit: CeilingLine["unit"], rates: readonly number[]): CeilingLine {
  return { kind: "ceiling", device, unit, rate: Math.max(...rates), rates };
}

async function arithmetic(device: Device, runs: number): Promise<number[]> {
  const x = tensor(device, [[0.5, 0.5, 0.5, 0.5], [0.1, 0.2, 0.3, 0.4]]);
  const y = empty(device, [INVOCATIONS, 4]);
  const rates = await ratesOf(device, FLOPS, runs, () =>
    device.run(fma, {
      reads: [x.storage],
      writes: [y.storage],
      uniforms: { elements: INVOCATIONS, rounds: ROUNDS },
      groups: grid(INVOCATIONS),
      flops: FLOPS,
    }));
  device.release([x, y]);
  return rates;
}

/** The arithmetic of processors, with as many accumulators as there are registers. */
async function vectors(device: Device, runs: number): Promise<number[]> {
  const { kernel, size, rounds, each } = lanes[device.traits.vectorBits === 256 ? 256 : 128];
  const x = tensor(device, [0.5, 0.1]), y = empty(device, [LANE_GROUPS, size]);
  const flops = LANE_GROUPS * rounds * size * each * 2;
  const rates = await ratesOf(device, flops, runs, () =>
    device.run(kernel, {
      reads: [x.storage],
      writes: [y.storage],
      uniforms: { rounds },
      groups: [LANE_GROUPS],
      flops,
    }));
  device.release([x, y]);
  return rates;
}

async function memory(device: Device, runs: number): Promise<number[]> {
  const x = tensor(device, new Float32Array(COPIED / 4).fill(1));
  const y = empty(device, x.shape);
  const rates: number[] = [];
  for (const { kernel, vectors } of copies) {
    const elements = COPIED / 16 / vectors;
    const copy = () =>
      device.run(kernel, {
        reads: [x.storage],
        writes: [y.storage],
        uniforms: { elements },
        groups: grid(elements),
      });
    rates.push(...await ratesOf(device, 2 * COPIED, runs, copy));
  }
  device.release([x, y]);
  return rates;
}

/** Units of `amount` a second over 10^9, for each run. */
async function ratesOf(
  device: Device,
  amount: number,
  runs: number,
  step: () => void,
): Promise<number[]> {
  const work: Work = { step, settle: () => device.settle() };
  const { seconds } = await measure(work, runs);
  return seconds.map((time) => amount / time / 1e9);
}
