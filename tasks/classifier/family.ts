/**
 * What the library knows of a family of nets.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import type { OptionKinds } from "../../engine/options.ts";
import type {
  EquilibriumModel,
  EquilibriumOptions,
  ModelName,
  ModelOptions,
} from "../../models/mod.ts";
import type { Encoding } from "../encoding.ts";
import type { LearnableKind } from "./kind.ts";

/** The name of a model that a classifier may have: of blocks, or one that settles. */
export type ClassifierModel = ModelName | EquilibriumModel;

/** The options of the net of such a model. */
export type ClassifierNet<N extends ClassifierModel = ClassifierModel> = N extends ModelName
  ? ModelOptions<N>
  : EquilibriumOptions;

/** What the options of a classifier say of its net. */
export interface GivenNet {
  /** How it learns. */
  readonly mode?: string;
  /** Start of its random streams. */
  readonly seed?: number;
  /** Number of blocks. */
  readonly blocks?: number;
  /** The parts of its options. */
  readonly [part: string]: unknown;
}

/** A family of nets: what their options are, and how they are built. */
export interface NetFamily {
  /** What options may be that stand in no part. */
  readonly own: OptionKinds;
  /** Columns that a model reads beside each text. */
  columns(model: ClassifierModel): number;
  /** How data are prepared where the caller does not say. */
  choices(model: ClassifierModel): object;
  /** What the options of a model may be, part by part. */
  parts(kind: LearnableKind, model: ClassifierModel): Readonly<Record<string, OptionKinds>>;
  /** The options of a net for an encoding, with defaults for all that is not given. */
  options(
    kind: LearnableKind,
    model: ClassifierModel,
    given: GivenNet,
    encoding: Encoding,
  ): ClassifierNet;
  /**
   * Builds a net.
   *
   * @throws {ShapeError} When an option is not what it may be, or does not fit the others.
   */
  build(device: Device, model: ClassifierModel, options: ClassifierNet): Learner;
  /** Whether a value of JSON has the parts that options of a net have. */
  isNet(value: Readonly<Record<string, unknown>>): boolean;
  /** The number of its depths, and of the places that its parameters are named by. */
  counts(options: ClassifierNet): { readonly depths: number; readonly places: number };
}
