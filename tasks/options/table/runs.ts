/**
 * Options of runs: their folders, and what is printed and saved.
 *
 * @module
 */

import { MOST_FOLDS } from "../fold.ts";
import { COMMANDS, type OptionSpec } from "../spec.ts";
import { adapting, learning } from "./commands.ts";

/** The options under the heading Runs and output, by name. */
export const RUNS_OPTIONS = {
  "run-dir": {
    type: "path",
    placeholder: "RUN",
    commands: [...learning, ...adapting, "gducheck", "summary", "compare"],
    group: "Runs and output",
    help:
      "Run folder. train and accumulate make it (without it a new one under --save-dir); the others read it, and take it as a word by itself too. eval, predict, adapt and gducheck take the newest where none is given. For compare the folder of all its runs.",
  },
  "into": {
    type: "path",
    placeholder: "FOLDER",
    commands: ["grow"],
    group: "Runs and output",
    help: "Folder of the grown run; without it a new one under --save-dir.",
  },
  "save-dir": {
    type: "path",
    placeholder: "FOLDER",
    default: "runs",
    commands: [...learning, ...adapting, "gducheck", "compare"],
    group: "Runs and output",
    help: "Folder that holds the run folders.",
  },
  "seeds": {
    type: "integer",
    min: 1,
    max: 1000,
    default: 3,
    commands: ["compare"],
    group: "Runs and output",
    help:
      "Runs of each setting, with the seeds 1, 2 and so on; --seed 4,7 names the seeds themselves. With --folds each seed cuts the rows anew.",
  },
  "folds": {
    type: "integer",
    min: 2,
    max: MOST_FOLDS,
    commands: ["compare"],
    group: "Runs and output",
    help:
      "Cross-validation: cut the rows of a file into so many parts and train a run for each, which is tested on it; one seed then, where --seeds names no other number.",
  },
  "top-k": {
    type: "integer",
    min: 1,
    max: 1_000_000,
    commands: ["eval"],
    group: "Runs and output",
    help:
      "Count an answer as found where the right class is among this many likeliest ones; 5 where not given, and shown where there are more than 10 classes.",
  },
  "resume": {
    type: "path",
    placeholder: "RUN",
    commands: learning,
    group: "Runs and output",
    help: "Continue a run from its last checkpoint, with its own options.",
  },
  "checkpoint": {
    type: "choice",
    choices: ["best", "last"],
    default: "best",
    commands: [...adapting, "gducheck", "grow"],
    group: "Runs and output",
    help: "Checkpoint of the run to read: the best on validation data, or the last.",
  },
  "log-every": {
    type: "integer",
    min: 1,
    max: 1e9,
    default: 20,
    commands: learning,
    live: true,
    group: "Runs and output",
    help: "Steps between two lines of losses; reading them stops the device for a moment.",
  },
  "save-every": {
    type: "integer",
    min: 0,
    max: 1e9,
    default: 1000,
    commands: learning,
    live: true,
    group: "Runs and output",
    help: "Steps between two checkpoints within an epoch; 0 saves at the ends of epochs only.",
  },
  "config": {
    type: "path",
    placeholder: "FILE",
    commands: COMMANDS,
    group: "Runs and output",
    help:
      "JSON file of options, a run's config.json or the ICLR package's hyperparameters.json; the command line overrides it.",
  },
  "json": {
    type: "flag",
    default: false,
    commands: [...adapting, "gducheck", "summary", "compare", "bench"],
    group: "Runs and output",
    help:
      "Print one JSON object a line and nothing else on standard output; predict then gives every class.",
  },
  "quiet": {
    type: "flag",
    default: false,
    commands: [...learning, "work", ...adapting, "gducheck", "summary", "compare", "bench"],
    live: true,
    group: "Runs and output",
    help: "No progress, only results and errors.",
  },
} as const satisfies Record<string, OptionSpec>;
