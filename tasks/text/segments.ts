/**
 * The words of a mini-batch by the blocks at which they enter.
 *
 * @module
 */
import type { Batch, BatchArray } from "../../datasets/mod.ts";
import { inputName, readInputName } from "../../models/text/names.ts";

/** Words that enter at a block. */
export interface Segment {
  /** The block, counted from 0. */
  readonly block: number;
  /** Word ids `[batch, time]`, row by row. */
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** Words of each row `[batch]`, up to `time`. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** Words a row has room for, 1 or more. */
  readonly time: number;
}

/** The words of a mini-batch, those of the first block first. */
export function segmentsOf({ inputs }: Batch): Segment[] {
  const segment = (block: number, tokens: BatchArray, lengths: BatchArray): Segment => ({
    block,
    tokens: tokens.data as Uint32Array<ArrayBuffer>,
    lengths: lengths.data as Uint32Array<ArrayBuffer>,
    time: tokens.shape[1],
  });
  const sides = Object.entries(inputs).flatMap(([name, tokens]) => {
    const { block, kind } = readInputName(name);
    return kind === "tokens" ? [segment(block, tokens, inputs[inputName(block, "lengths")])] : [];
  });
  return [segment(0, inputs.x, inputs.lengths), ...sides.sort((a, b) => a.block - b.block)];
}

/** Segments of `size` rows as a mini-batch; the labels mean nothing. */
export function batchOf(segments: readonly Segment[], size: number): Batch {
  const inputs: Record<string, BatchArray> = {};
  for (const { block, tokens, lengths, time } of segments) {
    inputs[block ? inputName(block, "tokens") : "x"] = { data: tokens, shape: [size, time] };
    inputs[inputName(block, "lengths")] = { data: lengths, shape: [size] };
  }
  const rows = Uint32Array.from({ length: size }, (_, row) => row);
  return { size, rows, labels: new Uint32Array(size), inputs };
}
