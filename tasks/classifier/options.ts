/**
 * How a classifier is trained, with defaults for all that is not given.
 *
 * @module
 */
import { type Device, ShapeError } from "../../engine/mod.ts";
import { checkGiven, COUNT, type OptionKinds } from "../../engine/options.ts";
import {
  type BlocksOf,
  defaultNet,
  defaultWords,
  type LabelOptions,
  type LearningOptions,
  type NetOptions,
  type TextModel,
  textModels,
  type TextOptions,
  type WordOptions,
} from "../../models/mod.ts";
import { kindOf } from "../../models/catalog.ts";
import { blockKinds } from "../../models/text/catalog.ts";
import { labelKinds, learningKinds, netKinds } from "../../models/options.ts";
import { wordKinds } from "../../models/text/options.ts";
import { nearest } from "../../datasets/nearest.ts";
import { CRITERIA, type Criterion } from "../loop/exits/confidence.ts";
import { fitKinds, type FitOptions } from "../loop/fit.ts";
import type { DataChoices } from "./kinds.ts";

/** The word table, as a caller chooses it. */
export type WordChoices = Pick<WordOptions, "width" | "deviation" | "update" | "pool">;

/** How a classifier is trained; all of it has a default. */
export interface ClassifierOptions<N extends TextModel = TextModel>
  extends FitOptions, DataChoices {
  /** The kind of model; `lstmal` where absent. */
  readonly model?: N;
  /** `al`, where absent, for Associated Learning; `bp` for the same net by backpropagation. */
  readonly mode?: NetOptions["mode"];
  /** Passes over the texts; where absent as many as make about 1,000 steps, from 3 to 100. */
  readonly epochs?: number;
  /** Seed of first values, of the order of the examples, and of the hold-out; 1 where absent. */
  readonly seed?: number;
  /** The device to compute on; where absent a GPU where one answers, else the processors. */
  readonly device?: Device;
  /** How confidence is measured where texts leave early; `max-softmax` where absent. */
  readonly criterion?: Criterion;
  /** Number of blocks, the word table counted as one; 3 where absent. */
  readonly blocks?: number;
  /** The label side of the blocks. */
  readonly labels?: Partial<LabelOptions>;
  /** How the blocks learn; rates of 0.002, of the word table 0.005, where absent. */
  readonly learning?: Partial<LearningOptions>;
  /** The word table. */
  readonly words?: Partial<WordChoices>;
  /** The blocks above the word table. */
  readonly above?: Partial<BlocksOf<N>>;
}

const ACT = "train a classifier";

/** What options may be that are not of the net's parts. */
const ownKinds: OptionKinds<ClassifierOptions> = {
  ...fitKinds,
  mode: netKinds.mode,
  seed: netKinds.seed,
  blocks: COUNT,
  maxLen: COUNT,
  vocabularySize: { least: 3, whole: true },
  criterion: CRITERIA,
  device: "object",
};

/** Options that are looked at where they are used. */
const others = ["model", "classes", "validation", "course", "signal"];

const wordChoices: OptionKinds<WordChoices> = {
  width: wordKinds.width,
  deviation: wordKinds.deviation,
  update: wordKinds.update,
  pool: wordKinds.pool,
};

/**
 * Refuses options that are unknown or not what they may be.
 *
 * @throws {ShapeError} When there is such an option.
 */
export function checkClassifierOptions<N extends TextModel>(
  { model = "lstmal" as N, ...options }: ClassifierOptions<N>,
): void {
  kindOf(model);
  const above = blockKinds[model];
  const parts = { labels: labelKinds, learning: learningKinds, words: wordChoices, above };
  checkNames(ACT, options, [...Object.keys(ownKinds), ...others, ...Object.keys(parts)]);
  checkGiven<object>(ACT, options, ownKinds);
  for (const [name, kinds] of Object.entries(parts)) {
    const own: object = options[name as keyof typeof parts] ?? {};
    checkNames(ACT, own, Object.keys(kinds), `${name}.`);
    checkGiven<object>(ACT, own, kinds, `${name}.`);
  }
}

/**
 * Refuses options of unknown names.
 *
 * @param act What is not done then, as `train a classifier`.
 * @param path What stands before the names of the options, as `labels.`.
 * @throws {ShapeError} When there is such an option.
 */
export function checkNames(
  act: string,
  given: object,
  names: readonly string[],
  path = "",
): void {
  const strange = Object.keys(given).find((name) => !names.includes(name));
  if (strange === undefined) return;
  const meant = nearest(strange, names);
  const hint = meant === undefined ? `give ${names.join(", ")}` : `did you mean ${path}${meant}?`;
  throw new ShapeError(`Cannot ${act}: there is no option ${path}${strange}, ${hint}`);
}

/** Steps that training makes where nothing else is said, about. */
const STEPS = 1000;

/** Passes over the texts where nothing else is said. */
export function defaultEpochs(texts: number, batch = 64): number {
  const steps = Math.ceil(texts / batch);
  return Math.min(100, Math.max(3, Math.round(STEPS / steps)));
}

/** The options of the net, with defaults for all that is not given. */
export function netOptions<N extends TextModel>(
  options: ClassifierOptions<N>,
  { model, words, classes }: {
    readonly model: N;
    readonly words: number;
    readonly classes: number;
  },
): TextOptions<BlocksOf<N>> {
  const { mode = defaultNet.mode, seed = 1, blocks = defaultNet.blocks } = options;
  return {
    ...defaultNet,
    mode,
    seed,
    blocks,
    classes,
    labels: { ...defaultNet.labels, ...options.labels },
    learning: { ...defaultNet.learning, rate: 2e-3, firstRate: 5e-3, ...options.learning },
    words: { ...defaultWords, ...options.words, vocabulary: words },
    above: { ...textModels[model].above, ...options.above },
  };
}
