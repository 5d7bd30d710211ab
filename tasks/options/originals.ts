/**
 * The command lines of the authors' scripts (Peng, 2023: `train_rnn.py`, `train_cnn.py` and those in `_lbl`;
 * Kao and Chen, 2021, and Bal and Sengupta, 2023: `main.py`): their words become ours. docs/originals.md is the
 * whole list.
 *
 * @module
 */

import { epCommand, followEp } from "./original_ep.ts";
import type { Command } from "./spec.ts";
import { isOption, type OptionName, SPECS } from "./table.ts";
import { ORIGINAL_OPTIONS, type OriginalOption, type Script, SCRIPTS } from "./original_options.ts";
import { OptionError, type OptionValue, quote } from "./value.ts";

/** Our names of options that other scripts and versions of the authors call otherwise. */
const RENAMED: Readonly<Record<string, OptionName>> = {
  "pretrain-emb": "vectors",
  "pretrained": "vectors",
  "lr-schedule": "schedule",
  "batch-size": "batch-train",
  "word-emb": "emb-dim",
  "embedding-dim": "emb-dim",
  "label-dim": "label-emb",
  "hid-dim": "l1-dim",
  "hidden-dim": "l1-dim",
  "hidden-size": "l1-dim",
  "l2-dim": "l1-dim",
  "bridge-dim": "deep-label-emb",
  "nhead": "heads",
  "nlayers": "num-layer",
  "num-layers": "num-layer",
  "act": "activation",
  "out-dir": "save-dir",
  "config-file": "config",
};

/** Our name of an option, by the authors' name with dashes or underscores. */
export function ourName(theirs: string): OptionName | undefined {
  const name = theirs.replaceAll("_", "-");
  return Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
}

/**
 * Translates the words after a script's name into our options; words that are ours already stay.
 *
 * @throws {OptionError} when an option of theirs has no meaning here
 */
export function translateWords(
  script: Script,
  words: readonly string[],
  command: Command = SCRIPTS[script],
): string[] {
  const ours: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, name, value] = words[i].match(/^--([^=]*)(?:=([^]*))?$/) ?? [];
    const option = name === undefined ? undefined : theirOption(script, name);
    if (!option) {
      ours.push(words[i]);
      continue;
    }
    const { isSwitch, isList } = option;
    const most = value !== undefined || isSwitch ? 0 : isList ? Infinity : 1;
    const values = value === undefined ? [] : [value];
    while (values.length < most && words[i + 1]?.startsWith("--") === false) {
      values.push(words[++i]);
    }
    const translated = translateOption(script, name, values, command);
    ours.push(...translated.filter((word) => command === SCRIPTS[script] || takes(command, word)));
  }
  return ours;
}

/** Whether a command on a run takes an option; of what training takes the run has its own. */
function takes(command: Command, word: string): boolean {
  const name = word.replace(/^--|=[^]*$/g, "");
  return isOption(name) && SPECS[name].commands.includes(command);
}

/** The command that does what a command line of a script asks for. */
export function commandOf(script: Script, words: readonly string[]): Command {
  return script === "ep" ? epCommand(words) : SCRIPTS[script];
}

/** An option of a script that is none of ours. */
function theirOption(script: Script, name: string): OriginalOption | undefined {
  return Object.hasOwn(ORIGINAL_OPTIONS[script], name) ? ORIGINAL_OPTIONS[script][name] : undefined;
}

function translateOption(
  script: Script,
  name: string,
  values: readonly string[],
  command: Command,
): readonly string[] {
  const { takes, why, isSwitch, isOurs, isIdle, read } = theirOption(script, name)!;
  const value = values.at(0);
  if (read && (isSwitch || values.length)) return read(values, command);
  if (value !== undefined && Object.hasOwn(takes, value)) return takes[value];
  if (isIdle) return [];
  if (isOurs) return value === undefined ? [`--${name}`] : [`--${name}=${value}`];
  if (read) throw new OptionError(`Cannot read --${name} of ${script}: it has no value, give one`);
  const shown = isSwitch ? `--${name}` : `--${name} ${value === undefined ? "" : quote(value)}`;
  throw new OptionError(`Cannot read ${shown.trim()} of ${script}: ${why}`);
}

/** A script's command line in our options. */
export interface ScriptOptions {
  /** The script. */
  readonly script: Script;
  /** The command that does what it asks for. */
  readonly command: Command;
  /** The words behind the script's name. */
  readonly words: readonly string[];
  /** The options of its command line, translated by {@linkcode translateWords}. */
  readonly typed: ReadonlyMap<OptionName, OptionValue>;
  /** The options of the command line and of a configuration file. */
  readonly given: ReadonlyMap<OptionName, OptionValue>;
  /** Number of blocks where none is given. */
  readonly layers: (given: ReadonlyMap<OptionName, OptionValue>) => number;
}

/**
 * The options that follow from others in the scripts: as many blocks as `--side-dim` has parts, word
 * vectors as wide as the blocks, and epochs that the blocks share. Each comes with a line for the user.
 *
 * @throws {OptionError} when the epochs of a run that goes on cannot be shared
 */
export function followScript(
  { script, command, words, typed, given, layers }: ScriptOptions,
): { readonly values: ReadonlyMap<OptionName, OptionValue>; readonly notes: readonly string[] } {
  if (script === "ep") return followEp(command, words, given);
  const values = new Map(given);
  const notes: string[] = [];
  if (!script.startsWith("train_rnn")) followImages(script, values, notes);
  const sideDim = given.get("side-dim");
  if (sideDim !== undefined && !given.has("num-layer")) {
    values.set("num-layer", String(sideDim).split("-").length);
    notes.push(`--num-layer ${values.get("num-layer")}: one for each part of --side-dim`);
  }
  const width = given.get("l1-dim");
  if (
    script.startsWith("train_rnn") && width !== undefined && !given.has("emb-dim") &&
    !given.has("vectors")
  ) {
    values.set("emb-dim", width);
    notes.push(`--emb-dim ${width}: word vectors are as wide as --l1-dim`);
  }
  const epochs = typed.get("epoch");
  if (SCRIPTS[script] === "accumulate" && epochs !== undefined) {
    if (given.has("resume")) {
      throw new OptionError(
        `Cannot read --epoch with --resume of ${script}: the run has its own blocks to share ` +
          "it among, give ./al accumulate --resume and the epochs of a stage",
      );
    }
    const stages = layers(values);
    const share = Math.max(1, Math.floor(Number(epochs) / stages));
    values.set("epoch", share);
    const each = share === 1 ? "1 epoch" : `${share} epochs`;
    notes.push(`--epoch ${epochs}: ${each} for each of the ${stages} blocks`);
  }
  return { values, notes: notes.map((note) => `${script}: ${note}`) };
}

/** What scripts for images take where it is not given. */
function followImages(
  script: Script,
  values: Map<OptionName, OptionValue>,
  notes: string[],
): void {
  if (values.has("resume")) return;
  if (!values.has("model")) values.set("model", "cnn_al");
  const isOurs = script !== "neco" && !values.has("preset");
  if (isOurs && String(values.get("model")).startsWith("vgg_al") && !values.has("trunk")) {
    values.set("trunk", "thesis");
  }
  if (script === "neco" && !values.has("preset")) {
    values.set("preset", "neco2021");
    notes.push("--preset neco2021: its sizes, rates and epochs; --preset fixed takes ours");
  }
  if (script !== "train_cnn_lbl" || values.has("train-prefix")) return;
  values.set("train-prefix", true);
  notes.push(
    "--train-prefix: blocks below a stage go on learning, as in theirs; --no-train-prefix freezes them",
  );
}
