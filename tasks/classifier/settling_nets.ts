/**
 * Nets that settle, as the library knows them.
 *
 * @module
 */
import { COUNT, type OptionKinds } from "../../engine/options.ts";
import {
  buildEquilibrium,
  defaultEquilibrium,
  type EquilibriumModel,
  equilibriumModels,
  type EquilibriumOptions,
} from "../../models/mod.ts";
import { equilibriumKinds } from "../../models/equilibrium/options.ts";
import { learningKinds } from "../../models/options.ts";
import type { TextEncoding } from "../text/encoding.ts";
import { isObject } from "./json.ts";
import type { NetFamily } from "./family.ts";

/** The layers of a net that settles, and how it does; without `rates` all synapses learn at `learning.rate`. */
export type SettlingChoices = Partial<
  & Pick<EquilibriumOptions, "hidden" | "activation" | "mask" | "free" | "nudged">
  & Pick<EquilibriumOptions, "beta" | "symmetric" | "order">
  & { readonly inverseTemperature: number; readonly tolerance: number }
  & { readonly rates: readonly number[] }
>;

const { activation, mask, free, nudged, beta, symmetric, order } = equilibriumKinds;

/** What they may be. */
const settlingKinds: OptionKinds<SettlingChoices> = {
  ...{ activation, mask, free, nudged, beta, symmetric, order },
  ...{ inverseTemperature: beta, tolerance: beta },
  hidden: "list",
  rates: "list",
};

/** Words of a text and of each text of a pair that are read where nothing else is said. */
const WORDS = { text: 100, pair: 25 } as const;

/** Steps and rate where nothing else is said: few steps bring small nets to rest. */
const defaults = { ...defaultEquilibrium, free: 20, nudged: 10, rates: 1e-3 };

const inputOf = (model: string) => equilibriumModels[model as EquilibriumModel].input;

/** Nets that settle. */
export const settlingNets: NetFamily = {
  own: { mode: ["ep", "bp"] },
  columns: (model) => inputOf(model) === "pair" ? 1 : 0,
  choices: (model) => ({ maxLen: WORDS[inputOf(model)] }),
  parts: () => ({
    words: { width: COUNT },
    learning: { rate: learningKinds.rate },
    settling: settlingKinds,
  }),
  options: (_, model, { mode = "ep", seed = 1, words, learning, settling }, encoding) => {
    const { vocabulary, maxLen, classes } = encoding as TextEncoding;
    const { rate: rates = defaults.rates } = learning as { readonly rate?: number } ?? {};
    const { width = 64 } = words as { readonly width?: number } ?? {};
    return {
      ...defaults,
      rates,
      ...settling as SettlingChoices,
      ...{ algorithm: mode === "bp" ? "bptt" : "ep", seed, input: inputOf(model), time: maxLen },
      ...{ classes: classes.length, words: { vocabulary: vocabulary.size, width } },
    };
  },
  build: (device, _, options) => buildEquilibrium(device, options as EquilibriumOptions).learner,
  isNet: ({ words, hidden }) => isObject(words) && Array.isArray(hidden),
  counts: () => ({ depths: 1, places: 2 }), // of the net, and of its words
};
