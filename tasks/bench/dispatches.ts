/**
 * Measures the time of a kernel that does next to nothing, in a recording that is replayed.
 *
 * @module
 */
import { type Device, empty, Kernel, type Signal, tensor } from "../../engine/mod.ts";
import type { Ours } from "./devices.ts";
import type { DispatchLine } from "./lines.ts";
import { measure, median } from "./peers/measure.ts";
import code from "../../shaders/bench/bench_copy.wgsl" with { type: "text" };

const copy = new Kernel({
  name: "bench_copy",
  code,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32" },
});

/** Kernels of a recording: as many as those of a large model's step. */
const KERNELS = 256;
/** A kernel for one thread, and one of 64 KiB that all threads share. */
const GROUPS = [1, 64];
/** Bytes that a workgroup copies: a vec4 for each invocation. */
const VECTORS = 64;

/** Measures kernels that wait for the one before, and kernels that wait for none. */
export async function* dispatches(
  { name, device }: Ours,
  runs: number,
): AsyncGenerator<DispatchLine> {
  for (const order of ["chained", "independent"] as const) {
    for (const groups of GROUPS) {
      const { step, held } = order === "chained" ? chained(device, groups) : apart(device, groups);
      const { seconds } = await measure({ step, settle: () => device.settle() }, runs);
      device.release(held);
      const times = seconds.map((second) => second / KERNELS * 1e6);
      yield {
        kind: "dispatch",
        device: name,
        order,
        groups,
        microseconds: median(times),
        runs: times,
      };
    }
  }
}

function run(device: Device, groups: number, from: Signal, to: Signal): void {
  device.run(copy, {
    reads: [from.storage],
    writes: [to.storage],
    uniforms: { elements: groups * VECTORS },
    groups: [groups],
  });
}

const source = (device: Device, groups: number) =>
  tensor(device, new Float32Array(groups * VECTORS * 4).fill(1));

/** Each kernel copies the result of the kernel before it. */
function chained(device: Device, groups: number) {
  const ends = [source(device, groups), source(device, groups)];
  const { replay } = device.record(() => {
    for (let i = 0; i < KERNELS; i++) run(device, groups, ends[i % 2], ends[(i + 1) % 2]);
  });
  return { step: replay, held: ends };
}

/** Each kernel copies the same numbers to a place of its own. */
function apart(device: Device, groups: number) {
  const from = source(device, groups);
  const places = Array.from({ length: KERNELS }, () => empty(device, from.shape));
  const { replay } = device.record(() => {
    for (const place of places) run(device, groups, from, place);
  });
  return { step: replay, held: [from, places] };
}
