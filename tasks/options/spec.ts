/**
 * The commands, and the kinds of options of the table.
 *
 * @module
 */

import type { EquilibriumModel, ModelName } from "../../models/mod.ts";

/** A model of blocks, or one that settles. */
export type AnyModel = ModelName | EquilibriumModel;

/** A kind of data that models read. */
export type DataKind = "text" | "image" | "numbers";

/** What each kind of data is called in messages. */
export const UNITS: Readonly<Record<DataKind, string>> = {
  text: "texts",
  image: "images",
  numbers: "rows of numbers",
};

/** The commands of the program; the first is the default. */
export const COMMANDS = [
  "train",
  "accumulate",
  "grow",
  "work",
  "adapt",
  "gducheck",
  "eval",
  "predict",
  "summary",
  "compare",
  "bench",
] as const;

/** A command that takes options. */
export type Command = typeof COMMANDS[number];

/** A command that trains. */
export type TrainingCommand = Extract<Command, "train" | "accumulate" | "grow">;

/** Commands on a saved run, which take the folder of the run without `--run-dir` before it. */
export const RUN_COMMANDS: ReadonlySet<Command> = new Set([
  "grow",
  "adapt",
  "gducheck",
  "eval",
  "predict",
  "summary",
]);

/** One line for each command, for the help text. */
export const COMMAND_HELP: Readonly<Record<Command, string>> = {
  train: "train a model, test it and keep it in a run folder",
  accumulate: "train block after block; the blocks below are frozen and run only once",
  grow: "add blocks or side inputs to a saved model, which stays as it is",
  work: "host blocks of runs that other processes train, over NATS",
  adapt: "measure what leaving early saves and costs, and pick a threshold",
  gducheck: "hold the updates of a model that settles against gradients through time",
  eval: "test a saved model on labelled examples",
  predict: "classify texts, images or rows of your own with a saved model",
  summary: "show the blocks, shapes and parameters of a model",
  compare: "train runs of several settings and seeds, or take runs, and compare them",
  bench: "measure kernels and training steps on this machine",
};

/** Headings of the help text, in its order. */
export const GROUPS = [
  "Data",
  "Texts",
  "Images",
  "Model",
  "Models of texts",
  "Models of images and numbers",
  "Models that settle",
  "Training",
  "Local learning",
  "Adaptive inference",
  "Runs and output",
  "Machine",
  "Blocks on several machines",
  "Own examples",
] as const;

/** Members that every option has, whatever its type. */
export interface CommonSpec {
  /** Commands that take the option. */
  readonly commands: readonly Command[];
  /** Heading it stands under. */
  readonly group: typeof GROUPS[number];
  /** Kinds of data that it concerns; all where absent. */
  readonly data?: readonly DataKind[];
  /** Models that it concerns; all that read such data where absent. */
  readonly models?: readonly AnyModel[];
  /** Its effect, and why its default is as it is, for the help text. */
  readonly help: string;
  /** True where a resumed run may be given another value. */
  readonly live?: true;
}

/** A number or a whole number within a range, both ends allowed. */
export interface NumberRange {
  /** Whole or not. */
  readonly type: "integer" | "number";
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
}

/** A number of a range. */
export interface NumberSpec extends CommonSpec, NumberRange {
  /** Value where none is given; left out where there is none. */
  readonly default?: number;
}

/** A switch: `--name` or `--no-name`. */
export interface FlagSpec extends CommonSpec {
  /** The type. */
  readonly type: "flag";
  /** Value where none is given. */
  readonly default: boolean;
}

/** One word of a few. */
export interface ChoiceSpec extends CommonSpec {
  /** The type. */
  readonly type: "choice";
  /** The words. */
  readonly choices: readonly string[];
  /** Whether they may be written in capitals too, as the authors write the names of models. */
  readonly anyCase?: true;
  /** Value where none is given. */
  readonly default?: string;
}

/** Free text, a path, or a known name or else a path. */
export interface TextSpec extends CommonSpec {
  /** The type. */
  readonly type: "string" | "path" | "name or path";
  /** What stands for the value in the help text. */
  readonly placeholder: string;
  /** Known names of a "name or path". */
  readonly names?: readonly string[];
  /** Value where none is given. */
  readonly default?: string;
}

/** Several texts, with commas between them. */
export interface ListSpec extends CommonSpec {
  /** The type. */
  readonly type: "list";
  /** What stands for the value in the help text. */
  readonly placeholder: string;
  /** The range of each, where they must be numbers; they stay texts. */
  readonly items?: NumberRange;
  /** Value where none is given. */
  readonly default?: readonly string[];
}

/** The description of an option. */
export type OptionSpec = NumberSpec | FlagSpec | ChoiceSpec | TextSpec | ListSpec;

/** The name of an option with its words joined, `batchTrain` for `batch-train`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
