/**
 * The options of `main.py` of equilibrium propagation for sequences (Bal and Sengupta, IJCAI 2023), and how each
 * is read. docs/originals.md is the whole list.
 *
 * @module
 */
import type { OriginalOption } from "./original_options.ts";
import type { ScriptWords } from "./original_words.ts";
import type { Command } from "./spec.ts";
import type { OptionName } from "./table.ts";
import { OptionError, type OptionValue, quote } from "./value.ts";

/** Their data sets: our name, the model that reads it, and the number of its classes. */
const SETS = {
  SNLI: { dataset: "snli", model: "ep_pair", classes: 3 },
  IMDB: { dataset: "imdb", model: "ep_text", classes: 2 },
} as const;

/** What `--execute` asks for, and the command that does it. */
const EXECUTE: Readonly<Record<string, Command>> = {
  train: "train",
  test: "eval",
  gducheck: "gducheck",
};

/** The command of a command line of theirs; without `--execute` it trains. */
export function epCommand(words: ScriptWords): Command {
  const values = words.valuesOf("execute");
  if (!values) return "train";
  const [value = ""] = values;
  if (Object.hasOwn(EXECUTE, value)) return EXECUTE[value];
  throw new OptionError(
    `Cannot read --execute ${
      quote(value)
    } of ep: there is no such choice, give train, test or gducheck`,
  );
}

/** An option that is ours under another name. */
function named(option: OptionName): OriginalOption {
  const read = ([value]: readonly string[]) => [`--${option}=${value}`];
  return { takes: {}, is: [option], about: `--${option}`, read };
}

/** Options of `main.py` that are no options of ours, or are read otherwise. */
export const EP_OPTIONS: Readonly<Record<string, OriginalOption>> = {
  "execute": { takes: {}, about: "train, test (./al eval) or gducheck", read: () => [] },
  "dataset": {
    takes: Object.fromEntries(
      Object.entries(SETS).map(([name, { dataset, model }]) => [
        name,
        [`--dataset=${dataset}`, `--model=${model}`],
      ]),
    ),
    isOurs: true,
  },
  "fc_layers": {
    takes: {},
    is: ["hidden"],
    isList: true,
    about: "--hidden, without the last, which is the number of classes",
    read: hiddenLayers,
  },
  "seqLen": named("max-len"),
  "act": named("unit-activation"),
  "lrs": {
    takes: {},
    is: ["rates"],
    isList: true,
    about: "--rates",
    read: (values) => [`--rates=${values.join()}`],
  },
  "alg": {
    takes: { EP: ["--mode=ep"], BPTT: ["--mode=bp"] },
    why: "there are two of that name, give EP or BPTT",
  },
  "batch_size": named("batch-train"),
  "T": named("free-steps"),
  "K": named("nudged-steps"),
  "thirdphase": {
    takes: {},
    is: ["third-phase"],
    isSwitch: true,
    about: "--third-phase",
    read: () => ["--third-phase"],
  },
  "betas": {
    takes: {},
    is: ["beta", "nudge"],
    isList: true,
    about: "0 and --beta, or --nudge of gducheck",
    read: nudgeOf,
  },
  "epochs": named("epoch"),
  "lr-decay": {
    takes: {},
    isSwitch: true,
    about: "--schedule cosine, which ends with the last epoch",
    read: () => ["--schedule=cosine"],
  },
  "check-thm": {
    takes: {},
    isSwitch: true,
    why: "the check is a command of its own, give --execute gducheck",
  },
  "save": { takes: {}, isSwitch: true, isIdle: true },
  "load-path": {
    takes: {},
    is: ["resume", "run-dir"],
    about: "--resume, or the run to test or to check",
    read: ([value], command) => [`--${command === "train" ? "resume" : "run-dir"}=${value}`],
  },
  "seed": named("seed"),
  "device": {
    takes: { "-1": ["--device=cpu"], 0: ["--device=auto"] },
    isOurs: true,
  },
};

/** All layers but the last, whose units are the classes. */
function hiddenLayers(values: readonly string[]): readonly string[] {
  if (values.length > 1) return [`--hidden=${values.slice(0, -1).join()}`];
  throw new OptionError(
    `Cannot read --fc_layers ${values} of ep: it is the output alone, give the layers below it too`,
  );
}

function nudgeOf(values: readonly string[], command: Command): readonly string[] {
  if (values.length === 2 && Number(values[0]) === 0) {
    return [`--${command === "gducheck" ? "nudge" : "beta"}=${values[1]}`];
  }
  const state = values.length === 2
    ? `its first is ${values[0]} and the free phase is not nudged`
    : `it has ${values.length}`;
  throw new OptionError(
    `Cannot read --betas ${
      values.join(" ")
    } of ep: ${state}, give two numbers, 0 and the strength of the nudge`,
  );
}

/**
 * The options that follow from others: the authors' settings, and the model of a data set.
 *
 * @throws {OptionError} when the last layer is not as wide as the data set has classes
 */
export function followEp(
  command: Command,
  words: ScriptWords,
  given: ReadonlyMap<OptionName, OptionValue>,
): { readonly values: ReadonlyMap<OptionName, OptionValue>; readonly notes: readonly string[] } {
  if (command !== "train" || given.has("resume")) return { values: given, notes: [] };
  const values = new Map(given);
  const set = Object.values(SETS).find(({ dataset }) => dataset === given.get("dataset"));
  if (!values.has("model")) values.set("model", set?.model ?? "ep_pair");
  const layers = words.valuesOf("fc_layers"), notes: string[] = [];
  if (set) checkClasses(layers, set.classes);
  else if (layers) notes.push(countedOutput(layers));
  if (values.has("preset")) return { values, notes };
  values.set("preset", "ijcai2023");
  notes.push("ep: --preset ijcai2023: its batches, steps and rates; --preset fixed takes ours");
  return { values, notes };
}

/** The classes of other data are not known before they are read. */
function countedOutput(layers: readonly string[]): string {
  return `ep: --fc_layers ${
    layers.join(" ")
  }: the output has a unit for each class of the data, be they ` +
    `${layers.at(-1)} or not`;
}

/** Refuses layers that do not end in the classes of a data set. */
function checkClasses(layers: readonly string[] | undefined, classes: number): void {
  if (!layers || Number(layers.at(-1)) === classes) return;
  throw new OptionError(
    `Cannot read --fc_layers ${
      layers.join(" ")
    } of ep: the last is the output and the data set has ` +
      `${classes} classes, end the list with ${classes}`,
  );
}
