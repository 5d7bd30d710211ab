/**
 * What the library knows of a kind of data.
 *
 * @module
 */
import type { OptionKinds } from "../../engine/options.ts";
import type { ModelName, NetOptions } from "../../models/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import type { Encoding } from "../encoding.ts";
import type { Choice } from "../loop/choice.ts";
import type { PreparedData } from "../parts.ts";
import type { ClassifierModel, ClassifierNet } from "./family.ts";

/** The options of a net that the caller gives, part by part. */
export type NetParts = Readonly<Record<string, object | undefined>>;

/**
 * A kind of data: labelled data `D`, things to classify `I`, and the encoding `E` that makes both what a net
 * reads.
 */
export interface LearnableKind<D = object, I = unknown, E extends Encoding = Encoding> {
  /** Plural name of the examples, as `texts`. */
  readonly unit: string;
  /** The model that is taken where none is named. */
  readonly model: ModelName;
  /** What the options may be that say how data are prepared. */
  readonly choices: OptionKinds;
  /** Whether a model reads such data. */
  reads(model: ClassifierModel): boolean;
  /** What the options of a model of blocks may be, for each part of its net that is not of every net. */
  parts(model: ModelName): Readonly<Record<string, OptionKinds>>;
  /** The options of a net of blocks for an encoding: its parts with defaults for all that is not given. */
  net(net: NetOptions, model: ModelName, given: NetParts, encoding: E): NetOptions;
  /**
   * The options of a net that is to learn from rows, with what these give it, as first values; they are not kept
   * with the net.
   */
  first?(net: ClassifierNet, rows: BatchSource, choices: { readonly batch: number }): ClassifierNet;
  /** How a model learns such data where that differs from the model's own defaults. */
  learning(model: ModelName): { readonly rate?: number; readonly decay?: number };
  /** Whose validation accuracy chooses the epoch; the full depth's where absent. */
  readonly choose?: Choice;
  /** Prepares labelled data for training. */
  prepare(data: D, choices: object): PreparedData<E>;
  /** Labelled data as rows of a net that exists. */
  labelled(encoding: E, data: D): BatchSource;
  /** Things to answer as rows of a net that exists. */
  inputs(encoding: E, inputs: readonly I[]): BatchSource;
  /** An encoding as a plain value. */
  plain(encoding: E): object;
  /** Whether a value of JSON has the parts of a plain encoding. */
  isPlain(value: unknown): boolean;
  /** The encoding of a plain value. */
  from(plain: object): E;
  /** Whether a net was made for an encoding. */
  fits(options: ClassifierNet, encoding: E): boolean;
}
