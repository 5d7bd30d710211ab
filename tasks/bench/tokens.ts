/**
 * Words a second of training, with texts in any order and with texts of like length in a batch.
 *
 * @module
 */
import { TextRows } from "../../datasets/mod.ts";
import { TrainingStep } from "../loop/steps.ts";
import { BUCKET_WINDOW } from "../text/encoding.ts";
import type { Ours } from "./devices.ts";
import type { TokensLine } from "./lines.ts";
import { alModel, stateOf } from "./models.ts";
import { findCase } from "./peers/cases.ts";
import { median } from "./peers/measure.ts";
import { fewer, loadTexts, passOf, passTimes, type TextSource } from "./texts.ts";

/** The orders that batches are cut from, and their windows. */
const ORDERS = [["any", 1], ["by length", BUCKET_WINDOW]] as const;

/** Trains the model of the case `transformeral` on real texts, one pass after another. */
export async function* tokens(
  { name, device }: Ours,
  source: TextSource,
  repeats: number,
): AsyncGenerator<TokensLine> {
  const { set: { set }, rows, classes, name: data } = await loadTexts(source);
  const { kind, sizes } = findCase("transformeral");
  for (const [order, window] of ORDERS) {
    const learner = alModel(device, source.seed, { kind, sizes: { ...sizes, rows, classes } });
    const training = new TrainingStep(learner);
    const batches = new TextRows(set, { window }).batches(passOf(source.seed));
    const pass = () => {
      for (const batch of batches) training.run(batch);
    };
    const seconds = await passTimes(device, pass, fewer(device, repeats));
    device.release([stateOf(learner), training.totals.sums]);
    yield {
      kind: "tokens",
      device: name,
      data,
      order,
      padding: batches.padding(),
      batches: batches.length,
      words: set.tokens.length,
      seconds,
      rate: set.tokens.length / median(seconds),
    };
  }
}
