/**
 * The presets of text models.
 *
 * @module
 */
import { OWN_TEXTS } from "../../loop/own_data.ts";
import { type DatasetValues, OWN_DATA, type Preset, type PresetValues } from "./preset.ts";

/** The settings that the authors' code bases have in common. */
const theirs: PresetValues = {
  "emb-dim": 300,
  "l1-dim": 300,
  "label-emb": 128,
  "bridge": "linear",
  "activation": "tanh",
  "hand-over": true,
  "positions": "none",
  "layer-dropout": 0.1,
  "optimizer": "adam",
  "weight-decay": 0,
  "ae-lr-scale": 1,
  "emb-lr": 1e-3,
  "emb-decay": 0,
  "emb-std": 1,
  "first-vectors": "drawn",
  "unknown": "drawn",
  "clip": 0,
  "bucket": false,
};

/** The encoder layers of the rewrite and the thesis; their inner width is `l1-dim`. */
const theirEncoder: PresetValues = { "heads": 4, "norm": "pre", "init": "thesis" };

/** The side inputs of the thesis: four blocks of equal parts, as many epochs for each. */
function thesisSides(values: PresetValues): DatasetValues {
  return {
    values: { "num-layer": 4, "lr": 5e-4, "epoch": 100, ...values },
    byDataset: {
      ag_news: { "side-dim": "10-10-10-10", "max-len": 40 },
      dbpedia_14: { "side-dim": "20-20-20-20", "max-len": 80, "epoch": 50 },
      imdb: { "side-dim": "50-50-50-50", "max-len": 200 },
    },
  };
}

/** In sentences of reviews order decides: word vectors learn by the loss of a block that sees it. */
const inOrder: PresetValues = { "first-layers": 1, "num-layer": 2 };

/**
 * How a model without side inputs learns from files, and from sets that have names; with side inputs files have
 * the words of every data set.
 */
function ownModel(model: string, named?: DatasetValues["byDataset"]): DatasetValues {
  const { maxLen, rates: { [model]: rate } } = OWN_TEXTS;
  const own = { "max-len": maxLen, ...(rate !== undefined && { "lr": rate }) };
  return { values: {}, byDataset: { [OWN_DATA]: own, ...named } };
}

/** The presets of text models by name. */
export const TEXT_PRESETS: Readonly<Record<string, Preset>> = {
  fixed: {
    values: {},
    byDataset: {
      [OWN_DATA]: {
        "weight-decay": OWN_TEXTS.decay,
        "first-vectors": OWN_TEXTS.firstVectors,
        "choose": OWN_TEXTS.choose,
      },
      ag_news: { "max-len": 64, "emb-decay": 0, "epoch": 4, "weight-decay": 2 },
      dbpedia_14: { "max-len": 80, "emb-decay": 0, "epoch": 4, "weight-decay": 1 },
      imdb: { "max-len": 400, "emb-lr": 3e-3, "emb-decay": 1, "epoch": 4, "weight-decay": 2 },
      sst2: { "max-len": 64, "emb-lr": 3e-3, "emb-decay": 0, "epoch": 4 },
      news: {
        "max-len": 48,
        "emb-decay": 0,
        "emb-dim": 64,
        "l1-dim": 48,
        "label-emb": 32,
        "lr": 4e-3,
        "positions": "sinusoidal",
      },
    },
    byModel: {
      linearal: ownModel("linearal"),
      lstmal: ownModel("lstmal", { sst2: inOrder }),
      transformeral: ownModel("transformeral", { sst2: { ...inOrder, "positions": "sinusoidal" } }),
    },
  },
  iclr2022: {
    values: {
      ...theirs,
      "num-layer": 3,
      "batch-train": 64,
      "lr": 1e-3,
      "clip": 5,
      "schedule": "constant",
      "dropout": 0.1,
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
    },
    byDataset: {
      ag_news: { "max-len": 177 },
      dbpedia_14: { "max-len": 500, "batch-train": 128, "epoch": 20, "stop-words": true },
      imdb: { "max-len": 400, "label-emb": 300, "epoch": 5, "stop-words": true },
      sst2: { "max-len": 64, "epoch": 20, "dropout": 0.3 },
    },
    byModel: {
      transformeral: {
        values: {
          "batch-train": 256,
          "clip": 0,
          "label-emb": 128,
          "deep-label-emb": 256,
          "heads": 6,
          "ff-dim": 256,
          "norm": "post",
          "dropout": 0.1,
          "epoch": 15,
        },
        byDataset: {
          ag_news: { "max-len": 256, "stop-words": true },
          dbpedia_14: { "max-len": 128, "epoch": 5 },
          imdb: { "max-len": 128 },
          sst2: { "max-len": 256 },
        },
      },
    },
  },
  rewrite: {
    values: {
      ...theirs,
      "l1-dim": 128,
      "num-layer": 3,
      "batch-train": 64,
      "lr": 1e-3,
      "epoch": 20,
      "schedule": "constant",
      "dropout": 0,
      "decoder": "tanh",
      "reconstruction": "ce",
      "readout": "sum",
      "pool": "positions",
      "stop-words": true,
    },
    byDataset: {
      ag_news: { "l1-dim": 300, "max-len": 177 },
      dbpedia_14: { "l1-dim": 300, "max-len": 80 },
      imdb: { "max-len": 250, "stop-words": false },
    },
    byModel: {
      transformeral: {
        values: { ...theirEncoder, "l1-dim": 256, "ae-lr-scale": 0.5 },
        byDataset: {
          ag_news: { "l1-dim": 300 },
          dbpedia_14: { "l1-dim": 300 },
          imdb: { "l1-dim": 128 },
        },
      },
    },
  },
  thesis: {
    values: {
      ...theirs,
      ...theirEncoder,
      "num-layer": 5,
      "batch-train": 256,
      "batch-test": 512,
      "lr": 1e-4,
      "epoch": 20,
      "dropout": 0,
      "forward-activation": "elu",
      "decoder": "sigmoid",
      "reconstruction": "ce",
      "readout": "sum",
      "pool": "positions",
      "schedule": "plateau",
      "schedule-factor": 0.8,
      "schedule-every": 2,
      "side-merge": "max",
      "stop-words": true,
    },
    byDataset: {
      ag_news: { "max-len": 177 },
      dbpedia_14: { "max-len": 80 },
      imdb: { "max-len": 500, "stop-words": false },
    },
    byModel: {
      linearalside: thesisSides({}),
      lstmalside: thesisSides({ "bidirectional": false }),
      transformeralside: thesisSides({}),
    },
  },
};
