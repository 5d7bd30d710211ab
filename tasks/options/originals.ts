/**
 * The command lines of the authors' scripts (Peng, 2023: `train_rnn.py`, `train_cnn.py` and those in `_lbl`;
 * Kao and Chen, 2021, and Bal and Sengupta, 2023: `main.py`): what they ask for, and what follows from it.
 * docs/originals.md is the whole list.
 *
 * @module
 */

import { epCommand, followEp } from "./original_ep.ts";
import { type Script, SCRIPTS } from "./original_options.ts";
import type { ScriptWords } from "./original_words.ts";
import type { Command } from "./spec.ts";
import type { OptionName } from "./table.ts";
import { OptionError, type OptionValue } from "./value.ts";

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

/** The command that does what a command line of a script asks for. */
export function commandOf(script: Script, words: ScriptWords): Command {
  return script === "ep" ? epCommand(words) : SCRIPTS[script];
}

/** A script's command line in our options. */
export interface ScriptOptions {
  /** The script. */
  readonly script: Script;
  /** The command that does what it asks for. */
  readonly command: Command;
  /** The words behind the script's name. */
  readonly words: ScriptWords;
  /** The options of its command line, translated by `translateWords`. */
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
