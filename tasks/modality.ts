/**
 * Kinds of data: what the commands know of texts, images and whatever else a net may read.
 *
 * @module
 */
import type { Device, Learner, RowSizes } from "../engine/mod.ts";
import type { Batch, BatchSource, Source } from "../datasets/mod.ts";
import type { Progress } from "../datasets/files/mod.ts";
import type { Encoding } from "./encoding.ts";
import type { OptionsOf } from "./options/options.ts";
import type { RunFile } from "./run/folder.ts";

/** What is to be told of a data set. */
export interface DatasetFacts {
  /** Name or path it was asked for by. */
  readonly name: string;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** What a reader of the figures should know, such as which rows are a subset. */
  readonly notes: readonly string[];
}

/** A data set that is ready for training. */
export interface Prepared<E extends Encoding = Encoding> {
  /** What is to be told of it. */
  readonly dataset: DatasetFacts;
  /** How it became what a net reads. */
  readonly encoding: E;
  /** What the blocks learn from. */
  readonly train: BatchSource;
  /** What epochs are chosen by. */
  readonly validation: BatchSource;
  /** What is measured at the end, and by nothing before. */
  readonly test: BatchSource;
  /** The end of the line on the data: what there is besides rows and classes, as `1,203 words`. */
  readonly size: string;
  /** Further lines, each a heading of at most 7 letters and what it is. */
  readonly lines: readonly (readonly [heading: string, text: string])[];
  /** Further entries of `data.json`. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** A model of it, with first values of the data's own where it has some. */
  build(device: Device): Learner;
  /** A test row as a person sees it. */
  shown(row: number): string;
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

/** What answers a saved model: its options and its encoding. */
export interface Known<E extends Encoding = Encoding> {
  /** Folder of the run. */
  readonly path: string;
  /** The options that it was trained with. */
  readonly options: OptionsOf<"train">;
  /** How data become what its net reads. */
  readonly encoding: E;
  /** The model. */
  readonly learner: Learner;
}

/** One thing to predict. */
export interface Question {
  /** It as a person sees it. */
  readonly shown: string;
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

/** Things to predict, from wherever the options say. */
export interface Questions<Q extends Question = Question, E extends object = object>
  extends AsyncIterable<Q> {
  /** Some of them as one mini-batch, in their order; the labels mean nothing. */
  batch(some: readonly Q[]): Batch;
  /** Why the net answers one of them as it does, as it is printed for programs. */
  explain(one: Q, how: ExplainOptions): Promise<E>;
  /** The same as a person reads it on the terminal. */
  explanationText(explanation: E): string;
}

/** What enters a net, block by block, for a summary. */
export interface Entering {
  /** Sizes of an example at each block, as great as it may be. */
  readonly sizes: readonly RowSizes[];
  /** What enters where, for a program. */
  readonly inputs: readonly unknown[];
  /** The same as a table, where blocks above the first take something; else empty. */
  readonly table: string;
  /** A line on the examples that the costs are of. */
  readonly note: string;
}

/** A kind of data. */
export interface Modality<E extends Encoding = Encoding> {
  /** Plural name of the examples, as `texts`. */
  readonly unit: string;
  /** Singular name of an example, as `text`. */
  readonly one: string;
  /** Files of a run folder that hold how its model reads data. */
  readonly files: readonly RunFile[];
  /**
   * Loads and prepares what the options name.
   *
   * @param known How a saved model reads data, which is kept.
   * @throws {DataError} when the data cannot be read or have a class that the saved model does not know
   */
  prepare(
    options: OptionsOf<"train">,
    onProgress: (progress: Progress) => void,
    known?: E,
  ): Promise<Prepared<E>>;
  /** Reads how a run's model reads data; what options add that the run did not have is not in it. */
  read(run: string, options: OptionsOf<"train">): Promise<E>;
  /**
   * Holds what was read to the run's own options.
   *
   * @throws {DataError} when something is missing that they ask for
   */
  check(run: string, options: OptionsOf<"train">, encoding: E): void;
  /** Writes that into a run's folder. */
  write(run: string, encoding: E): Promise<void>;
  /** The model of a run, its first values drawn. */
  build(device: Device, options: OptionsOf<"train">, encoding: E): Learner;
  /** What a model of an encoding is about, for a title, as `1,203 words, 4 classes`. */
  size(encoding: E): string;
  /** What enters its net. */
  entering(options: OptionsOf<"train">, encoding: E): Entering;
  /**
   * The rows that `eval` tests on: all of `--test-data`, else the test rows of `--dataset`, else those of the
   * data set that the run was trained on.
   *
   * @param isOther Whether `--dataset` is given.
   */
  testSet(
    run: Known<E>,
    options: OptionsOf<"eval">,
    isOther: boolean,
    onProgress: (progress: Progress) => void,
  ): Promise<TestSet>;
  /** What `predict` is asked. */
  questions(run: Known<E>, options: OptionsOf<"predict">): Questions;
  /** The rows of a run's data set whose labels are not published; null where it has none. */
  unlabelled(run: Known<E>): Promise<Omit<TestSet, "notes"> | null>;
}
