/** Emits the addresses of words, and keeps the indices of words in bounds. */
import type { Context, Stream } from "./context.ts";
import type { Expression, Memory, Words } from "../ir.ts";
import { fold } from "../lower/fold.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import { vector } from "./vectors.ts";

/** Whether the lanes access adjacent words without gaps, `count` words in each lane. */
export function isDense(cx: Context, { word, memory }: Words, count: number): boolean {
  const { level, stride } = cx.uniformity.of(word);
  return level === Level.linear && stride === count && [1, 2, 4].includes(count) &&
    (memory.words === null || memory.words >= count * cx.uniformity.lanes);
}

/**
 * Whether each lane stores four adjacent words, and the lanes store them at equal distances: each
 * lane's words are then a vector.
 */
export function isSpaced(cx: Context, { word }: Words, count: number): boolean {
  const { level, stride } = cx.uniformity.of(word);
  return count === 4 && level === Level.linear && stride > 4 && stride <= mostSpace;
}

/** Most words between lanes that store vectors, so that they lie in the window of a pointer. */
const mostSpace = 2 ** 16;

/**
 * The index of a word in the first lane, if the index is the same in each workgroup and known at
 * compile time, else `null`.
 */
function constantWord(cx: Context, expression: Expression): number | null {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "input":
      // The first lane of a workgroup of one chunk is the first invocation.
      return cx.uniformity.single && (expression.name === "local" || expression.name === "index")
        ? 0
        : null;
    case "operation": {
      const values = expression.operands.map((operand) => constantWord(cx, operand));
      if (expression.type === "f32" || expression.type === "bool") return null;
      return values.every((value) => value !== null)
        ? fold(expression.opcode, expression.type, expression.operands[0].type, values) ?? null
        : null;
    }
    default:
      return null;
  }
}

/**
 * The place of an access to workgroup memory whose index is known at compile time and in bounds.
 * The place is a constant distance from the thread's workgroup memory, whose address is a constant
 * of the code, so that the runtime checks nothing.
 */
export function constantPlace(cx: Context, words: Words, count: number): Stream | undefined {
  const { memory, word } = words;
  if (memory.space !== "workgroup") return undefined;
  if (!cx.uniformity.isUniform(word) && !isDense(cx, words, count)) return undefined;
  const first = constantWord(cx, word);
  if (first === null || first + span(cx, words, count) > memory.words!) return undefined;
  return { pointer: cx.workgroup, offset: cx.places.get(memory)!.workgroup + 4 * first };
}

/** Whether an access can use the pointer of a stream. */
export function isStreamed(cx: Context, words: Words & { kind: string }, count: number): boolean {
  if (words.memory.space === "local") return false;
  return cx.uniformity.isUniform(words.word) || isDense(cx, words, count) ||
    (words.kind === "store" && isSpaced(cx, words, count));
}

/** Number of words from the first that the lanes of a chunk access to the last. */
export function span(cx: Context, { word }: Words, count: number): number {
  if (cx.uniformity.isUniform(word)) return count;
  return cx.uniformity.of(word).stride * (cx.uniformity.lanes - 1) + count;
}

/** Whether an index is constant and known to be in bounds. */
function isInside({ word, memory }: Words, count: number): boolean {
  return word.kind === "constant" && memory.words !== null && word.value + count <= memory.words;
}

/** Pushes the last index from which on `count` words are in bounds. */
export function lastPlace(cx: Context, memory: Memory, count: number): void {
  if (memory.words !== null) cx.code.i32(memory.words - count);
  else cx.code.get(cx.places.get(memory)!.words).i32(count).op("i32.sub");
}

/** Pops an index and keeps its address in a new local; an index counts `scale` bytes. */
export function keepAddress(cx: Context, memory: Memory, scale = 4): number {
  cx.code.i32(Math.log2(scale)).op("i32.shl").get(cx.places.get(memory)!.address).op("i32.add");
  return cx.keep("i32");
}

/** Keeps the address of a uniform index in a new local; the index is moved in bounds. */
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

/** Pushes the indices of word `i` of an access, in the layout [word, lane] of local arrays. */
export function localIndex(cx: Context, { memory, word }: Words, i: number, r: number): void {
  const { code, uniformity: { lanes } } = cx;
  vector(cx, word, r);
  code.i32(memory.words! - 1 - i).op("i32x4.splat").op("i32x4.min_u");
  code.i32(Math.log2(lanes)).op("i32x4.shl");
  code.words([0, 1, 2, 3].map((lane) => 4 * r + lane + lanes * i)).op("i32x4.add");
}
