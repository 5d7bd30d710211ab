/**
 * What training a net that settles needs of memory, known before anything is allocated.
 *
 * @module
 */
import { sizeOf } from "../../engine/mod.ts";
import { type EquilibriumOptions, synapseSizes, tokenSizes } from "./options.ts";

/** Bytes by what they hold. */
export interface MemoryNeed {
  /** The weights and biases of all synapses. */
  readonly parameters: number;
  /** The averages of the optimizers. */
  readonly optimizer: number;
  /** The gradients. */
  readonly gradients: number;
  /** The table of word vectors. */
  readonly words: number;
  /** States, drives and stored patterns of a mini-batch, for `bptt` of all steps that it goes back through. */
  readonly states: number;
  /** The greatest tensor: what a device that binds less cuts to parts. */
  readonly largest: number;
  /** All together. */
  readonly total: number;
}

/** Bytes of a number. */
const BYTES = 4;

/** Tensors of the size of all tokens of a mini-batch that are alive at once, measured: at most so many. */
const ALIVE = { settling: 13, start: 8, step: 4, part: 2 } as const;

/**
 * The memory that training needs, at most some tenths more than it takes.
 *
 * @param batch Examples of a mini-batch.
 *
 * @example
 * ```ts
 * import { defaultEquilibrium, equilibriumMemory } from "@associated/learning";
 *
 * const words = { vocabulary: 80_000, width: 300 };
 * const options = { ...defaultEquilibrium, classes: 2, time: 600, words, hidden: [1000, 40] };
 * const { parameters } = equilibriumMemory(options, 100);
 * console.assert(parameters === 4 * 180_131_122); // the authors' net for IMDB
 * ```
 */
export function equilibriumMemory(options: EquilibriumOptions, batch: number): MemoryNeed {
  const sizes = synapseSizes(options).flat();
  const parameters = BYTES * sizes.reduce((total, size) => total + size, 0);
  const { algorithm, nudged, words: { vocabulary, width } } = options;
  const tokens = tokenSizes(options), [parts] = tokens;
  const alive = algorithm === "ep"
    ? ALIVE.settling
    : ALIVE.start + ALIVE.step * nudged + ALIVE.part * parts;
  const words = BYTES * vocabulary * width;
  const states = BYTES * batch * sizeOf(tokens) * alive;
  const whole = { parameters, optimizer: 2 * parameters, gradients: parameters, words, states };
  return {
    ...whole,
    largest: BYTES * Math.max(...sizes),
    total: Object.values(whole).reduce((total, bytes) => total + bytes, 0),
  };
}
