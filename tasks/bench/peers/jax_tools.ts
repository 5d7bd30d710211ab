/**
 * What the cases of jax-js share.
 *
 * @module
 */
import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { type Numbers, sample } from "./numbers.ts";
import type { Package } from "./program.ts";

/** The backend that is measured. */
export const backend = Deno.args.includes("--wasm") ? "wasm" : "webgpu";

/** Sizes of a case. */
export type Sizes = Case["sizes"];
/** An array of the engine. */
export type Tensor = Package;

/** The engine, and the numbers that it computes with. */
export interface Tools {
  readonly jax: Package;
  readonly numbers: Numbers;
}

/**
 * The engine is lazy and owns what it is given: `ref` keeps an array. On WebGPU `gpuBufferSync`
 * submits what an array waits for without waiting for it; its WASM backend has only waiting.
 */
export function submit(arrays: Tensor[]): Promise<unknown> | void {
  if (backend === "wasm") return Promise.all(arrays.map((array) => array.blockUntilReady()));
  for (const array of arrays) array.ref.gpuBufferSync();
}

/** Its numbers, when they are there. */
export const read = (array: Tensor): Promise<Float32Array> => array.ref.data();

/** Runs a function again and again; its results are sampled in the order of all engines. */
export function repeat(
  run: () => Tensor[],
  order: (values: Float32Array, place: number) => Float32Array = (values) => values,
): Work {
  let last: Tensor[] = [];
  const step = () => {
    for (const array of last) array.dispose();
    last = run();
    return submit(last);
  };
  return {
    step,
    async settle(): Promise<void> {
      await last[0].blockUntilReady();
    },
    async result(): Promise<number[]> {
      await step();
      const samples: number[] = [];
      for (const [place, array] of last.entries()) {
        samples.push(...sample(order(await read(array), place)));
      }
      return samples;
    },
  };
}

/** The numbers of an input, as all engines have them. */
export function draw(
  { jax, numbers }: Tools,
  shape: number[],
  ...[input, low, high]: readonly [input: number, low?: number, high?: number]
): Tensor {
  const size = shape.reduce((product, size) => product * size, 1);
  return jax.numpy.array(numbers.uniform(input, size, low, high), { shape });
}
