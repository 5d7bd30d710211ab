import { assertEquals, assertThrows } from "@std/assert";
import {
  type Expression,
  Label,
  type Memory,
  type Opcode,
  type Program,
  type Scalar,
  type Statement,
  Variable,
} from "../../../../engine/device/cpu/ir.ts";
import { interpret, ProgramError, type Run } from "./interpret.ts";
import { convert, decode, encode } from "./operations.ts";

const line = 1;
const constant = (value: number, type: Scalar = "u32"): Expression => ({
  kind: "constant",
  type,
  value,
});
const get = (variable: Variable): Expression => ({ kind: "get", type: variable.type, variable });
const index: Expression = { kind: "input", type: "u32", name: "index", axis: 0 };
const group: Expression = { kind: "input", type: "u32", name: "group", axis: 0 };
const apply = (opcode: Opcode, type: Scalar, ...operands: Expression[]): Expression => ({
  kind: "operation",
  type,
  opcode,
  operands,
});
const array = (space: Memory["space"], words: number | null = null, binding = -1): Memory => ({
  name: `${space}${binding}`,
  space,
  binding,
  writable: space !== "uniform",
  words,
});
const store = (memory: Memory, word: Expression, ...values: Expression[]): Statement => ({
  kind: "store",
  memory,
  word,
  values,
  line,
});
const load = (memory: Memory, word: Expression, ...variables: Variable[]): Statement => ({
  kind: "load",
  memory,
  word,
  variables,
  line,
});
const when = (
  condition: Expression,
  then: Statement[],
  otherwise: Statement[] = [],
): Statement => ({
  kind: "if",
  condition,
  then,
  otherwise,
  line,
});

const out = array("storage", null, 0);
const barrier: Statement = { kind: "barrier", line };

function program(size: number, memories: Memory[], body: Statement[]): Program {
  return { name: "test", size: [size, 1, 1], memories, body };
}

/** Words of binding 0 after a run of one workgroup. */
function words(size: number, body: Statement[], length = size, more: Partial<Run> = {}): number[] {
  const result = new Uint32Array(length);
  const memories = [out, ...body.flatMap(memoriesOf)];
  interpret(program(size, [...new Set(memories)], body), {
    bindings: [result],
    groups: [1, 1, 1],
    ...more,
  });
  return [...result];
}

function memoriesOf(statement: Statement): Memory[] {
  if (statement.kind === "if") {
    return [...statement.then, ...statement.otherwise].flatMap(memoriesOf);
  }
  if (statement.kind === "block" || statement.kind === "loop") {
    return statement.body.flatMap(memoriesOf);
  }
  return "memory" in statement ? [statement.memory] : [];
}

/** The value of one operation. */
function result(opcode: Opcode, type: Scalar, from: Scalar, ...values: number[]): number {
  const operands = values.map((value, i) => constant(value, operandType(opcode, i, from)));
  return decode(words(1, [store(out, constant(0), apply(opcode, type, ...operands))])[0], type);
}

function operandType(opcode: Opcode, place: number, from: Scalar): Scalar {
  if (opcode === "select" && place === 2) return "bool";
  return (opcode === "shl" || opcode === "shr") && place === 1 ? "u32" : from;
}

Deno.test("interpret() wraps integers and rounds floats", () => {
  assertEquals(result("add", "i32", "i32", 2 ** 31 - 1, 1), -(2 ** 31));
  assertEquals(result("sub", "u32", "u32", 0, 1), 2 ** 32 - 1);
  assertEquals(result("mul", "u32", "u32", 0xffff_ffff, 0xffff_ffff), 1);
  assertEquals(result("neg", "i32", "i32", -(2 ** 31)), -(2 ** 31));
  assertEquals(result("abs", "i32", "i32", -(2 ** 31)), -(2 ** 31));
  assertEquals(result("add", "f32", "f32", 2 ** 24, 1), 2 ** 24);
  assertEquals(result("div", "f32", "f32", 1, 3), Math.fround(1 / 3));
  assertEquals(result("rem", "f32", "f32", -7.5, 2), -1.5);
});

Deno.test("interpret() divides integers as WGSL does", () => {
  assertEquals(result("div", "i32", "i32", -7, 2), -3);
  assertEquals(result("rem", "i32", "i32", -7, 2), -1);
  assertEquals(result("div", "i32", "i32", -(2 ** 31), -1), -(2 ** 31));
  assertEquals(result("rem", "i32", "i32", -(2 ** 31), -1), 0);
  for (const type of ["i32", "u32"] as const) {
    assertEquals(result("div", type, type, 7, 0), 7);
    assertEquals(result("rem", type, type, 7, 0), 0);
  }
  assertEquals(result("div", "u32", "u32", 0xffff_ffff, 2), 0x7fff_ffff);
});

Deno.test("interpret() shifts and counts bits", () => {
  assertEquals(result("shl", "i32", "i32", 1, 31), -(2 ** 31));
  assertEquals(result("shr", "i32", "i32", -8, 33), -4);
  assertEquals(result("shr", "u32", "u32", 0x8000_0000, 31), 1);
  assertEquals(result("clz", "i32", "i32", 0), 32);
  assertEquals(result("ctz", "u32", "u32", 0), 32);
  assertEquals(result("ctz", "u32", "u32", 0x8000_0000), 31);
  assertEquals(result("popcount", "i32", "i32", -1), 32);
  assertEquals(result("reverse", "i32", "i32", 1), -(2 ** 31));
  assertEquals(result("not", "u32", "u32", 0), 0xffff_ffff);
  assertEquals(result("not", "bool", "bool", 1), 0);
});

Deno.test("interpret() rounds halves to even and compares NaN as WGSL words it", () => {
  const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.25, 3.75];
  assertEquals(halves.map((x) => result("round", "f32", "f32", x)), [-2, -2, -0, 0, 2, 2, 3, 4]);
  for (const opcode of ["eq", "lt", "le", "gt", "ge"] as const) {
    assertEquals(result(opcode, "bool", "f32", NaN, NaN), 0, opcode);
  }
  assertEquals(result("ne", "bool", "f32", NaN, NaN), 1);
  assertEquals(result("eq", "bool", "f32", 0, -0), 1);
  assertEquals(result("max", "f32", "f32", 1, NaN), 1);
});

Deno.test("interpret() converts by value and by bits", () => {
  assertEquals(convert(3e9, "f32", "i32"), 2 ** 31 - 1);
  assertEquals(convert(-Infinity, "f32", "i32"), -(2 ** 31));
  assertEquals(convert(-0.5, "f32", "u32"), 0);
  assertEquals(convert(1e20, "f32", "u32"), 2 ** 32 - 1);
  assertEquals(convert(NaN, "f32", "u32"), 0);
  assertEquals(convert(NaN, "f32", "bool"), 1);
  assertEquals(convert(-1, "i32", "u32"), 2 ** 32 - 1);
  assertEquals(convert(2 ** 24 + 1, "u32", "f32"), 2 ** 24);
  assertEquals(encode(1, "f32"), 0x3f80_0000);
  assertEquals(result("bitcast", "i32", "f32", -2), 0xc000_0000 | 0);
  assertEquals(result("select", "u32", "u32", 5, 6, 1), 6);
});

Deno.test("interpret() rounds fma once or twice", () => {
  const x = Math.fround(1 + 2 ** -12);
  const operation = apply("fma", "f32", ...[x, x, -1].map((value) => constant(value, "f32")));
  const [fused, unfused] = [true, false].map((fused) =>
    decode(words(1, [store(out, constant(0), operation)], 1, { fused })[0], "f32")
  );
  assertEquals(fused, 2 ** -11 + 2 ** -24);
  assertEquals(unfused, 2 ** -11);
});

Deno.test("interpret() counts, leaves and tells invocations apart", () => {
  const [i, total] = [new Variable("i", "u32"), new Variable("total", "u32")];
  const [exit, next] = [new Label("exit"), new Label("next")];
  // total = sum of the odd i < index
  const body: Statement[] = [
    { kind: "declare", variable: total, value: constant(0) },
    {
      kind: "block",
      label: exit,
      body: [{ kind: "declare", variable: i, value: constant(0) }, {
        kind: "loop",
        counter: { variable: i, end: index, step: constant(1) },
        line,
        body: [
          when(apply("not", "bool", apply("lt", "bool", get(i), index)), [
            { kind: "leave", label: exit, line },
          ]),
          {
            kind: "block",
            label: next,
            body: [
              when(apply("eq", "bool", apply("and", "u32", get(i), constant(1)), constant(0)), [
                { kind: "leave", label: next, line },
              ]),
              { kind: "set", variable: total, value: apply("add", "u32", get(total), get(i)) },
            ],
          },
          { kind: "set", variable: i, value: apply("add", "u32", get(i), constant(1)) },
        ],
      }],
    },
    store(out, index, get(total)),
  ];
  assertEquals(words(6, body), [0, 0, 1, 1, 4, 4]);
});

Deno.test("interpret() lets invocations meet at barriers", () => {
  const tile = array("workgroup", 4);
  const value = new Variable("value", "u32");
  const neighbour = apply("rem", "u32", apply("add", "u32", index, constant(1)), constant(4));
  const body = [
    store(tile, index, apply("mul", "u32", index, constant(10))),
    barrier,
    load(tile, neighbour, value),
    store(out, index, get(value)),
  ];
  for (const backwards of [false, true]) {
    assertEquals(words(4, body, 4, { backwards }), [10, 20, 30, 0]);
  }
  const odd = [when(apply("eq", "bool", index, constant(0)), [barrier])];
  assertThrows(() => words(4, odd), ProgramError, "a workgroup waits at line 1 and the end");
});

Deno.test("interpret() keeps out of range: loads give 0, stores and atomics vanish", () => {
  const [x, old] = [new Variable("x", "u32"), new Variable("old", "i32")];
  const body: Statement[] = [
    load(out, constant(2 ** 32 - 1), x),
    store(out, constant(0), apply("add", "u32", get(x), constant(7))),
    store(out, constant(1), constant(8), constant(9), constant(10)),
    {
      kind: "atomic",
      opcode: "add",
      type: "i32",
      memory: out,
      word: constant(3),
      values: [constant(1, "i32")],
      variable: old,
      line,
    },
    store(out, constant(2), apply("bitcast", "u32", get(old))),
  ];
  assertEquals(words(1, body, 3), [7, 8, 0]);
});

Deno.test("interpret() runs atomics one after another", () => {
  const values = { add: 10, sub: -10 + 0, min: -4, max: 0, xor: 0, exchange: -4 };
  for (const [opcode, expected] of Object.entries(values)) {
    const operand = apply("neg", "i32", apply("bitcast", "i32", index));
    const own = opcode === "add" ? apply("neg", "i32", operand) : operand;
    const other = opcode === "sub" ? apply("neg", "i32", operand) : own;
    const body = {
      kind: "atomic",
      opcode,
      type: "i32",
      memory: out,
      word: constant(0),
      values: [opcode === "xor" ? constant(5, "i32") : other],
      variable: null,
      line,
    } as Statement;
    const [word] = words(opcode === "xor" ? 4 : 5, [body], 1);
    assertEquals(word | 0, expected, opcode);
  }
});

Deno.test("interpret() runs a grid, with uniforms and lengths", () => {
  const uniform = array("uniform", 4, 1);
  const value: Expression = { kind: "uniform", type: "u32", memory: uniform, word: 2 };
  const length: Expression = { kind: "length", type: "u32", memory: out, stride: 2 };
  const at = apply("add", "u32", apply("mul", "u32", group, constant(2)), index);
  const body = [store(out, at, apply("add", "u32", value, apply("add", "u32", group, length)))];
  const words = new Uint32Array(6);
  interpret(program(2, [out, uniform], body), {
    bindings: [words, Uint32Array.of(0, 0, 100, 0)],
    groups: [3, 1, 1],
  });
  assertEquals([...words], [103, 103, 104, 104, 105, 105]);
});

Deno.test("interpret() refuses programs that break rules", () => {
  const x = new Variable("x", "u32");
  const declare: Statement = { kind: "declare", variable: x, value: constant(1) };
  const outside = [when(constant(1, "bool"), [declare]), store(out, constant(0), get(x))];
  assertThrows(() => words(1, outside), ProgramError, "Cannot read x: it is not alive");
  assertThrows(() => words(1, [declare, declare]), ProgramError, "it is alive");
  const endless: Statement = { kind: "loop", body: [], counter: null, line };
  assertThrows(() => words(1, [endless]), ProgramError, "Cannot end the loop");
  const mixed = store(out, constant(0), apply("add", "u32", constant(1), constant(1, "i32")));
  assertThrows(() => words(1, [mixed]), TypeError, "add of u32, i32");
  assertThrows(() => words(1, [store(out, constant(0), constant(-1))]), ProgramError, "-1 for u32");
});
