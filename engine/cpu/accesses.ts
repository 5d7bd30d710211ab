/** Emits loads, stores and atomics: what neighbours share is read at once, the rest lane by lane. */
import { type Context, type Stream, valueType } from "./context.ts";
import { allActive, anyActive, setScalar, setVector } from "./homes.ts";
import type { Memory, Statement, Words } from "./ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import type { Func } from "./wasm.ts";
import { Code } from "./wasm.ts";
import { vector } from "./vectors.ts";

type Load = Statement & { kind: "load" };
type Store = Statement & { kind: "store" };

/** Numbers of the functions that {@linkcode functions} gives, behind `run`. */
const gatherFunction = 1, scatterFunction = 2;

/** Whether lanes read or write rows of neighbouring words without gaps. */
function isDense(cx: Context, { word, memory }: Words, count: number): boolean {
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
function lastPlace(cx: Context, memory: Memory, count: number): void {
  if (memory.words !== null) cx.code.i32(memory.words - count);
  else cx.code.get(cx.places.get(memory)!.words).i32(count).op("i32.sub");
}

/** Keeps the address of the word whose index is on the stack, `scale` bytes a word. */
function keepAddress(cx: Context, memory: Memory, scale = 4): number {
  cx.code.i32(Math.log2(scale)).op("i32.shl").get(cx.places.get(memory)!.address).op("i32.add");
  return cx.keep("i32");
}

/** The address of a uniform place, moved inside where it is not. */
function uniformAddress(cx: Context, words: Words, count: number, scale = 4): number {
  scalar(cx, words.word);
  if (!isInside(words, count)) {
    const word = cx.keep("i32");
    lastPlace(cx, words.memory, count);
    const last = cx.keep("i32");
    cx.code.get(word).get(last).get(word).get(last).op("i32.le_u").op("select");
  }
  return keepAddress(cx, words.memory, scale);
}

/** Reads neighbouring words into variables. */
export function load(cx: Context, statement: Load): void {
  const stream = cx.streams.get(statement);
  const { variables, memory, word } = statement;
  const count = variables.length;
  const uniform = cx.uniformity.isUniform(word);
  if (memory.space === "local") return loadLocal(cx, statement);
  if (uniform) {
    const { pointer, offset } = stream ??
      { pointer: uniformAddress(cx, statement, count), offset: 0 };
    return variables.forEach((_, i) => loadUniform(cx, statement, i, pointer, offset + 4 * i));
  }
  if (!isDense(cx, statement, count)) return loadScattered(cx, statement);
  if (stream) return loadDense(cx, statement, stream);
  const { code } = cx;
  scalar(cx, word);
  const first = cx.keep("i32");
  code.get(first);
  lastPlace(cx, memory, count * cx.uniformity.lanes);
  code.op("i32.le_u").if();
  code.get(first);
  loadDense(cx, statement, { pointer: keepAddress(cx, memory), offset: 0 });
  code.else();
  loadSlowly(cx, statement, first);
  code.end();
}

function loadUniform(cx: Context, { variables }: Load, i: number, pointer: number, offset: number) {
  const { code } = cx;
  const variable = variables[i];
  const home = cx.homes.get(variable)!;
  if (home.scalar < 0 && home.slot < 0) {
    code.get(pointer).access("v128.load32_splat", offset).set(home.splat);
  } else {
    const type = valueType(variable.type);
    setScalar(cx, variable, () => code.get(pointer).access(`${type}.load`, offset));
  }
}

/** Words of neighbouring lanes: loads of whole vectors, taken apart where a lane has several. */
function loadDense(cx: Context, { variables }: Load, { pointer, offset }: Stream): void {
  const { code } = cx;
  const count = variables.length;
  for (let r = 0; r < cx.registers; r++) {
    const at = offset + 16 * count * r;
    const part = (i: number) => code.get(pointer).access("v128.load", at + 16 * i);
    if (count === 1) setVector(cx, variables[0], r, () => part(0));
    else {
      const parts = variables.map((_, i) => {
        part(i);
        return cx.keep("v128");
      });
      apart(cx, parts).forEach((push, i) => setVector(cx, variables[i], r, push));
    }
  }
}

/** Each word of a lane where the chunk's last lanes reach past the end. */
function loadSlowly(cx: Context, { variables, memory }: Load, first: number): void {
  const { code } = cx;
  const count = variables.length;
  const { address } = cx.places.get(memory)!;
  for (let r = 0; r < cx.registers; r++) {
    variables.forEach((variable, i) =>
      setVector(cx, variable, r, () => {
        code.get(first).op("i32x4.splat");
        code.words([0, 1, 2, 3].map((lane) => count * (4 * r + lane) + i)).op("i32x4.add");
        code.get(address);
        lastPlace(cx, memory, 1);
        code.call(gatherFunction);
      })
    );
  }
}

/** Words of places that have nothing to do with each other. */
function loadScattered(cx: Context, { variables, memory, word }: Load): void {
  const { code } = cx;
  const count = variables.length;
  const { address } = cx.places.get(memory)!;
  for (let r = 0; r < cx.registers; r++) {
    vector(cx, word, r);
    lastPlace(cx, memory, count);
    code.op("i32x4.splat").op("i32x4.min_u").i32(2).op("i32x4.shl");
    code.get(address).op("i32x4.splat").op("i32x4.add");
    const addresses = cx.keep("v128");
    const lane = (l: number) => code.get(addresses).lane("i32x4.extract_lane", l);
    if (count === 4) {
      const parts = variables.map((_, l) => {
        lane(l);
        code.access("v128.load");
        return cx.keep("v128");
      });
      apart(cx, parts).forEach((push, i) => setVector(cx, variables[i], r, push));
      continue;
    }
    variables.forEach((variable, i) =>
      setVector(cx, variable, r, () => {
        lane(0);
        code.access("v128.load32_zero", 4 * i);
        for (let l = 1; l < 4; l++) {
          const rest = cx.keep("v128");
          lane(l);
          code.get(rest).access("v128.load32_lane", 4 * i, l);
        }
      })
    );
  }
}

/** An invocation's own array: [word, lane], so that a uniform place is whole vectors. */
function loadLocal(cx: Context, statement: Load): void {
  const { variables, memory, word } = statement;
  const { code, uniformity: { lanes } } = cx;
  if (cx.uniformity.isUniform(word)) {
    const pointer = uniformAddress(cx, statement, variables.length, 4 * lanes);
    variables.forEach((variable, i) => {
      for (let r = 0; r < cx.registers; r++) {
        const at = 4 * lanes * i + 16 * r;
        setVector(cx, variable, r, () => code.get(pointer).access("v128.load", at));
      }
    });
    return;
  }
  variables.forEach((variable, i) => {
    for (let r = 0; r < cx.registers; r++) {
      setVector(cx, variable, r, () => {
        localIndex(cx, statement, i, r);
        code.get(cx.places.get(memory)!.address).i32(memory.words! * lanes - 1);
        code.call(gatherFunction);
      });
    }
  });
}

/** Pushes where in [word, lane] the lanes' words are. */
function localIndex(cx: Context, { memory, word }: Words, i: number, r: number): void {
  const { code, uniformity: { lanes } } = cx;
  vector(cx, word, r);
  code.i32(memory.words! - 1 - i).op("i32x4.splat").op("i32x4.min_u");
  code.i32(Math.log2(lanes)).op("i32x4.shl");
  code.words([0, 1, 2, 3].map((lane) => 4 * r + lane + lanes * i)).op("i32x4.add");
}

/** Writes neighbouring words. */
export function store(cx: Context, statement: Store): void {
  const stream = cx.streams.get(statement);
  const { values, memory, word } = statement;
  const count = values.length;
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
  if (dense && stream && !cx.mask) return storeDense(cx, parts, stream);
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

/** One lane's worth, if any lane is active. */
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

/** Lane by lane, those that are active and inside. */
function storeScattered(cx: Context, { memory, word }: Store, values: readonly number[][]): void {
  const { code } = cx;
  const { address } = cx.places.get(memory)!;
  for (let r = 0; r < cx.registers; r++) {
    vector(cx, word, r);
    const index = cx.keep("v128");
    values.forEach((registers, i) => {
      code.get(index);
      if (i) code.words([i, i, i, i]).op("i32x4.add");
      code.get(registers[r]);
      if (cx.mask) code.get(cx.mask[r]);
      else code.words([-1, -1, -1, -1]);
      code.get(address);
      lastPlace(cx, memory, 1);
      code.call(scatterFunction);
    });
  }
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

/** Two or four vectors of lanes' words in a row, as a vector for each word. */
function apart(cx: Context, parts: readonly number[]): (() => void)[] {
  const { code } = cx;
  const mix = (a: number, b: number, words: number[]) => {
    code.get(a).get(b).shuffle(words);
  };
  if (parts.length === 2) {
    return [[0, 2, 4, 6], [1, 3, 5, 7]].map((words) => () => mix(parts[0], parts[1], words));
  }
  const halves = [[0, 4, 1, 5], [2, 6, 3, 7]].flatMap((words) =>
    [0, 1].map((i) => {
      mix(parts[i], parts[i + 2], words);
      return cx.keep("v128");
    })
  );
  return [[0, 1, [0, 4, 1, 5]], [0, 1, [2, 6, 3, 7]], [2, 3, [0, 4, 1, 5]], [2, 3, [2, 6, 3, 7]]]
    .map(([a, b, words]) => () => mix(halves[a as number], halves[b as number], words as number[]));
}

/** The inverse of {@linkcode apart}. */
function together(cx: Context, parts: readonly number[]): (() => void)[] {
  const { code } = cx;
  if (parts.length === 1) return [() => void code.get(parts[0])];
  if (parts.length === 4) return apart(cx, parts);
  return [[0, 4, 1, 5], [2, 6, 3, 7]].map((words) => () => {
    code.get(parts[0]).get(parts[1]).shuffle(words);
  });
}

/** `gather(index, address, last) words` and `scatter(index, value, mask, address, last)`. */
export function functions(): Func[] {
  const gather = new Code(3);
  const inside = gather.local("v128"), words = gather.local("v128");
  gather.get(0).get(2).op("i32x4.splat").op("i32x4.min_u").i32(2).op("i32x4.shl");
  gather.get(1).op("i32x4.splat").op("i32x4.add").set(inside);
  for (let lane = 0; lane < 4; lane++) {
    gather.get(inside).lane("i32x4.extract_lane", lane);
    if (lane) gather.get(words).access("v128.load32_lane", 0, lane);
    else gather.access("v128.load32_zero");
    gather.set(words);
  }
  gather.get(words);
  const scatter = new Code(5);
  const active = scatter.local("v128");
  scatter.get(0).get(4).op("i32x4.splat").op("i32x4.le_u").get(2).op("v128.and").set(active);
  for (let lane = 0; lane < 4; lane++) {
    scatter.get(active).lane("i32x4.extract_lane", lane).if();
    scatter.get(0).lane("i32x4.extract_lane", lane).i32(2).op("i32.shl").get(3).op("i32.add");
    scatter.get(1).access("v128.store32_lane", 0, lane).end();
  }
  return [
    { parameters: ["v128", "i32", "i32"], results: ["v128"], code: gather },
    { parameters: ["v128", "v128", "v128", "i32", "i32"], results: [], code: scatter },
  ];
}
