/**
 * Options of the machine: devices, and what bench measures.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { learning, running } from "./commands.ts";

/** The options under the heading Machine, by name. */
export const MACHINE_OPTIONS = {
  "device": {
    type: "choice",
    choices: ["auto", "gpu", "cpu", "software"],
    default: "auto",
    commands: running,
    live: true,
    group: "Machine",
    help:
      "auto takes a GPU where one answers, else the processors; gpu refuses all else; cpu takes the processors; software asks for a Vulkan driver that does a GPU's work on the processors.",
  },
  "threads": {
    type: "integer",
    min: 1,
    max: 64,
    commands: running,
    live: true,
    group: "Machine",
    help:
      "Threads that the processors run kernels on, with --device cpu or auto; without it one for each core. Results do not depend on it.",
  },
  "block-schedule": {
    type: "choice",
    choices: ["sequential", "pipeline"],
    commands: learning,
    live: true,
    group: "Machine",
    help:
      "When blocks step: one after another on the same mini-batch, or all at the same time, each on another one; without it the way that is faster here. The weights are the same.",
  },
  "cases": {
    type: "list",
    placeholder: "NAMES",
    commands: ["bench"],
    group: "Machine",
    help:
      "Cases to measure, or all; without it all but the long ones on software adapters. docs/benchmarks.md lists them; pipeline-MODEL-BLOCKS-WIDTH-BATCH, or the beginning of that, is a part of pipeline.",
  },
  "peers": {
    type: "list",
    placeholder: "NAMES",
    commands: ["bench"],
    default: ["all"],
    group: "Machine",
    help:
      "Engines to measure beside ours: ort, jax-wasm, tfjs-wasm, jax, tfjs, torch; all that run here, or none.",
  },
  "repeats": {
    type: "integer",
    min: 1,
    max: 1000,
    default: 5,
    commands: ["bench"],
    group: "Machine",
    help: "Runs of each case, of which the median counts; peers always make five.",
  },
} as const satisfies Record<string, OptionSpec>;
