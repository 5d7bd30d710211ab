/**
 * The presets of models that settle.
 *
 * @module
 */
import type { Preset, PresetValues } from "./preset.ts";

/** What all of them have in common: one net without blocks, whose learner has no dropout and no decay. */
const whole: PresetValues = {
  "mode": "ep",
  "num-layer": 1,
  "dropout": 0,
  "weight-decay": 0,
  "bucket": false,
};

/** The presets of models that settle by name. */
export const EQUILIBRIUM_PRESETS: Readonly<Record<string, Preset>> = {
  fixed: {
    values: { ...whole, "lr": 5e-4, "epoch": 5, "free-steps": 20, "nudged-steps": 10 },
    byDataset: { imdb: { "max-len": 100 }, snli: { "max-len": 25 } },
  },
  ijcai2023: {
    values: {
      ...whole,
      "batch-train": 20,
      "free-steps": 20,
      "nudged-steps": 4,
      "epoch": 1,
      "beta": 0.01,
      "third-phase": false,
      "pattern-mask": false,
      "schedule": "constant",
      "vocab-size": 200_000,
    },
    byDataset: { imdb: { "max-len": 600 }, snli: { "max-len": 25 } },
  },
};
