/**
 * After how many blocks a net predicts.
 *
 * @module
 */
import { ShapeError } from "../error.ts";

/**
 * Refuses depths at which a net does not predict.
 *
 * @param depths Depths at which it predicts, rising.
 * @param input What it predicts from, for the message; nothing where it is what enters the net.
 * @throws {ShapeError} When `depth` is none of them.
 */
export function checkDepth(depth: number, depths: readonly number[], input?: string): void {
  if (depths.includes(depth)) return;
  const what = input === undefined ? `${depth}` : `${depth} from ${input}`;
  const way = depths.length === 1
    ? `give ${depths[0]}, its only depth`
    : `give a depth from ${depths[0]} to ${depths.at(-1)}`;
  throw new ShapeError(`Cannot predict at depth ${what}: ${way}`);
}
