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
  /** States, drives and stored patterns of a mini-batch, for `bptt` of all steps that it goes back through, or of test rows where they need more. */
  readonly states: number;
  /** The greatest tensor: what a device that binds less cuts to parts. */
  readonly largest: number;
  /** All together. */
  readonly total: number;
}

/** Bytes of a number. */
const BYTES = 4;

/** Tensors of the size of all tokens of a mini-batch that are alive at once, measured: at most so many. */
const ALIVE = { settling: 13, start: 8, step: 4, part: 2, answer: 14 } as const;

/** Such tensors that steps in parts hold from one to the next, of a step of training and of an answer. */
const HELD = { step: 6, answer: 4 } as const;

/**
 * The memory that training needs, at most some tenths more than it takes.
 *
 * @param batch Examples of a mini-batch.
 * @param batchTest Examples that are answered at once; 0 where training asks for no answers.
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
export function equilibriumMemory(
  options: EquilibriumOptions,
  batch: number,
  batchTest = 0,
): MemoryNeed {
  const sizes = synapseSizes(options).flat();
  const parameters = BYTES * sizes.reduce((total, size) => total + size, 0);
  const { algorithm, nudged, tolerance, words: { vocabulary, width } } = options;
  const tokens = tokenSizes(options), [parts] = tokens;
  const alive = algorithm === "ep"
    ? ALIVE.settling
    : ALIVE.start + ALIVE.step * nudged + ALIVE.part * parts;
  const held = tolerance === undefined ? { step: 0, answer: 0 } : HELD;
  const rows = Math.max(
    alive * batch + held.answer * batchTest,
    ALIVE.answer * batchTest + held.step * batch,
  );
  const words = BYTES * vocabulary * width;
  const states = BYTES * sizeOf(tokens) * rows;
  const whole = { parameters, optimizer: 2 * parameters, gradients: parameters, words, states };
  return {
    ...whole,
    largest: BYTES * Math.max(...sizes),
    total: Object.values(whole).reduce((total, bytes) => total + bytes, 0),
  };
}
