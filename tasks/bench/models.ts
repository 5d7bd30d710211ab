/**
 * The models of the benchmark, and mini-batches for them; those of texts are built here.
 *
 * @module
 */
import {
  type Device,
  type EquilibriumNet,
  type Learner,
  Random,
  type Sequences,
  type Signal,
  type Tensor,
  tensor,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import {
  buildEquilibrium,
  buildModel,
  defaultEquilibrium,
  defaultLinear,
  defaultLstm,
  defaultNet,
  defaultTransformer,
  defaultWords,
  type TextModel,
} from "../../models/mod.ts";
import { imageBatch, imageModel, isImageTraining } from "./image_models.ts";
import type { Case, Kind } from "./peers/cases.ts";
import { Numbers } from "./peers/numbers.ts";

const MODELS: Partial<Record<Kind, TextModel>> = {
  "al-linear": "linearal",
  "al-lstm": "lstmal",
  "al-transformer": "transformeral",
};

/** Whether a case is a training step of a model. */
export function isTraining({ kind }: Pick<Case, "kind">): boolean {
  return kind in MODELS || isImageTraining({ kind });
}

/**
 * The model of a training case, with the settings of all peers: no dropout, no clipping.
 *
 * @throws {RangeError} when the case trains none.
 */
export function alModel(
  device: Device,
  seed: number,
  { kind, sizes }: Pick<Case, "kind" | "sizes">,
): Learner {
  if (isImageTraining({ kind })) return imageModel(device, seed, { kind, sizes });
  const model = MODELS[kind];
  if (!model) throw new RangeError(`Cannot build a model: a case of kind ${kind} trains none`);
  const { width, heads = 1, hidden = width, label, classes, rows, blocks, sparse } = sizes;
  const options = {
    ...defaultNet,
    seed,
    classes,
    blocks,
    labels: { ...defaultNet.labels, width: label, deepWidth: label },
    learning: { ...defaultNet.learning, rate: 1e-3, firstRate: 1e-3, dropout: 0 },
    words: {
      ...defaultWords,
      vocabulary: rows,
      width,
      update: sparse ? "sparse" as const : "dense" as const,
    },
  };
  switch (model) {
    case "linearal":
      return buildModel(device, model, { ...options, above: { ...defaultLinear, width } });
    case "lstmal":
      return buildModel(device, model, { ...options, above: { ...defaultLstm, hidden: width } });
    case "transformeral": {
      const above = { ...defaultTransformer, heads, feedForward: hidden, dropout: 0 };
      return buildModel(device, model, { ...options, above });
    }
  }
}

/** All that a model keeps on the device. */
export function stateOf(learner: Learner): readonly Tensor[] {
  return [
    ...learner.parameters,
    ...learner.groups.flatMap(({ optimizer: { state } }) => [...state.values()]),
    ...learner.state.values(),
  ];
}

/** Random examples of a training case, with random classes. */
export function randomBatch(seed: number, sizes: Case["sizes"]): Batch {
  return "side" in sizes ? imageBatch(seed, sizes) : wordBatch(seed, sizes);
}

/** Random words in full rows, padding (0) left out. */
function wordBatch(
  seed: number,
  { rows, batch: size, time, classes }: Case["sizes"],
): Batch {
  const random = new Random(seed);
  const words = Uint32Array.from({ length: size * time }, () => 1 + random.integer(rows - 1));
  return {
    size,
    inputs: {
      x: { data: words, shape: [size, time] },
      lengths: { data: new Uint32Array(size).fill(time), shape: [size] },
    },
    labels: Uint32Array.from({ length: size }, () => random.integer(classes)),
    rows: Uint32Array.from({ length: size }, (_, row) => row),
  };
}

/** A net for pairs that settles, with sequences at its input and a target. */
export interface SettlingCase {
  readonly net: EquilibriumNet;
  readonly input: Sequences;
  /** `[batch, classes]`: class `i % classes` for example i. */
  readonly target: Signal;
}

/**
 * The net of SNLI in small or in full, with the numbers of all peers: inputs 0 and 1 are the sequences, 2 and on
 * the parameters, which are drawn as PyTorch draws them, from 1 / sqrt(inputs) down to its negative.
 */
export function settlingCase(
  device: Device,
  seed: number,
  { batch, time, width, hidden, classes }: Case["sizes"],
): SettlingCase {
  const numbers = new Numbers(seed);
  const words = { vocabulary: 1, width };
  const options = { ...defaultEquilibrium, input: "pair" as const, time, words, classes };
  const { net } = buildEquilibrium(device, { ...options, hidden: [hidden] });
  net.synapses.flatMap(({ parameters }) => {
    const [inputs] = parameters[0].shape;
    return parameters.map((parameter) => ({ parameter, most: 1 / Math.sqrt(inputs) }));
  }).forEach(({ parameter, most }, i) =>
    parameter.assign(numbers.uniform(2 + i, parameter.size, -most, most))
  );
  const sequence = (input: number) =>
    tensor(device, numbers.uniform(input, batch * time * width), [batch, time, width]);
  const lengths = tensor(device, new Uint32Array(4 * batch).fill(time), [batch, 4]);
  const labels = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) labels[i * classes + i % classes] = 1;
  const input = { vectors: [sequence(0), sequence(1)], lengths };
  return { net, input, target: tensor(device, labels, [batch, classes]) };
}
