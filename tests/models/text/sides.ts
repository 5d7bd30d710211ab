/** Text models of three blocks whose upper two take side inputs, and mini-batches for them. */
import { type Learner, rowIndex, type Signal, tensor } from "../../../engine/mod.ts";
import type { Segment, TextModel } from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";
import { type AssociatedChain, type Changes, netOf } from "./options.ts";

const sides = [undefined, { rows: 12 }, { rows: 12 }];

/** Three blocks of a model, the upper two with side inputs, all features equally wide. */
export const sided = (name: TextModel, ...changes: readonly Changes[]): Learner =>
  netOf(name, {
    blocks: 3,
    words: { width: 4, update: "sparse", sides },
    above: { width: 4, hidden: 4, heads: 2, bidirectional: false, dropout: 0 },
  }, ...changes);

/** The same, block for block. */
export const chained = (name: TextModel, ...changes: readonly Changes[]): AssociatedChain =>
  sided(name, ...changes) as AssociatedChain;

/** Side inputs take their vectors from the first block's table. */
export const oneTable: Changes = { words: { shared: true } };

/** Rows of word numbers on the device, filled up with 0. */
export function segment(...rows: number[][]): Segment {
  const time = Math.max(...rows.map((row) => row.length));
  const ids = rows.flatMap((row) => [...row, ...new Array(time - row.length).fill(0)]);
  const numbers = Uint32Array.from(ids);
  return {
    tokens: tensor(device, numbers, [rows.length, time]),
    lengths: tensor(device, Uint32Array.from(rows, (row) => row.length)),
    index: tensor(device, rowIndex(numbers, 0)),
  };
}

/** Words that enter at a block by their names. */
const entering = (block: number, { tokens, lengths, index }: Segment): Record<string, Signal> => ({
  [`${block}/tokens`]: tokens,
  [`${block}/lengths`]: lengths,
  [`${block}/index`]: index!,
});

/** Two texts. */
export function text(): Record<string, Signal> {
  const { tokens: x, lengths, index } = segment([3, 4, 5], [6, 7]);
  return { x, lengths, index: index! };
}

/** The texts with words for both upper blocks as they enter a net; a row of them is empty. */
export function batch(net: Learner, second = segment([2], [3, 4]), third = segment([], [5])) {
  const input = net.entry.features({ ...text(), ...entering(1, second), ...entering(2, third) });
  return { input, classes: tensor(device, new Uint32Array([1, 2])) };
}
