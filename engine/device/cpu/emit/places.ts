/** Emits where words are: addresses, and whether places are inside. */
import type { Context } from "./context.ts";
import type { Memory, Words } from "../ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import { vector } from "./vectors.ts";

/** Whether lanes read or write rows of neighbouring words without gaps. */
export function isDense(cx: Context, { word, memory }: Words, count: number): boolean {
  const { level, stride } = cx.uniformity.of(word);
  return level === Level.linear && stride === count && [1, 2, 4].includes(count) &&
    (memory.words === null || memory.words >= count * cx.uniformity.lanes);
}

/** Whether a stream may stand for the address of an access. */
export function isStreamed(cx: Context, words: Words, count: number): boolean {
  if (words.memory.space === "local") return false;
  return cx.uniformity.isUniform(words.word) || isDense(cx, words, count);
}

/** Words from the first that the lanes of a chunk touch. */
export function span(cx: Context, words: Words, count: number): number {
  return cx.uniformity.isUniform(words.word) ? count : count * cx.uniformity.lanes;
}

/** Whether a constant place is known to be inside. */
function isInside({ word, memory }: Words, count: number): boolean {
  return word.kind === "constant" && memory.words !== null && word.value + count <= memory.words;
}

/** Pushes the last place where `count` words are inside. */
export function lastPlace(cx: Context, memory: Memory, count: number): void {
  if (memory.words !== null) cx.code.i32(memory.words - count);
  else cx.code.get(cx.places.get(memory)!.words).i32(count).op("i32.sub");
}

/** Keeps the address of the word whose index is on the stack, `scale` bytes a word. */
export function keepAddress(cx: Context, memory: Memory, scale = 4): number {
  cx.code.i32(Math.log2(scale)).op("i32.shl").get(cx.places.get(memory)!.address).op("i32.add");
  return cx.keep("i32");
}

/** The address of a uniform place, moved inside where it is not. */
export function uniformAddress(cx: Context, words: Words, count: number, scale = 4): number {
  scalar(cx, words.word);
  if (!isInside(words, count)) {
    const word = cx.keep("i32");
    lastPlace(cx, words.memory, count);
    const last = cx.keep("i32");
    cx.code.get(word).get(last).get(word).get(last).op("i32.le_u").op("select");
  }
  return keepAddress(cx, words.memory, scale);
}

/** Pushes where in [word, lane] the lanes' words are. */
export function localIndex(cx: Context, { memory, word }: Words, i: number, r: number): void {
  const { code, uniformity: { lanes } } = cx;
  vector(cx, word, r);
  code.i32(memory.words! - 1 - i).op("i32x4.splat").op("i32x4.min_u");
  code.i32(Math.log2(lanes)).op("i32x4.shl");
  code.words([0, 1, 2, 3].map((lane) => 4 * r + lane + lanes * i)).op("i32x4.add");
}
