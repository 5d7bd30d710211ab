/**
 * Emits stores: adjacent words of the lanes are stored as vectors if all lanes are active, other
 * words are stored lane by lane.
 */
import { type Context, type Stream, valueType } from "./context.ts";
import { allActive, anyActive } from "./homes.ts";
import type { Memory, Statement } from "../ir.ts";
import {
  constantPlace,
  isDense,
  isSpaced,
  keepAddress,
  lastPlace,
  localIndex,
  uniformAddress,
} from "./places.ts";
import { scatterFunction, together } from "./rows.ts";
import { scalar } from "./scalars.ts";
import { vector } from "./vectors.ts";

type Store = Statement & { kind: "store" };

/** Emits a store to adjacent words. */
export function store(cx: Context, statement: Store): void {
  const { values, memory, word } = statement;
  const count = values.length;
  const stream = cx.streams.get(statement) ?? constantPlace(cx, statement, count);
  if (memory.space === "local") return storeLocal(cx, statement);
  if (cx.uniformity.isUniform(word) && values.every((value) => cx.uniformity.isUniform(value))) {
    return storeUniform(cx, statement, stream);
  }
  const parts = values.map((value) =>
    Array.from({ length: cx.registers }, (_, r) => {
      vector(cx, value, r);
      return cx.keep("v128");
    })
  );
  const dense = isDense(cx, statement, count);
  if (stream && !cx.mask && dense) return storeDense(cx, parts, stream);
  if (stream && !cx.mask && isSpaced(cx, statement, count)) {
    return storeSpaced(cx, statement, parts, stream);
  }
  if (!dense) return storeScattered(cx, statement, parts);
  const { code } = cx;
  scalar(cx, word);
  const first = cx.keep("i32");
  code.get(first);
  lastPlace(cx, memory, count * cx.uniformity.lanes);
  code.op("i32.le_u");
  if (cx.mask) {
    allActive(cx, cx.mask);
    code.op("i32.and");
  }
  code.if();
  code.get(first);
  storeDense(cx, parts, { pointer: keepAddress(cx, memory), offset: 0 });
  code.else();
  storeScattered(cx, statement, parts);
  code.end();
}

/** Stores, once for all lanes, values that all lanes share, if any lane is active. */
function storeUniform(cx: Context, statement: Store, stream: Stream | undefined): void {
  const { code } = cx;
  const { values, memory, word } = statement;
  const write = ({ pointer, offset }: Stream) =>
    values.forEach((value, i) => {
      code.get(pointer);
      scalar(cx, value);
      code.access(`${valueType(value.type)}.store`, offset + 4 * i);
    });
  if (stream && !cx.mask) return write(stream);
  scalar(cx, word);
  const place = cx.keep("i32");
  code.get(place);
  lastPlace(cx, memory, values.length);
  code.op("i32.le_u");
  if (cx.mask) {
    anyActive(cx, cx.mask);
    code.op("i32.and");
  }
  code.if();
  code.get(place);
  write({ pointer: keepAddress(cx, memory), offset: 0 });
  code.end();
}

function storeDense(cx: Context, values: readonly number[][], { pointer, offset }: Stream): void {
  const { code } = cx;
  const count = values.length;
  for (let r = 0; r < cx.registers; r++) {
    const row = together(cx, values.map((registers) => registers[r]));
    row.forEach((push, i) => {
      code.get(pointer);
      push();
      code.access("v128.store", offset + 16 * (count * r + i));
    });
  }
}

/** Stores four words of each lane as a vector; the lanes are at equal distances. */
function storeSpaced(
  cx: Context,
  { word }: Store,
  values: readonly number[][],
  { pointer, offset }: Stream,
): void {
  const { code } = cx;
  const { stride } = cx.uniformity.of(word);
  for (let r = 0; r < cx.registers; r++) {
    together(cx, values.map((registers) => registers[r])).forEach((push, lane) => {
      code.get(pointer);
      push();
      code.access("v128.store", offset + 4 * stride * (4 * r + lane));
    });
  }
}

/** Stores in lanes that are active and whose index is in bounds. */
function storeScattered(cx: Context, { memory, word }: Store, values: readonly number[][]): void {
  const { code } = cx;
  for (let r = 0; r < cx.registers; r++) {
    vector(cx, word, r);
    const index = cx.keep("v128");
    const parts = values.map((registers) => registers[r]);
    if (values.length !== 4) {
      scatter(cx, memory, index, parts, r);
      continue;
    }
    code.get(index);
    lastPlace(cx, memory, 4);
    code.op("i32x4.splat").op("i32x4.le_u");
    if (cx.mask) code.get(cx.mask[r]).op("v128.and");
    code.op("i32x4.all_true").if();
    storeVectors(cx, memory, index, parts);
    code.else();
    scatter(cx, memory, index, parts, r);
    code.end();
  }
}

/** Stores four words of each lane of a register as a vector: all are active and in bounds. */
function storeVectors(cx: Context, memory: Memory, index: number, parts: readonly number[]): void {
  const { code } = cx;
  code.get(index).i32(2).op("i32x4.shl");
  code.get(cx.places.get(memory)!.address).op("i32x4.splat").op("i32x4.add");
  const addresses = cx.keep("v128");
  together(cx, parts).forEach((push, lane) => {
    code.get(addresses).lane("i32x4.extract_lane", lane);
    push();
    code.access("v128.store");
  });
}

/** Stores the words of a register one by one. */
function scatter(
  cx: Context,
  memory: Memory,
  index: number,
  parts: readonly number[],
  r: number,
): void {
  const { code } = cx;
  parts.forEach((part, i) => {
    code.get(index);
    if (i) code.words([i, i, i, i]).op("i32x4.add");
    code.get(part);
    if (cx.mask) code.get(cx.mask[r]);
    else code.words([-1, -1, -1, -1]);
    code.get(cx.places.get(memory)!.address);
    lastPlace(cx, memory, 1);
    code.call(scatterFunction);
  });
}

function storeLocal(cx: Context, statement: Store): void {
  const { values, memory, word } = statement;
  const { code, uniformity: { lanes } } = cx;
  if (!cx.uniformity.isUniform(word)) {
    values.forEach((value, i) => {
      for (let r = 0; r < cx.registers; r++) {
        localIndex(cx, statement, i, r);
        vector(cx, value, r);
        if (cx.mask) code.get(cx.mask[r]);
        else code.words([-1, -1, -1, -1]);
        code.get(cx.places.get(memory)!.address).i32(memory.words! * lanes - 1);
        code.call(scatterFunction);
      }
    });
    return;
  }
  const pointer = uniformAddress(cx, statement, values.length, 4 * lanes);
  values.forEach((value, i) => {
    for (let r = 0; r < cx.registers; r++) {
      const at = 4 * lanes * i + 16 * r;
      code.get(pointer);
      vector(cx, value, r);
      if (cx.mask) code.get(pointer).access("v128.load", at).get(cx.mask[r]).op("v128.bitselect");
      code.access("v128.store", at);
    }
  });
}
