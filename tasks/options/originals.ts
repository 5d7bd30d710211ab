/**
 * The command lines of the authors' scripts for texts (Peng, 2023: `train_rnn.py` and
 * `train_rnn_lbl.py`): their words become ours. docs/originals.md is the whole list.
 *
 * @module
 */

import type { Command } from "./spec.ts";
import type { OptionName } from "./table.ts";
import { clip, OptionError, type OptionValue, quote } from "./value.ts";

/** The scripts, and the command that does what each does. */
export const SCRIPTS = {
  train_rnn: "train",
  train_rnn_lbl: "accumulate",
} as const satisfies Record<string, Command>;

/** Name of a script. */
export type Script = keyof typeof SCRIPTS;

/** Whether a word names one of {@linkcode SCRIPTS}. */
export function isScript(word: string): word is Script {
  return Object.hasOwn(SCRIPTS, word);
}

/** How an option of the authors is read that we do not have under its name. */
export interface OriginalOption {
  /**
   * Our words for each value that is taken; none where the value asks for something that is always so here.
   */
  readonly takes: Readonly<Record<string, readonly string[]>>;
  /** Why other values are refused, and a way out. */
  readonly why: string;
  /** Whether it is a switch. */
  readonly isSwitch?: true;
}

/** The options of both scripts that are no options of ours. */
export const ORIGINAL_OPTIONS: Readonly<Record<string, OriginalOption>> = {
  "word-vec": {
    takes: { glove: ["--vectors=glove.6B.300d"], fasttext: ["--vectors=wiki-news-300d-1M"] },
    why: "there are two of that name, give glove or fasttext, or any file of vectors by --vectors",
  },
  "lr-schedule": {
    takes: { plateau: ["--schedule=plateau"] },
    why: "plateau is their only one, give plateau, or another of ours by --schedule",
  },
  "one-hot-label": {
    takes: { True: [], true: [], 1: [] },
    why: "labels enter as one-hot vectors always, leave it out",
  },
  "task": {
    takes: { text: [] },
    why: "texts are learned here and nothing else, leave it out",
  },
  "feature-dim": {
    takes: { 0: [] },
    why: "it is the width of tables of numbers, which are not learned here, leave it out",
  },
  "out-dir": {
    takes: {},
    why: "results lie in the run's folder, leave it out and give --save-dir",
  },
  "load-dir": {
    takes: {},
    why: "PyTorch's checkpoints cannot be read, give --resume RUN to go on with a run of ours, " +
      "or ./al grow RUN to add blocks to it",
  },
  "train-mask": {
    takes: {},
    why: "blocks are trained together, or one after another, give --num-layer K for the first K, " +
      "or train_rnn_lbl",
  },
  "prefix-mask": {
    takes: {},
    why: "it goes with --train-mask, give --num-layer K to train the first K blocks",
    isSwitch: true,
  },
};

/** Our names of options that other scripts and versions of the authors call otherwise. */
const RENAMED: Readonly<Record<string, OptionName>> = {
  "word-vec": "vectors",
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
export function translateWords(script: Script, words: readonly string[]): string[] {
  const ours: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, name, value] = words[i].match(/^--([^=]*)(?:=([^]*))?$/) ?? [];
    if (name === undefined || !Object.hasOwn(ORIGINAL_OPTIONS, name)) {
      ours.push(words[i]);
      continue;
    }
    const { isSwitch } = ORIGINAL_OPTIONS[name];
    const follows = value === undefined && !isSwitch && !words[i + 1]?.startsWith("--");
    ours.push(...translateOption(script, name, follows ? words[++i] : value));
  }
  return ours;
}

function translateOption(
  script: Script,
  name: string,
  value: string | undefined,
): readonly string[] {
  const { takes, why, isSwitch } = ORIGINAL_OPTIONS[name];
  if (value !== undefined && Object.hasOwn(takes, value)) return takes[value];
  const shown = isSwitch ? `--${name}` : `--${name} ${value === undefined ? "" : quote(value)}`;
  throw new OptionError(`Cannot read ${shown.trim()} of ${script}: ${why}`);
}

/** A script's command line in our options. */
export interface ScriptOptions {
  /** The script. */
  readonly script: Script;
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
  { script, typed, given, layers }: ScriptOptions,
): { readonly values: ReadonlyMap<OptionName, OptionValue>; readonly notes: readonly string[] } {
  const values = new Map(given);
  const notes: string[] = [];
  const sideDim = given.get("side-dim");
  if (sideDim !== undefined && !given.has("num-layer")) {
    values.set("num-layer", String(sideDim).split("-").length);
    notes.push(`--num-layer ${values.get("num-layer")}: one for each part of --side-dim`);
  }
  const width = given.get("l1-dim");
  if (width !== undefined && !given.has("emb-dim") && !given.has("vectors")) {
    values.set("emb-dim", width);
    notes.push(`--emb-dim ${width}: word vectors are as wide as --l1-dim`);
  }
  const epochs = typed.get("epoch");
  if (script === "train_rnn_lbl" && epochs !== undefined) {
    if (given.has("resume")) {
      throw new OptionError(
        "Cannot read --epoch with --resume of train_rnn_lbl: the run has its own blocks to share " +
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

/** Refuses a script of the authors that learns images. */
export function refuseImages(word: string): void {
  if (!/^(dis_)?(train|test)_cnn/.test(word)) return;
  throw new OptionError(
    `Cannot run ${quote(clip(word))}: images are not learned here yet, ` +
      `give ${Object.keys(SCRIPTS).join(" or ")} for texts`,
  );
}
