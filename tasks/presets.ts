/**
 * Presets: defaults for the options after the authors' code bases. They fill only what is given
 * neither in a configuration file nor on the command line.
 *
 * - `fixed`: this project's own settings, the table's defaults.
 * - `iclr2022`: the code of Wu et al., ICLR 2022 (three blocks, target not detached, decoders with
 *   tanh, squared errors).
 * - `rewrite`: its rewrite of August 2022 (two optimizers a block, cross-entropy on tanh outputs).
 * - `thesis`: the code of Peng's thesis, 2023 (five blocks, cross-entropy on sigmoid outputs, rates
 *   cut when a block's accuracy stalls).
 *
 * Word vectors are files, so no preset names them: the authors start from GloVe 6B 300d
 * (`--vectors glove.6B.300d.txt`).
 *
 * @module
 */

import type { OptionTable } from "./option_table.ts";

/** Values by option name, as a configuration file has them. */
export type PresetValues = { readonly [name in keyof OptionTable]?: number | boolean | string };

/** A preset: its defaults, and those that differ by data set or model. */
export interface Preset {
  /** Defaults for every data set. */
  readonly values: PresetValues;
  /** Defaults that replace them for a data set. */
  readonly byDataset?: Readonly<Record<string, PresetValues>>;
  /** Defaults that replace them for a model. */
  readonly byModel?: Readonly<Record<string, PresetValues>>;
}

const paperWidths: PresetValues = { "emb-dim": 300, "l1-dim": 300, "label-emb": 128 };

/** The presets by name. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  fixed: {
    values: {},
    byDataset: {
      ag_news: { "max-len": 64, "epoch": 4 },
      dbpedia_14: { "max-len": 80, "epoch": 4 },
      imdb: { "max-len": 400, "emb-lr": 3e-3, "epoch": 4 },
      sst2: { "max-len": 64, "emb-lr": 3e-3, "epoch": 4 },
      news: {
        "max-len": 48,
        "emb-dim": 64,
        "l1-dim": 48,
        "label-emb": 32,
        "lr": 2e-3,
        "emb-lr": 5e-3,
        "epoch": 3,
      },
    },
  },
  iclr2022: {
    values: {
      ...paperWidths,
      "num-layer": 3,
      "batch-train": 64,
      "lr": 1e-3,
      "emb-lr": 1e-3,
      "clip": 5,
      "schedule": "constant",
      "dropout": 0.1,
      "activation": "tanh",
      "decoder": "tanh",
      "decoder-deep": "tanh",
      "deep-label-emb": 300,
      "label-bias": false,
      "readout": "both",
      "reconstruction": "mse",
      "detach-target": false,
      "val-fraction": 0.2,
      "max-len": 256,
      "epoch": 10,
      "bucket": false,
    },
    byDataset: {
      ag_news: { "max-len": 177 },
      dbpedia_14: { "max-len": 500, "batch-train": 128, "epoch": 20, "stop-words": true },
      imdb: { "max-len": 400, "label-emb": 300, "epoch": 5, "stop-words": true },
      sst2: { "max-len": 64, "epoch": 20, "dropout": 0.3 },
    },
  },
  rewrite: {
    values: {
      ...paperWidths,
      "l1-dim": 128,
      "num-layer": 3,
      "batch-train": 64,
      "lr": 1e-3,
      "emb-lr": 1e-3,
      "epoch": 20,
      "clip": 0,
      "schedule": "constant",
      "dropout": 0,
      "activation": "tanh",
      "decoder": "tanh",
      "reconstruction": "ce",
      "pool": "positions",
      "stop-words": true,
      "bucket": false,
    },
    byDataset: {
      ag_news: { "l1-dim": 300, "max-len": 177 },
      dbpedia_14: { "l1-dim": 300, "max-len": 80 },
      imdb: { "max-len": 250, "stop-words": false },
    },
  },
  thesis: {
    values: {
      ...paperWidths,
      "num-layer": 5,
      "batch-train": 256,
      "batch-test": 512,
      "lr": 1e-4,
      "emb-lr": 1e-3,
      "epoch": 20,
      "clip": 0,
      "dropout": 0,
      "activation": "tanh",
      "forward-activation": "elu",
      "decoder": "sigmoid",
      "reconstruction": "ce",
      "pool": "positions",
      "init": "thesis",
      "schedule": "plateau",
      "schedule-factor": 0.8,
      "schedule-every": 2,
      "stop-words": true,
      "bucket": false,
    },
    byDataset: {
      ag_news: { "max-len": 177 },
      dbpedia_14: { "max-len": 80 },
      imdb: { "max-len": 500, "stop-words": false },
    },
  },
};

/** The defaults that a preset gives for a data set and a model. */
export function presetValues(preset: string, dataset: string, model: string): PresetValues {
  const { values, byDataset, byModel } = PRESETS[preset];
  return { ...values, ...byDataset?.[dataset], ...byModel?.[model] };
}
