/**
 * The text models of the benchmark, and mini-batches for them.
 *
 * @module
 */
import { type Device, type Learner, Random, type Tensor } from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import { defaultSettings, textModels } from "../../models/mod.ts";
import type { Case } from "./peers/cases.ts";

/** A model of the sizes of a case, with the settings of all peers: no dropout, no clipping. */
export function alModel(
  device: Device,
  seed: number,
  model: "linearal" | "lstmal",
  { width, label, classes, rows, blocks, sparse }: Case["sizes"],
): Learner {
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
    feedForward: width,
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
