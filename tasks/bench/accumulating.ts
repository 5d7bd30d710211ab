/**
 * Measures the time that kept features of frozen blocks save while the block above them learns.
 *
 * @module
 */
import { type Chain, Stage } from "../../engine/mod.ts";
import { FeatureCache } from "../features/feature_cache.ts";
import { type Feed, feedOf, TrainingStep } from "../loop/steps.ts";
import type { Ours } from "./devices.ts";
import type { AccumulateLine } from "./lines.ts";
import { alModel, stateOf } from "./models.ts";
import { median } from "./peers/measure.ts";
import { TemporaryFolder } from "./process.ts";
import {
  BATCH,
  fewer,
  loadTexts,
  passOf,
  passTimes,
  type Texts,
  type TextSource,
} from "./texts.ts";

/** The models whose last block learns, and their number of blocks. */
const MODELS = [["lstmal", "al-lstm"], ["transformeral", "al-transformer"]] as const;
const BLOCKS = 4;
const SIZES = { width: 128, heads: 4, label: 128, blocks: BLOCKS, sparse: 1 };

/** Trains the last of four blocks, with features computed in each step and with kept ones. */
export async function* accumulating(
  ours: Ours,
  source: TextSource,
  repeats: number,
): AsyncGenerator<AccumulateLine> {
  const texts = await loadTexts(source);
  for (const [model, kind] of MODELS) {
    const { rows, classes } = texts;
    const learner = alModel(ours.device, source.seed, {
      kind,
      sizes: { ...SIZES, rows, classes },
    });
    const figures = await measured(learner.chain!, texts, source.seed, repeats);
    yield { kind: "accumulate", device: ours.name, data: texts.name, model, ...figures };
    ours.device.release(stateOf(learner));
  }
}

type Figures = Omit<AccumulateLine, "kind" | "device" | "data" | "model">;

async function measured(
  chain: Chain,
  { set, classes }: Texts,
  seed: number,
  repeats: number,
): Promise<Figures> {
  const { device } = chain;
  const frozen = BLOCKS - 1;
  await using folder = await TemporaryFolder.make();
  using cache = (await FeatureCache.fill(set, {
    chain,
    frozen,
    place: "auto",
    folder: folder.path,
    batch: BATCH,
  }))!;
  const times = async (feed: Feed) => {
    const step = new TrainingStep(new Stage(chain, { first: frozen, classes }), feed);
    const pass = () => {
      for (const batch of set.batches(passOf(seed))) step.run(batch);
    };
    const seconds = await passTimes(device, pass, fewer(device, repeats));
    device.release(step.totals.sums);
    return seconds;
  };
  const computed = await times(computing(chain, frozen));
  const looked = await times(cache.feed({ training: true }));
  return {
    frozen,
    computed: median(computed),
    kept: median(looked),
    runs: { computed, kept: looked },
    fill: cache.seconds,
    place: cache.place,
    bytes: cache.bytes,
  };
}

/** Runs the frozen blocks in each step. */
function computing(chain: Chain, frozen: number): Feed {
  const { inputs, features } = feedOf(chain);
  return { inputs, features: (signals) => chain.featuresAt(features(signals), frozen) };
}
