/**
 * What the blocks of a stage learn from: the features of the frozen blocks below.
 *
 * @module
 */
import type { Chain, Features, HostInput, Signal, Stage } from "../../engine/mod.ts";
import { WordVectors } from "../../models/words.ts";
import type { Batch, Encoded } from "../../datasets/mod.ts";
import { FeatureCache } from "./feature_cache.ts";
import type { CacheFigures } from "../run/result.ts";
import type { StagedRun } from "./stages.ts";
import { type Feed, TextFeed } from "../model/steps.ts";

/** Feeds of the training and the validation rows, and what they cost. */
export interface StageFeeds extends Disposable {
  /** Of the training rows. */
  readonly train: Feed;
  /** Of the validation rows. */
  readonly validation: Feed;
  /** What they cost. */
  readonly figures: CacheFigures;
}

/**
 * The features of the frozen blocks below a stage, computed once; null where that is stopped.
 *
 * @throws {KernelError} When the device is asked for and cannot hold them.
 * @throws {DataError} When their file cannot be written.
 */
export async function openFeeds(
  { path, options, data, display }: StagedRun,
  { chain, frozen }: Stage,
  stopped: () => boolean,
): Promise<StageFeeds | null> {
  if (frozen === 1 && chain.blocks[0].parts.f.constructor === WordVectors) return wordTable(chain);
  using room = new DisposableStack();
  const total = data.train.labels.length + data.validation.labels.length;
  let before = 0;
  const fill = async (set: Encoded): Promise<FeatureCache | null> => {
    const cache = await FeatureCache.fill(set, {
      chain,
      frozen,
      place: options.featureCache ?? "auto",
      folder: path,
      // As in training, so that a pass takes what it would there, and resumed runs have the same bits.
      batch: options.batchTrain,
      maxLen: options.maxLen,
      stopped,
      onProgress: (done) => display.filling(before + done, total),
    });
    before += set.labels.length;
    return cache && room.use(cache);
  };
  const train = await fill(data.train);
  const validation = train && await fill(data.validation);
  if (!validation) return null;
  const held = room.move();
  return {
    train: train.feed(true),
    validation: validation.feed(false),
    figures: figuresOf(train, validation),
    [Symbol.dispose]: () => held[Symbol.dispose](),
  };
}

/** What the features of both sets cost; epochs pass over those of the training rows. */
function figuresOf(train: FeatureCache, validation: FeatureCache): CacheFigures {
  return {
    place: train.place,
    bytes: train.bytes + validation.bytes,
    seconds: train.seconds + validation.seconds,
    pass: train.pass,
  };
}

/** The features of an embedding block: its frozen table, as a lookup is all that it does. */
function wordTable(chain: Chain): StageFeeds {
  const feed = (training: boolean) => new TableFeed(chain, new TextFeed({ training, first: 1 }));
  return {
    train: feed(true),
    validation: feed(false),
    figures: { place: "word table", bytes: 0, seconds: 0, pass: 0 },
    [Symbol.dispose]: () => {},
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
