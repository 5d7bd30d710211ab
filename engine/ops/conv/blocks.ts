/**
 * Tiles over images, some at a time.
 *
 * @module
 */

import type { Device } from "../../device/device.ts";
import type { Signal } from "../../tensor/tensor.ts";
import { add } from "../pointwise/pointwise.ts";

/** Uniforms of the kernels that read or write tiles of images, see winograd_tiles.wgsl. */
export const tileUniforms = {
  height: "u32",
  width: "u32",
  channels: "u32",
  down: "u32",
  across: "u32",
  top: "i32",
  left: "i32",
  first: "u32",
  tiles: "u32",
} as const;

/** Bytes of transformed tiles that are in memory at a time, but for so many tiles. */
const most = 1 << 22, least = 128;

/** Tiles over some images. */
export interface Block {
  /** Tiles below each other in an image. */
  readonly down: number;
  /** Tiles beside each other in an image. */
  readonly across: number;
  /** The first tile. */
  readonly first: number;
  /** Number of tiles. */
  readonly tiles: number;
}

/** All tiles of images, in blocks of bounded memory: a transformed tile has so many numbers. */
export function blocksOfTiles(
  { batch, down, across }: { batch: number; down: number; across: number },
  numbers: number,
): Block[] {
  const all = batch * down * across;
  const count = Math.max(least, Math.floor(most / (4 * numbers)));
  const blocks = Math.ceil(all / count);
  const each = Math.ceil(all / Math.max(blocks, 1));
  return Array.from({ length: blocks }, (_, i) => {
    const first = i * each;
    return { down, across, first, tiles: Math.min(each, all - first) };
  });
}

/** Images of which a kernel takes tiles. */
export interface Images {
  readonly shape: readonly number[];
  /** How far the first tile begins above and left of an image. */
  readonly top: number;
  readonly left: number;
}

/** The uniforms of a kernel that takes a block of tiles. */
export function uniformsOf(
  { shape: [, height, width, channels], top, left }: Images,
  block: Block,
) {
  return { height, width, channels, top, left, ...block };
}

/** Adds up what blocks give, one after the other, so that memory does not grow with their number. */
export function summed(
  device: Device,
  blocks: readonly Block[],
  body: (block: Block) => readonly Signal[],
): readonly Signal[] {
  return blocks.reduce<readonly Signal[]>((known, block) => {
    const total = device.scope(() => {
      const part = body(block);
      return known.length ? part.map((one, i) => add(known[i], one)) : part;
    });
    device.release(known);
    return total;
  }, []);
}
