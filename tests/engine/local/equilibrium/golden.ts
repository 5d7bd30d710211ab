/** The toy net of the golden vectors, and those vectors: computed apart from this project, in float64. */
import type { Device, HostArray } from "../../../../engine/mod.ts";
import { hostArray } from "../../../../engine/mod.ts";
import { sequences, type Toy, toy } from "./support.ts";

/** 0.3 sin(1.7 (i + 1) + seed), row-major. */
function fill(shape: readonly number[], seed: number): HostArray {
  return hostArray(shape, (i) => 0.3 * Math.sin(1.7 * (i + 1) + seed));
}

/** `[outputs, inputs]` as `[inputs, outputs]`. */
function turned({ shape: [rows, columns], data }: HostArray): HostArray {
  return hostArray([columns, rows], (i) => data[(i % rows) * columns + Math.floor(i / rows)]);
}

/** The toy net; its weights are given as `[outputs, inputs]`. */
export function goldenToy(device: Device): Toy {
  const { net, target, host } = toy(device, { hidden: [5] });
  const weights = [fill([4, 4], 1), fill([5, 12], 2), fill([2, 5], 4)].map(turned);
  const biases = [3, 5].map((seed, i) => fill([[5, 2][i]], seed));
  const shifted = biases.map(({ shape, data }) => hostArray(shape, (i) => data[i] + 0.5));
  const values = [weights[0], weights[1], shifted[0], weights[2], shifted[1]];
  values.forEach(({ data }, i) => net.parameters[i].assign(Float32Array.from(data)));
  const vectors = [fill([2, 3, 4], 0.1)];
  return { net, target, input: sequences(device, vectors, [3, 3]), host: { ...host, vectors } };
}

/** Settled states after T = 20 and K = 10, nudged by 0.1 and -0.1. */
export const golden = {
  free: [0.27363076, 0.35861524, 0.28441302, 0.46115377],
  hidden: [0.0400032, 0.05697835, 0.43898063, 0.41862448, 0.08931152],
  tokens: [0.20334559, -0.20820136, -0.1496944, 0.24677596],
  plus: [0.31058274, 0.33915186, 0.26925893, 0.4889906],
  minus: [0.23248755, 0.3804366, 0.30137037, 0.43010733],
} as const;

/** Some elements of the symmetric estimate, by parameter: where they are in ours, and what they are. */
export const gradients: ReadonlyArray<{ at: readonly number[]; values: readonly number[] }> = [
  { at: [0, 4, 8, 12], values: [-0.0001248, 0.00018686, 0.00007665, -0.00020661] },
  { at: [0, 5, 10, 15], values: [0.01161265, -0.00139131, -0.01125413, 0.00429137] },
  { at: [0, 1, 2, 3], values: [0.00306267, -0.0142575, 0.00060542, 0.01405556] },
  { at: [0, 2, 4, 6], values: [0.01940808, 0.00425085, -0.0729273, -0.05968846] },
  { at: [0, 1], values: [-0.11495935, -0.0439963] },
];
