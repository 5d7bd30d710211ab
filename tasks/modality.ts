/**
 * Kinds of data: what the commands need to know of texts, or of anything else that a net may read.
 *
 * @module
 */
import type { Device, Learner, RowSizes } from "../engine/mod.ts";
import type { EquilibriumOptions, ModelOptions } from "../models/mod.ts";
import type { Batch, BatchSource, Source } from "../datasets/mod.ts";
import type { Encoding } from "./encoding.ts";
import type { OptionsOf } from "./options/options.ts";
import type { DataKind } from "./options/spec.ts";
import type { RunFile } from "./run/folder.ts";
import type { Watcher } from "./terminal/loading.ts";

/** The name, the files and the notes of a data set. */
export interface DatasetFacts {
  /** Name or path by which it was asked for. */
  readonly name: string;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** What a reader of the figures should know, such as which rows are a subset. */
  readonly notes: readonly string[];
}

/** A data set that is ready for training. */
export interface Prepared<E extends Encoding = Encoding> {
  /** Its name, its files and its notes. */
  readonly dataset: DatasetFacts;
  /** How its rows become the inputs of a net. */
  readonly encoding: E;
  /** Rows that the blocks learn from. */
  readonly train: BatchSource;
  /** Rows by which the best epoch is chosen. */
  readonly validation: BatchSource;
  /** Rows that are tested at the end, and used for nothing before. */
  readonly test: BatchSource;
  /** Whether training rows change from epoch to epoch, so that their features cannot be kept. */
  readonly isAugmented: boolean;
  /** Further sizes, to print behind the numbers of rows and classes, as `1,203 words`. */
  readonly size: string;
  /** Further lines to print, each a heading of at most 7 letters and a text. */
  readonly lines: readonly (readonly [heading: string, text: string])[];
  /** Further entries of `data.json`. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Builds the model that the options name; where the data bring first values (word vectors), it has them. */
  build(device: Device): Learner;
  /** A test row in the form that a person reads. */
  shown(row: number): string;
  /** A test row as the `src` of an HTML image, where it is one. */
  picture?(row: number): string;
  /** The filters of a net's first layer as the `src` of an HTML image, where they are small images. */
  filters?(learner: Learner): Promise<string>;
}

/** Labelled rows to test a saved model on. */
export interface TestSet {
  /** Name or path of the data set. */
  readonly name: string;
  /** What a reader of the figures should know. */
  readonly notes: readonly string[];
  /** The rows, their labels the model's classes. */
  readonly source: BatchSource;
}

/** The model of a run, with its options and its encoding. */
export interface RunModel<E extends Encoding = Encoding> {
  /** Folder of the run. */
  readonly path: string;
  /** The options that it was trained with. */
  readonly options: OptionsOf<"train">;
  /** How data become the inputs of its net. */
  readonly encoding: E;
  /** The model. */
  readonly learner: Learner;
}

/** One thing to predict. */
export interface Question {
  /** The form that a person reads. */
  readonly shown: string;
  /** What a reader of its answer should know, as that the model knows no word of it. */
  readonly remark?: string;
}

/** How an answer is explained. */
export interface ExplainOptions {
  /** Blocks that are used. */
  readonly depth: number;
  /** Variants of a question that are predicted at once. */
  readonly batch: number;
  /** Divisor of the logits; 1 where absent. */
  readonly temperature?: number;
}

/** Things to predict, from where the options say. */
export interface Questions<Q extends Question = Question, E extends object = object>
  extends AsyncIterable<Q> {
  /** Some questions as one mini-batch, in their order; its labels mean nothing. */
  batch(some: readonly Q[]): Batch;
  /** Why the net answers a question as it does, in the form that programs read; absent where `--explain` is refused. */
  explain?(one: Q, how: ExplainOptions): Promise<E>;
  /** An explanation in the form that a person reads on the terminal; there where explanations are. */
  explanationText?(explanation: E): string;
}

/** What enters a net, block by block, for a summary. */
export interface Entering {
  /** Sizes of the greatest example at each block. */
  readonly sizes: readonly RowSizes[];
  /** What enters at each block, in the form that programs read. */
  readonly inputs: readonly unknown[];
  /** The same as a table for people; empty where nothing enters above the first block. */
  readonly table: string;
  /** A line that says for what example the costs are counted. */
  readonly note: string;
}

/** What the examples of a kind of data are called. */
export interface Naming {
  /** Plural, as `texts`. */
  readonly unit: string;
  /** Singular, as `text`. */
  readonly one: string;
}

/** A kind of data. */
export interface Modality<E extends Encoding = Encoding> extends Naming {
  /** Which kind it is. */
  readonly kind: DataKind;
  /** What to give where `predict` is given nothing, as `give --text or --file`. */
  readonly ask: string;
  /** Files of a run folder that hold how its model reads data. */
  readonly files: readonly RunFile[];
  /**
   * Loads and prepares what the options name.
   *
   * @param known The encoding of a saved model, which the data are then read by.
   * @throws {DataError} when the data cannot be read or have a class that the saved model does not know
   */
  prepare(
    options: OptionsOf<"train">,
    onProgress: Watcher,
    known?: E,
  ): Promise<Prepared<E>>;
  /** Reads the encoding of a run; where the options add an input that the run did not have, it is missing there. */
  read(run: string, options: OptionsOf<"train">): Promise<E>;
  /**
   * Checks that an encoding has all that the options of its run ask for; absent where nothing may be missing.
   *
   * @throws {DataError} when something is missing
   */
  check?(run: string, options: OptionsOf<"train">, encoding: E): void;
  /** Writes an encoding into a run's folder. */
  write(run: string, encoding: E): Promise<void>;
  /** The model of a run, its first values drawn. */
  build(device: Device, options: OptionsOf<"train">, encoding: E): Learner;
  /**
   * The options of the library's model that the options of a run stand for.
   *
   * @param rows The rows that it learns from; absent where it learns no more.
   */
  modelOptions(
    options: OptionsOf<"train">,
    encoding: E,
    rows?: BatchSource,
  ): ModelOptions | EquilibriumOptions;
  /** The sizes of an encoding for a title, as `1,203 words, 4 classes`. */
  size(encoding: E): string;
  /** What enters a net of these options. */
  entering(options: OptionsOf<"train">, encoding: E): Entering;
  /**
   * The rows that `eval` tests on: all rows of `--test-data`, else the test rows of `--dataset`, else the
   * test rows of the data set that the run was trained on.
   *
   * @param isOther Whether `--dataset` is given.
   */
  testSet(
    run: RunModel<E>,
    options: OptionsOf<"eval">,
    isOther: boolean,
    onProgress: Watcher,
  ): Promise<TestSet>;
  /** The questions that `predict` answers. */
  questions(run: RunModel<E>, options: OptionsOf<"predict">): Questions;
  /**
   * The rows of a run's data set whose labels are not published; null where it has none, and absent where
   * no data set has any.
   */
  unlabelled?(
    run: RunModel<E>,
    onProgress?: Watcher,
  ): Promise<Omit<TestSet, "notes"> | null>;
}
