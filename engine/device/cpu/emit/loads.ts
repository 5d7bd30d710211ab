/**
 * Emits loads: a word that all lanes share is loaded once, adjacent words of the lanes are loaded
 * as vectors, and other words are loaded lane by lane.
 */
import { type Context, type Stream, valueType } from "./context.ts";
import { setScalar, setVector } from "./homes.ts";
import type { Statement } from "../ir.ts";
import {
  constantPlace,
  isDense,
  keepAddress,
  lastPlace,
  localIndex,
  uniformAddress,
} from "./places.ts";
import { apart, gatherFunction } from "./rows.ts";
import { scalar } from "./scalars.ts";
import { vector } from "./vectors.ts";

type Load = Statement & { kind: "load" };

/** Emits a load of adjacent words into variables. */
export function load(cx: Context, statement: Load): void {
  const { variables, memory, word } = statement;
  const count = variables.length;
  const stream = cx.streams.get(statement) ?? constantPlace(cx, statement, count);
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

/**
 * Loads adjacent words of the lanes as vectors, which are deinterleaved if a lane has several
 * words.
 */
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

/** Loads lane by lane, for a chunk whose last lanes reach past the end of the memory. */
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

/** Loads from an arbitrary index in each lane. */
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

/**
 * Loads from a local array, whose layout is [word, lane], so that a uniform index selects vectors.
 */
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
