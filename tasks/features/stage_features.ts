/**
 * What the blocks of a stage learn from: the features of the frozen blocks below.
 *
 * @module
 */
import type { Chain, Features, HostInput, Signal, Stage } from "../../engine/mod.ts";
import { WordVectors } from "../../models/text/words.ts";
import type { Batch } from "../../datasets/mod.ts";
import { FeatureCache } from "./feature_cache.ts";
import type { CacheFigures } from "../run/result.ts";
import type { StagedRun } from "../training/stages.ts";
import { type Feed, TextFeed } from "../loop/steps.ts";

/** Feeds of the training and the validation rows, and what they cost. */
export interface StageFeeds {
  /** Of the training rows. */
  readonly train: Feed;
  /** Of the validation rows. */
  readonly validation: Feed;
  /** What they cost. */
  readonly figures: CacheFigures;
}

/** The features that the stages of a run learn from, each stage's made of those of the stage before. */
export class StageFeatures implements Disposable {
  readonly #run: StagedRun;
  readonly #kept: { train?: FeatureCache | null; validation?: FeatureCache | null } = {};

  /** The features of a run's stages, none of which are computed so far. */
  constructor(run: StagedRun) {
    this.#run = run;
  }

  /**
   * The features of the frozen blocks below a stage, computed once; null where that is stopped. Those
   * of the stage before are given back.
   *
   * @throws {KernelError} When the device is asked for and cannot hold them.
   * @throws {DataError} When their file cannot be written.
   */
  async open(stage: Stage, stopped: () => boolean): Promise<StageFeeds | null> {
    const { chain, frozen } = stage;
    if (frozen === 1 && chain.blocks[0].parts.f.constructor === WordVectors) {
      return wordTable(chain);
    }
    const train = await this.#fill("train", stage, stopped);
    const validation = train && await this.#fill("validation", stage, stopped);
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
    stopped: () => boolean,
  ): Promise<FeatureCache | null> {
    const { path, options, data, display } = this.#run;
    using below = this.#kept[part];
    this.#kept[part] = null;
    const before = part === "train" ? 0 : data.train.labels.length;
    const total = data.train.labels.length + data.validation.labels.length;
    return this.#kept[part] = await FeatureCache.fill(data[part], {
      chain,
      frozen,
      below: below ?? undefined,
      place: options.featureCache ?? "auto",
      folder: path,
      // As in training, so that a pass takes what it would there, and resumed runs have the same bits.
      batch: options.batchTrain,
      maxLen: options.maxLen,
      stopped,
      onProgress: (done) => display.filling(before + done, total),
    });
  }

  /** Gives memory and files back. */
  [Symbol.dispose](): void {
    this.#kept.train?.[Symbol.dispose]();
    this.#kept.validation?.[Symbol.dispose]();
  }
}

/** The features of an embedding block: its frozen table, as a lookup is all that it does. */
function wordTable(chain: Chain): StageFeeds {
  const feed = (training: boolean) => new TableFeed(chain, new TextFeed({ training, first: 1 }));
  return {
    train: feed(true),
    validation: feed(false),
    figures: { place: "word table", bytes: 0, seconds: 0, pass: 0 },
  };
}

/** Word vectors from the frozen table of the first block. */
class TableFeed implements Feed {
  readonly #chain: Chain;
  readonly #words: TextFeed;

  constructor(chain: Chain, words: TextFeed) {
    this.#chain = chain;
    this.#words = words;
  }

  inputs(batch: Batch): Record<string, HostInput> {
    return this.#words.inputs(batch);
  }

  features(inputs: Readonly<Record<string, Signal>>): Features<Signal> {
    return this.#chain.blocks[0].forward(this.#words.features(inputs));
  }
}
