/**
 * How a classifier is trained, with defaults for all that is not given.
 *
 * @module
 */
import { type Device, ShapeError } from "../../engine/mod.ts";
import { checkGiven, type OptionKinds } from "../../engine/options.ts";
import type {
  BlocksOf,
  EquilibriumModel,
  ImageModel,
  ImageOptionsByModel,
  LabelOptions,
  LearningOptions,
  NetOptions,
  TextModel,
} from "../../models/mod.ts";
import { netKinds } from "../../models/options.ts";
import { nearest } from "../../datasets/nearest.ts";
import type { Criterion } from "../loop/exits/confidence.ts";
import { fitKinds, type FitOptions } from "../loop/fit.ts";
import { familyOf } from "./families.ts";
import type { ClassifierModel } from "./family.ts";
import type { LearnableKind } from "./kind.ts";
import type { DataChoices } from "./kinds.ts";
import type { SettlingChoices } from "./settling_nets.ts";
import type { WordChoices } from "./text_kind.ts";

/** How a classifier is trained; all of it has a default. */
export interface ClassifierOptions<N extends ClassifierModel = ClassifierModel>
  extends FitOptions, DataChoices {
  /** The kind of model; where absent `lstmal` for texts, `cnn_al` for images, `mlp_al` for rows of numbers. */
  readonly model?: N;
  /**
   * `al`, where absent, for Associated Learning, or `ep` for equilibrium propagation of a model that settles;
   * `bp` for the same net by backpropagation.
   */
  readonly mode?: N extends EquilibriumModel ? "ep" | "bp" : NetOptions["mode"];
  /** Passes over the examples; where absent as many as make 1,500 steps, from 5 to 100. */
  readonly epochs?: number;
  /**
   * Whose validation accuracy chooses the epoch: that of the `full` depth, where absent of images and rows of
   * numbers, `best`, or the `mean` of all depths, where absent of texts.
   */
  readonly choose?: FitOptions["choose"];
  /** Seed of first values, of the order of the examples, and of the hold-out; 1 where absent. */
  readonly seed?: number;
  /** The device to compute on; where absent a GPU where one answers, else the processors. */
  readonly device?: Device;
  /** How confidence is measured where examples leave early; `max-softmax` where absent. */
  readonly criterion?: Criterion;
  /** Number of blocks, a word table counted as one; that of the model where absent. */
  readonly blocks?: number;
  /** The label side of the blocks. */
  readonly labels?: Partial<LabelOptions>;
  /**
   * How the blocks learn; texts with a decay of 2, `linearal` and `lstmal` at a rate of 0.004 above the words, and
   * with word vectors that keep e^-4 of what they have learned in an epoch that does not use them (e^-1 where
   * texts have 100 words or more on average), where absent, as the commands learn from files. Of a model that settles the rate alone, 0.001 where absent.
   */
  readonly learning?: Partial<LearningOptions>;
  /** The word table of a model of texts; of one that settles its width alone, as its vectors do not learn. */
  readonly words?: Partial<WordChoices>;
  /** The blocks above the word table of a model of texts. */
  readonly above?: N extends TextModel ? Partial<BlocksOf<N>> : undefined;
  /** The layers of a model of images or of rows of numbers. */
  readonly layers?: N extends ImageModel ? Partial<ImageOptionsByModel[N]["layers"]> : undefined;
  /** The layers of a model that settles, and how it does; 20 free and 10 nudged steps where absent. */
  readonly settling?: N extends EquilibriumModel ? SettlingChoices : undefined;
}

const ACT = "train a classifier";

/** What options may be that are not of the net's parts. */
const ownKinds: OptionKinds<ClassifierOptions> = {
  ...fitKinds,
  seed: netKinds.seed,
  device: "object",
};

/** Options that are looked at where they are used. */
const others = ["model", "classes", "validation", "course", "signal"];

/**
 * Refuses options that are unknown or not what they may be.
 *
 * @throws {ShapeError} When there is such an option, or the model does not read such data.
 */
export function checkClassifierOptions(
  kind: LearnableKind,
  { model = kind.model, ...options }: ClassifierOptions,
): void {
  const family = familyOf(model);
  if (!kind.reads(model)) {
    throw new ShapeError(
      `Cannot ${ACT}: the model "${model}" does not read ${kind.unit}, leave model out for ` +
        `"${kind.model}"`,
    );
  }
  const { choices } = kind;
  const parts = family.parts(kind, model), own = { ...ownKinds, ...family.own, ...choices };
  checkNames(ACT, options, [...Object.keys(own), ...others, ...Object.keys(parts)]);
  checkGiven<object>(ACT, options, own);
  for (const [name, kinds] of Object.entries(parts)) {
    const own: object = options[name as keyof typeof options] as object | undefined ?? {};
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
