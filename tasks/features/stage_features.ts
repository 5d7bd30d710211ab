/**
 * The features of frozen blocks, which the blocks of a stage learn from.
 *
 * @module
 */
import type { EntryUse, Stage } from "../../engine/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import type { CacheFigures } from "../loop/position.ts";
import { type Feed, feedOf } from "../loop/steps.ts";
import { type CachePlace, FeatureCache } from "./feature_cache.ts";

/** Feeds of the training and the validation rows, and the cost of their features. */
export interface StageFeeds {
  /** The feed of the training rows. */
  readonly train: Feed;
  /** The feed of the validation rows. */
  readonly validation: Feed;
  /** The cost of the features. */
  readonly figures: CacheFigures;
}

/** The rows that features are computed of, and where the features are kept. */
export interface StageFeaturesOptions {
  /** The training rows. */
  readonly train: BatchSource;
  /** The validation rows. */
  readonly validation: BatchSource;
  /**
   * Where features are kept; `auto` is on the device where they fit. With `none` they are computed anew in
   * each step: examples change from epoch to epoch.
   */
  readonly place: CachePlace | "auto" | "none";
  /** Folder of the file, where it is one. */
  readonly folder: string;
  /**
   * Examples of a mini-batch while features are computed: the same number as in training, so that a pass
   * takes the same time, and resumed runs have the same bits.
   */
  readonly batch: number;
  /** Whether to stop. */
  readonly stopped: () => boolean;
  /** Called with the number of examples done, of all. */
  readonly onProgress: (done: number, total: number) => void;
}

/** The features that the stages of a run learn from. Features of stage 2 are made of the features of stage 1. */
export class StageFeatures implements Disposable {
  readonly #options: StageFeaturesOptions;
  readonly #kept: { train?: FeatureCache | null; validation?: FeatureCache | null } = {};

  /** The features of a run's stages, none of which are computed so far. */
  constructor(options: StageFeaturesOptions) {
    this.#options = options;
  }

  /**
   * The features of the frozen blocks below a stage, computed once; null where that is stopped. The features
   * of the stage before are freed.
   *
   * @throws {KernelError} When the device is asked for and cannot hold them.
   * @throws {DataError} When their file cannot be written.
   */
  async open(stage: Stage): Promise<StageFeeds | null> {
    const { chain, frozen } = stage;
    if (frozen === 1 && chain.encoders[0].isLookup) return computed(stage, "word table");
    const { place } = this.#options;
    if (place === "none") return computed(stage, "none");
    const train = await this.#fill("train", stage, place);
    const validation = train && await this.#fill("validation", stage, place);
    if (!validation) return null;
    return {
      train: train.feed({ training: true }),
      validation: validation.feed({ training: false }),
      // Epochs pass over the training rows.
      figures: {
        place: train.place,
        bytes: train.bytes + validation.bytes,
        seconds: train.seconds + validation.seconds,
        pass: train.pass,
      },
    };
  }

  async #fill(
    part: "train" | "validation",
    { chain, frozen }: Stage,
    place: CachePlace | "auto",
  ): Promise<FeatureCache | null> {
    const { train, validation, onProgress, ...options } = this.#options;
    using below = this.#kept[part];
    this.#kept[part] = null;
    const before = part === "train" ? 0 : train.labels.length;
    const total = train.labels.length + validation.labels.length;
    return this.#kept[part] = await FeatureCache.fill(this.#options[part], {
      ...options,
      place,
      chain,
      frozen,
      below: below ?? undefined,
      onProgress: (done) => onProgress(before + done, total),
    });
  }

  /** Gives memory and files back. */
  [Symbol.dispose](): void {
    this.#kept.train?.[Symbol.dispose]();
    this.#kept.validation?.[Symbol.dispose]();
  }
}

/** Features that the frozen blocks make in each step: looked up in a frozen table, or computed. */
function computed(
  { chain, frozen }: Stage,
  place: Extract<CacheFigures["place"], "word table" | "none">,
): StageFeeds {
  const feed = (training: boolean): Feed => {
    const learns = (block: number) => training && block >= frozen;
    const use: EntryUse = { first: 0, end: Infinity, learns };
    const { inputs, features } = feedOf(chain, use);
    return { inputs, features: (signals) => chain.featuresAt(features(signals), frozen) };
  };
  return {
    train: feed(true),
    validation: feed(false),
    figures: { place, bytes: 0, seconds: 0, pass: 0 },
  };
}
