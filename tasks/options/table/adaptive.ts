/**
 * Options of adaptive inference: when an example leaves before the last block.
 *
 * @module
 */

import { CRITERIA } from "../../loop/exits/confidence.ts";
import type { OptionSpec } from "../spec.ts";
import { adapting, using } from "./commands.ts";

/** The options under the heading Adaptive inference, by name. */
export const ADAPTIVE_OPTIONS = {
  "depth": {
    type: "integer",
    min: 1,
    max: 256,
    commands: using,
    group: "Adaptive inference",
    help: "Answer after this many blocks; every depth where not given.",
  },
  "adaptive": {
    type: "number",
    min: 0,
    max: 1,
    commands: using,
    group: "Adaptive inference",
    help:
      "An example leaves at the first depth that is at least this confident, or as confident as the part of it that adapt found for the depth; deeper blocks do not run for it.",
  },
  "criterion": {
    type: "choice",
    choices: CRITERIA,
    default: "max-softmax",
    commands: adapting,
    group: "Adaptive inference",
    help:
      "Confidence, from 0 to 1: the greatest probability, 1 less the normalized entropy, the lead over the second class (all after temperature scaling on validation data), or the greatest raw sigmoid, as in the code of 2023.",
  },
  "exits": {
    type: "list",
    placeholder: "DEPTHS",
    items: { type: "integer", min: 1, max: 256 },
    commands: adapting,
    group: "Adaptive inference",
    help:
      "Depths at which examples may leave, as 1,3; where not given, those at which it paid when adapt measured it, or every depth.",
  },
  "thresholds": {
    type: "list",
    placeholder: "NUMBERS",
    items: { type: "number", min: 0, max: 1 },
    commands: ["adapt"],
    group: "Adaptive inference",
    help:
      "Thresholds to sweep, from 0 to 1; tenths up to 0.9, then 0.95 to 0.999, where not given.",
  },
  "budget": {
    type: "string",
    placeholder: "cost:0.5|loss:0.5",
    commands: ["adapt"],
    group: "Adaptive inference",
    help:
      "Pick the threshold on validation data: cost:0.5 for at most half the time of the full path, loss:0.5 for at most half a point of accuracy lost; where not given a quarter of a point, with a standard error of the validation rows to spare.",
  },
} as const satisfies Record<string, OptionSpec>;
