/**
 * The authors' scripts, and the options of theirs that we do not have under their names, and how each is read.
 * docs/originals.md is the whole list.
 *
 * @module
 */

import { EP_OPTIONS } from "./original_ep.ts";
import type { Command } from "./spec.ts";

/** The scripts, and the command that does what each does. */
export const SCRIPTS = {
  train_rnn: "train",
  train_rnn_lbl: "accumulate",
  train_cnn: "train",
  train_cnn_lbl: "accumulate",
  neco: "train",
  ep: "train",
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
  /** Our options that it is, so that messages about them have its name. */
  readonly is?: readonly string[];
  /** Whether all other values are ours under the same name. */
  readonly isOurs?: true;
  /** Whether it is taken with any value, and changes nothing. */
  readonly isIdle?: true;
  /** Why other values are refused, and a way out. */
  readonly why?: string;
  /** Whether it is a switch. */
  readonly isSwitch?: true;
  /** Whether it takes several words, up to the next option. */
  readonly isList?: true;
  /** Our words for its own words, and what they are in the help text; for options that have no list of values. */
  readonly read?: (values: readonly string[], command: Command) => readonly string[];
  /** What it is here, for the help text; with {@linkcode read}. */
  readonly about?: string;
}

/** The options of all scripts of the thesis. */
const thesis: Readonly<Record<string, OriginalOption>> = {
  "lr-schedule": {
    takes: { plateau: ["--schedule=plateau"] },
    why: "plateau is their only one, give plateau, or another of ours by --schedule",
  },
  "one-hot-label": {
    takes: { True: [], true: [], 1: [] },
    why: "labels enter as one-hot vectors always, leave it out",
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
  "prefix-mask": {
    takes: {},
    why: "it goes with --train-mask, give --num-layer K to train the first K blocks",
    isSwitch: true,
  },
};

function trainMask(accumulating: Script): OriginalOption {
  return {
    takes: {},
    why: "blocks are trained together, or one after another, give --num-layer K for the first K, " +
      `or ${accumulating}`,
  };
}

/** The options of `train_rnn.py` and `train_rnn_lbl.py`. */
const texts: Readonly<Record<string, OriginalOption>> = {
  "word-vec": {
    takes: { glove: ["--vectors=glove.6B.300d"], fasttext: ["--vectors=wiki-news-300d-1M"] },
    why: "there are two of that name, give glove or fasttext, or any file of vectors by --vectors",
  },
  ...thesis,
  "task": {
    takes: { text: [] },
    why: "the script learns texts here and nothing else, leave it out",
  },
  "feature-dim": {
    takes: { 0: [] },
    why: "it is the width of tables of numbers, give ./al train --model mlp_al for those",
  },
  "train-mask": trainMask("train_rnn_lbl"),
};

/** The options of `train_cnn.py` and `train_cnn_lbl.py`. */
const images: Readonly<Record<string, OriginalOption>> = {
  "dataset": { takes: { tinyImageNet: ["--dataset=tiny_imagenet"] }, isOurs: true },
  "aug-type": {
    takes: { strong: ["--augment=views"], weak: ["--augment=weak"] },
    why: "there are two of that name, give strong or weak, or another of ours by --augment",
  },
  ...thesis,
  "task": {
    takes: { image: [] },
    why: "the script learns images here and nothing else, leave it out",
  },
  "feature-dim": { takes: { 0: [] }, why: "images have none, leave it out" },
  "l1-dim": { takes: {}, isIdle: true },
  "side-dim": {
    takes: {},
    why: "at each block the whole image enters, leave it out and give --model CNN_AL_side",
  },
  "train-mask": trainMask("train_cnn_lbl"),
};

/** Names of `main.py` with what they are here; those without `_AL` are trained by backpropagation. */
const necoModels = Object.fromEntries(
  ["MLP", "CNN", "VGG", "ResNet_20", "ResNet_32"].flatMap((name) => {
    const model = `--model=${name.toLowerCase()}_al`;
    return [[name, [model, "--mode=bp"]], [`${name}_AL`, [model, "--mode=al"]]];
  }),
);

/** The options of each script that are no options of ours. */
export const ORIGINAL_OPTIONS: Readonly<Record<Script, Readonly<Record<string, OriginalOption>>>> =
  {
    train_rnn: texts,
    train_rnn_lbl: texts,
    train_cnn: images,
    train_cnn_lbl: images,
    neco: { "model": { takes: necoModels, isOurs: true } },
    ep: EP_OPTIONS,
  };
