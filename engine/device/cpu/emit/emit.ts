/** Emits a kernel as a WebAssembly module, whose interface `../compile.ts` describes. */
import { Context, type Features, parameters } from "./context.ts";
import { workgroup } from "./groups.ts";
import type { Expression, Memory, Program, Variable } from "../ir.ts";
import { limits } from "../limits.ts";
import { refuse } from "../refuse.ts";
import { functions } from "./rows.ts";
import { scalar, uniformKey } from "./scalars.ts";
import { Level, type Shape, Uniformity } from "./uniformity.ts";
import { reciprocalKey } from "./vectors.ts";
import { Code, moduleOf } from "./wasm.ts";
import { eachExpression, eachPart, walk } from "../walk.ts";

/** A module's bytes and the bytes of scratch memory that a thread lends it. */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly scratch: number;
  /** Offset in `bytes` of the address of the thread's workgroup memory; 0 if there is none. */
  readonly hole: number;
  readonly lanes: number;
  /** How a variable depends on the lane, as text. */
  kindOf(variable: Variable): string;
}

/** Emits a program. */
export function emit(
  kernel: { readonly name: string; readonly code: string },
  program: Program,
  features: Features,
): Emitted {
  const lanes = lanesOf(program);
  const code = new Code(Object.keys(parameters).length);
  const cx = new Context(kernel, program, features, new Uniformity(program, lanes), code);
  const workgroupBytes = placeMemories(cx);
  cacheUniforms(cx);
  eachGroup(cx, () => {
    if (workgroupBytes) code.get(cx.workgroup).i32(0).i32(workgroupBytes).fill();
    workgroup(cx);
  });
  checkSize(kernel, code);
  const run = { parameters: new Array<"i32">(7).fill("i32"), results: [], code };
  const scratch = cx.slotsBegin + cx.slotBytes;
  const pages = Math.ceil(features.workgroup[1] / 65536);
  const { bytes, hole } = moduleOf([run, ...functions()], { shared: features.shared, pages });
  return {
    bytes,
    hole,
    scratch,
    lanes,
    kindOf: (variable) => kindOf(cx.uniformity.ofVariable(variable)),
  };
}

/** Refuses programs that are too large for every runtime. */
function checkSize(kernel: { readonly name: string; readonly code: string }, code: Code): void {
  const { locals, bytes } = code.size;
  if (locals <= limits.locals && bytes <= limits.codeBytes) return;
  const size = `${locals} variables and ${bytes} bytes of code`;
  const most = `${limits.locals} and ${limits.codeBytes}`;
  refuse(kernel, 1, `it becomes ${size}, and WebAssembly has at most ${most}`);
}

function kindOf({ level, stride }: Shape): string {
  if (level === Level.linear) return `${stride < 0 ? "-" : "+"} ${Math.abs(stride)} a lane`;
  return level === Level.varying ? "by lane" : "";
}

/**
 * The number of lanes of a chunk. A small workgroup is one chunk. Otherwise a kernel that loads
 * vectors of four words gets only 4 lanes, so that enough registers are left for the vectors; and
 * if the workgroup has more axes than x, 8 lanes are taken only if 8 divides its size along x.
 */
function lanesOf({ size: [x, y, z], body }: Program): number {
  const count = x * y * z;
  if (count <= 16) return count <= 4 ? 4 : count <= 8 ? 8 : 16;
  let widest = 1;
  walk(body, (statement) => {
    if (statement.kind === "load") widest = Math.max(widest, statement.variables.length);
  });
  const wanted = widest >= 4 ? [4] : [8, 4];
  return wanted.find((lanes) => y * z === 1 || x % lanes === 0) ?? 4;
}

/**
 * Emits the computation of the addresses of all memories; returns the bytes of workgroup memory.
 */
function placeMemories(cx: Context): number {
  const { code, program } = cx;
  const used = new Set<Memory>();
  walk(program.body, (statement) => {
    if ("memory" in statement) used.add(statement.memory);
  });
  eachExpression(program.body, (expression) =>
    eachPart(expression, (part) => {
      if (part.kind === "uniform" || part.kind === "length") used.add(part.memory);
    }));
  let workgroupBytes = 0;
  if ([...used].some(({ space }) => space === "workgroup")) {
    code.hole(cx.features.workgroup[0]).set(cx.workgroup);
  }
  for (const space of ["storage", "uniform", "workgroup", "local"]) {
    for (const memory of [...used].filter((each) => each.space === space)) {
      const [address, words] = [code.local("i32"), code.local("i32")];
      const place = { address, words, scratch: -1, workgroup: -1 };
      if (memory.binding >= 0) {
        code.get(parameters.args).access("i32.load", 8 * memory.binding).set(place.address);
        code.get(parameters.args).access("i32.load", 8 * memory.binding + 4);
        code.i32(2).op("i32.shr_u").set(place.words);
      } else if (space === "workgroup") {
        place.workgroup = workgroupBytes;
        code.get(cx.workgroup).i32(workgroupBytes).op("i32.add").set(address);
        workgroupBytes += 16 * Math.ceil(memory.words! / 4);
      } else {
        place.scratch = cx.slotsBegin;
        code.get(parameters.scratch).i32(place.scratch).op("i32.add").set(address);
        cx.slotsBegin += 4 * memory.words! * cx.uniformity.padded;
      }
      cx.places.set(memory, place);
    }
  }
  return workgroupBytes;
}

/** Emits loads of all uniform words, and the reciprocals of divisors that lanes divide by. */
function cacheUniforms(cx: Context): void {
  const { code } = cx;
  const visit = (part: Expression) => {
    if (part.kind === "uniform" && !cx.cached.has(uniformKey(part))) {
      const type = part.type === "f32" ? "f32" : "i32";
      code.get(cx.places.get(part.memory)!.address).access(`${type}.load`, 4 * part.word);
      cx.cached.set(uniformKey(part), cx.keep(type));
    }
  };
  const parts: Expression[] = [];
  eachExpression(cx.program.body, (expression) => eachPart(expression, (part) => parts.push(part)));
  parts.forEach(visit);
  for (const part of parts) {
    if (part.kind !== "operation" || (part.opcode !== "div" && part.opcode !== "rem")) continue;
    const divisor = part.operands[1];
    const key = reciprocalKey(divisor);
    if (part.type !== "u32" || !key || cx.cached.has(key) || cx.uniformity.isUniform(part)) {
      continue;
    }
    scalar(cx, divisor);
    const d = cx.keep("i32");
    // The divisor 0 is replaced by 1, since x / 0 is x.
    code.f64(1).i32(1).get(d).get(d).op("i32.eqz").op("select").op("f64.convert_i32_u");
    code.op("f64.div").op("f64x2.splat");
    cx.cached.set(key, cx.keep("v128"));
  }
}

/**
 * Emits a loop over the workgroups from `first` to `last`, which counts the workgroup id as well.
 */
function eachGroup(cx: Context, body: () => void): void {
  const { code, group: [gx, gy, gz] } = cx;
  const { first, last, x, y } = parameters;
  code.get(first).get(x).op("i32.rem_u").set(gx);
  code.get(first).get(x).op("i32.div_u").get(y).op("i32.rem_u").set(gy);
  code.get(first).get(x).op("i32.div_u").get(y).op("i32.div_u").set(gz);
  const end = code.block();
  const again = code.loop();
  code.get(first).get(last).op("i32.ge_u").brIf(end);
  body();
  code.get(first).i32(1).op("i32.add").set(first);
  code.get(gx).i32(1).op("i32.add").tee(gx).get(x).op("i32.eq").if();
  code.i32(0).set(gx);
  code.get(gy).i32(1).op("i32.add").tee(gy).get(y).op("i32.eq").if();
  code.i32(0).set(gy).get(gz).i32(1).op("i32.add").set(gz).end();
  code.end().br(again).end().end();
}
