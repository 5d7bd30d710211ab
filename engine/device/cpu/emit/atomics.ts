/** Emits atomic operations, one lane after another. */
import type { Context } from "./context.ts";
import { setVector } from "./homes.ts";
import type { AtomicOpcode, Statement } from "../ir.ts";
import { vector } from "./vectors.ts";

type Atomic = Statement & { kind: "atomic" };

const direct: Readonly<Partial<Record<AtomicOpcode, string>>> = {
  load: "i32.atomic.load",
  add: "i32.atomic.rmw.add",
  sub: "i32.atomic.rmw.sub",
  and: "i32.atomic.rmw.and",
  or: "i32.atomic.rmw.or",
  xor: "i32.atomic.rmw.xor",
  exchange: "i32.atomic.rmw.xchg",
  compareExchange: "i32.atomic.rmw.cmpxchg",
};

/** Emits an atomic operation for each active lane whose word is inside the memory. */
export function atomic(cx: Context, statement: Atomic): void {
  const { code } = cx;
  const { memory, word, values, variable } = statement;
  const place = cx.places.get(memory)!;
  for (let r = 0; r < cx.registers; r++) {
    const [index, ...operands] = [word, ...values].map((expression) => {
      vector(cx, expression, r);
      return cx.keep("v128");
    });
    const before = code.local("v128");
    code.words([0, 0, 0, 0]).set(before);
    for (let lane = 0; lane < 4; lane++) {
      code.get(index).lane("i32x4.extract_lane", lane);
      const at = cx.keep("i32");
      code.get(at);
      if (memory.words === null) code.get(place.words);
      else code.i32(memory.words);
      code.op("i32.lt_u");
      if (cx.mask) code.get(cx.mask[r]).lane("i32x4.extract_lane", lane).op("i32.and");
      code.if();
      code.get(at).i32(2).op("i32.shl").get(place.address).op("i32.add");
      const address = cx.keep("i32");
      const old = atLane(cx, statement, address, operands, lane);
      if (old >= 0) code.get(before).get(old).lane("i32x4.replace_lane", lane).set(before);
      code.end();
    }
    if (variable) setVector(cx, variable, r, () => code.get(before));
  }
}

/** Emits the operation of one lane; returns the local with the old value, -1 for `store`. */
function atLane(
  cx: Context,
  { opcode, type }: Atomic,
  address: number,
  operands: readonly number[],
  lane: number,
): number {
  const { code } = cx;
  const operand = (i: number) => code.get(operands[i]).lane("i32x4.extract_lane", lane);
  const instruction = direct[opcode];
  if (instruction) {
    code.get(address);
    operands.forEach((_, i) => operand(i));
    code.access(instruction);
    return cx.keep("i32");
  }
  if (opcode === "store") {
    code.get(address);
    operand(0);
    code.access("i32.atomic.store");
    return -1;
  }
  return extreme(
    cx,
    address,
    () => operand(0),
    `${opcode === "min" ? "lt" : "gt"}_${type[0] === "u" ? "u" : "s"}`,
  );
}

/**
 * Emits an atomic minimum or maximum, which WebAssembly does not have: a compare-and-exchange is
 * repeated until no other thread has changed the word in between. Returns the local with the old
 * value.
 */
function extreme(cx: Context, address: number, operand: () => void, compare: string): number {
  const { code } = cx;
  operand();
  const value = cx.keep("i32");
  const old = code.local("i32");
  const again = code.loop();
  code.get(address).access("i32.atomic.load").set(old);
  code.get(address).get(old);
  code.get(value).get(old).get(value).get(old).op(`i32.${compare}`).op("select");
  code.access("i32.atomic.rmw.cmpxchg").get(old).op("i32.ne").brIf(again).end();
  return old;
}
