/**
 * The text models of the benchmark, and mini-batches for them.
 *
 * @module
 */
import { type Device, type Learner, Random, type Tensor } from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import { defaultSettings, textModels } from "../../models/mod.ts";
import type { Case, Kind } from "./peers/cases.ts";

const MODELS: Partial<Record<Kind, string>> = {
  "al-linear": "linearal",
  "al-lstm": "lstmal",
  "al-transformer": "transformeral",
};

/** Whether a case is a training step of a model. */
export function isTraining({ kind }: Pick<Case, "kind">): boolean {
  return kind in MODELS;
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
  const { width, heads = 1, hidden = width, label, classes, rows, blocks, sparse } = sizes;
  const model = MODELS[kind];
  if (!model) throw new RangeError(`Cannot build a model: a case of kind ${kind} trains none`);
  return textModels[model]({
    ...defaultSettings,
    device,
    seed,
    mode: "al",
    vocabulary: rows,
    classes,
    layers: blocks,
    embedding: width,
    hidden: width,
    heads,
    feedForward: hidden,
    layerDropout: 0,
    label,
    deepLabel: label,
    rate: 1e-3,
    embeddingRate: 1e-3,
    embeddingUpdate: sparse ? "sparse" : "dense",
  });
}

/** All that a model keeps on the device. */
export function stateOf(learner: Learner): readonly Tensor[] {
  const optimizers = [...learner.optimizers.values()];
  return [
    ...learner.parameters,
    ...optimizers.flatMap(({ state }) => [...state.values()]),
    ...learner.state.values(),
  ];
}

/** Random words in full rows, padding (0) left out, and random classes. */
export function randomBatch(
  seed: number,
  { rows, batch, time, classes }: Case["sizes"],
): Batch {
  const random = new Random(seed);
  return {
    tokens: Uint32Array.from({ length: batch * time }, () => 1 + random.integer(rows - 1)),
    lengths: new Uint32Array(batch).fill(time),
    labels: Uint32Array.from({ length: batch }, () => random.integer(classes)),
    rows: Uint32Array.from({ length: batch }, (_, row) => row),
    batch,
    time,
  };
}
