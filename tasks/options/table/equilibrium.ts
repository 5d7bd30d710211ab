/**
 * Options of the models that settle: their layers, and how long and how hard they are driven.
 *
 * @module
 */

import { unitActivations } from "../../../engine/mod.ts";
import type { UnitActivation } from "../../../engine/mod.ts";
import { EQUILIBRIUM_NAMES } from "../models.ts";
import type { OptionSpec } from "../spec.ts";
import { building, training, using } from "./commands.ts";

const models = EQUILIBRIUM_NAMES;
const group = "Models that settle";

/** The options under the heading Models that settle, by name. */
export const EQUILIBRIUM_OPTIONS = {
  "hidden": {
    type: "list",
    items: { type: "integer", min: 1, max: 1e6 },
    placeholder: "N,N,...",
    default: ["100"],
    commands: building,
    group,
    models,
    help: "Units of the layers between the words and the output, which has a unit a class.",
  },
  "unit-activation": {
    type: "choice",
    choices: unitActivations as readonly UnitActivation[],
    default: "my_hard_sig",
    commands: building,
    group,
    models,
    help: "Activation of the units: my_hard_sig is clamp(v, 0, 2) / 2, mysig is my_sigmoid.",
  },
  "inverse-temperature": {
    type: "number",
    min: 1e-6,
    max: 1e6,
    commands: building,
    group,
    models,
    help:
      "Inverse temperature of the retrieval of words; without it 1 / sqrt of a vector's width for texts, 0.16 for pairs.",
  },
  "pattern-mask": {
    type: "flag",
    default: true,
    commands: building,
    group,
    models,
    help: "Leave the padding out of the words that are retrieved; the authors' code stores it.",
  },
  "free-steps": {
    type: "integer",
    min: 1,
    max: 100_000,
    default: 60,
    commands: building,
    group,
    models,
    help: "Time steps of the free phase (T).",
  },
  "nudged-steps": {
    type: "integer",
    min: 1,
    max: 100_000,
    default: 30,
    commands: building,
    group,
    models,
    help:
      "Time steps of a nudged phase, or the last ones that gradients go back through (K); not more than T.",
  },
  "settling-order": {
    type: "choice",
    choices: ["together", "upward"],
    default: "together",
    commands: building,
    group,
    models,
    help:
      "Whether in the free phase all layers follow from the states before, or each from the new states of the layer below, which needs about half the steps.",
  },
  "tolerance": {
    type: "number",
    min: 1e-9,
    max: 1,
    commands: [...building, ...using],
    group,
    models,
    help:
      "End the free phase once no state changes by more than this in a time step, and nudged phases at this times beta; looked at every 5 steps. Without it all steps are taken.",
  },
  "beta": {
    type: "number",
    min: 1e-6,
    max: 100,
    default: 0.5,
    commands: training,
    group,
    models,
    help: "Strength of the nudge.",
  },
  "third-phase": {
    type: "flag",
    default: true,
    commands: training,
    group,
    models,
    help: "Nudge once more by -beta, for an estimate without the error of first order in beta.",
  },
  "rates": {
    type: "list",
    items: { type: "number", min: 0, max: 10 },
    placeholder: "X,X,...",
    commands: training,
    group,
    models,
    help:
      "Learning rate of each synapse: the projections (one for texts, four for pairs), then the layers above; without it --lr for all.",
  },
  "nudge": {
    type: "number",
    min: 1e-6,
    max: 100,
    default: 0.01,
    commands: ["gducheck"],
    group,
    models,
    help: "Strength of the nudge in the check.",
  },
  "rows": {
    type: "integer",
    min: 1,
    max: 10_000,
    default: 20,
    commands: ["gducheck"],
    group,
    models,
    help: "Test rows that are checked, the first ones.",
  },
} as const satisfies Record<string, OptionSpec>;
