/**
 * The part that all text models share: words enter, and the first block is a word table.
 *
 * @module
 */
import type { Encoder, Place } from "../../engine/mod.ts";
import type { NetPlan } from "../net.ts";
import { TextEntry } from "./entry.ts";
import type { TextOptions, WordOptions } from "./options.ts";
import { checkSides } from "./side_words.ts";

/**
 * The plan of a text model.
 *
 * @param words The encoder of the first block: word vectors, or their mean.
 * @param above Makes the encoder of block `i`, from 1 on, for features of `columns` columns.
 * @throws {ShapeError} When a side input is given to a block that cannot take it.
 *
 * @example
 * ```ts
 * import {
 *   buildNet,
 *   defaultLinear,
 *   defaultLstm,
 *   defaultNet,
 *   defaultWords,
 *   LstmEncoder,
 *   openCpu,
 *   textPlan,
 *   WordEncoder,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const plan = textPlan(options, WordEncoder, (place, _, columns) =>
 *   new LstmEncoder(place, {
 *     ...defaultLstm,
 *     inputs: columns,
 *     initialization: "default",
 *     side: null,
 *   }));
 * console.assert(buildNet(device, options, plan).depths.length === 3);
 * device.destroy();
 * ```
 */
export function textPlan(
  options: TextOptions<unknown>,
  words: new (place: Place, options: WordOptions) => Encoder,
  above: (place: Place, i: number, columns: number) => Encoder,
): NetPlan {
  checkSides(options.words, options.blocks);
  const { shared, sides = [], vocabulary, tables } = options.words;
  const rows = [vocabulary, ...sides.slice(1).map((side) => side?.rows)];
  return {
    input: { x: [null] },
    encoder: (place, i, { x }) => i ? above(place, i, x.at(-1)!) : new words(place, options.words),
    entry: (first) =>
      new TextEntry(rows, { tables, shared: shared && sides.length ? first.parameters[0] : null }),
  };
}
