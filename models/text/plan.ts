/**
 * The part that all text models share: words enter, and the first block is a word table.
 *
 * @module
 */
import type { Encoder, Place } from "../../engine/mod.ts";
import type { NetPlan } from "../net.ts";
import { StackedEncoder } from "../stacked_encoder.ts";
import { TextEntry } from "./entry.ts";
import type { TextOptions, WordOptions } from "./options.ts";
import { checkSides } from "./side_words.ts";

/** Where a layer above the words stands. */
export interface LayerAt {
  /** Its block, counted from 0; the first may have layers too. */
  readonly block: number;
  /** Its number, from 1 for the layer that the words enter. */
  readonly number: number;
  /** Columns of the features that enter it. */
  readonly columns: number;
}

/**
 * The plan of a text model.
 *
 * @param words The encoder of the first block: word vectors, or their mean.
 * @param above Makes a layer above the words, for features of `columns` columns.
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
 * const plan = textPlan(options, WordEncoder, (place, { columns }) =>
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
  above: (place: Place, layer: LayerAt) => Encoder,
): NetPlan {
  checkSides(options.words, options.blocks);
  const { shared, sides = [], vocabulary, tables, layers } = options.words;
  const first = (place: Place): Encoder => {
    if (!layers) return new words(place, options.words);
    const parts = [new words(place.at("words"), options.words)];
    for (let number = 1; number <= layers; number++) {
      const columns = parts.at(-1)!.out.x.at(-1)!;
      parts.push(above(place.at(`layer ${number}`), { block: 0, number, columns }));
    }
    return new StackedEncoder(place, parts);
  };
  const rows = [vocabulary, ...sides.slice(1).map((side) => side?.rows)];
  return {
    input: { x: [null] },
    isEven: layers > 0,
    encoder: (place, block, { x }) =>
      block ? above(place, { block, number: layers + block, columns: x.at(-1)! }) : first(place),
    entry: (first) =>
      new TextEntry(rows, { tables, shared: shared && sides.length ? first.parameters[0] : null }),
  };
}
