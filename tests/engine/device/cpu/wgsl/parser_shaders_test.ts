import { assert, assertEquals } from "@std/assert";
import { KernelError } from "../../../../../engine/error.ts";
import { tokenize } from "../../../../../engine/device/cpu/wgsl/lexer.ts";
import { parse } from "../../../../../engine/device/cpu/wgsl/parser.ts";
import type { Place } from "../../../../../engine/device/cpu/wgsl/syntax.ts";
import { activateCode } from "../../../../../engine/ops/matmul/activate.ts";
import adam from "../../../../../shaders/optim/adam.wgsl" with { type: "text" };
import adamRows from "../../../../../shaders/optim/adam_rows.wgsl" with { type: "text" };
import adamRule from "../../../../../shaders/optim/adam_rule.wgsl" with { type: "text" };
import binary from "../../../../../shaders/pointwise/binary.wgsl" with { type: "text" };
import layerNorm from "../../../../../shaders/reduce/layer_norm.wgsl" with { type: "text" };
import lstm from "../../../../../shaders/lstm/lstm.wgsl" with { type: "text" };
import lstmCell from "../../../../../shaders/lstm/lstm_cell.wgsl" with { type: "text" };
import lstmGradient from "../../../../../shaders/lstm/lstm_gradient.wgsl" with { type: "text" };
import matmul from "../../../../../shaders/matmul/matmul.wgsl" with { type: "text" };
import matmulParts from "../../../../../shaders/matmul/matmul_parts.wgsl" with { type: "text" };
import matmulShared from "../../../../../shaders/matmul/matmul_shared.wgsl" with { type: "text" };
import matmulStore from "../../../../../shaders/matmul/matmul_store.wgsl" with { type: "text" };
import rows from "../../../../../shaders/parts/rows.wgsl" with { type: "text" };
import sgd from "../../../../../shaders/optim/sgd.wgsl" with { type: "text" };
import sgdRows from "../../../../../shaders/optim/sgd_rows.wgsl" with { type: "text" };
import sgdRule from "../../../../../shaders/optim/sgd_rule.wgsl" with { type: "text" };
import softmax from "../../../../../shaders/reduce/softmax.wgsl" with { type: "text" };
import unary from "../../../../../shaders/pointwise/unary.wgsl" with { type: "text" };
import { withoutPlaces } from "./parsed.ts";
import { unparse } from "./unparse.ts";

interface Source {
  readonly name: string;
  readonly code: string;
}

/** Kernels as the engine puts them together. */
const joined: readonly Source[] = Object.entries({
  adam: [adam, adamRule],
  adam_rows: [adamRows, adamRule],
  add: [binary, "fn forward(a: f32, b: f32) -> f32 { return a + b; }"],
  layer_norm: [layerNorm, rows],
  lstm: [lstm, lstmCell],
  lstm_gradient: [lstmGradient, lstmCell],
  matmul: [matmul, matmulStore, activateCode],
  matmul_parts: [matmulParts, activateCode],
  matmul_shared: [matmulShared, matmulStore, activateCode],
  negate: [unary, "", "fn forward(x: f32) -> f32 { return -x; }"],
  sgd: [sgd, sgdRule],
  sgd_rows: [sgdRows, sgdRule],
  softmax: [softmax, rows],
}).map(([name, parts]) => ({ name, code: parts.join("\n") }));

const folder = new URL("../../../../../shaders/", import.meta.url);
/** Each file of kernels on its own. */
const files: readonly Source[] = [...Deno.readDirSync(folder)].flatMap(({ name: family }) =>
  [...Deno.readDirSync(new URL(family, folder))].map(({ name }) => ({
    name: name.replace(/\.wgsl$/, ""),
    code: Deno.readTextFileSync(new URL(`${family}/${name}`, folder)),
  }))
);
const all = [...files, ...joined];

Deno.test("parse() reads every kernel of the engine", () => {
  assert(files.length >= 50);
  for (const source of all) {
    const { declarations } = parse(source);
    const functions = source.code.match(/^fn |(?<=\) )fn |^@compute.*\bfn /gm)?.length ?? 0;
    const found = declarations.filter(({ kind }) => kind === "function").length;
    assertEquals(found, functions, source.name);
  }
  const { declarations } = parse(joined.find(({ name }) => name === "matmul")!);
  assert(declarations.some((one) => one.kind === "function" && one.name === "activate"));
});

Deno.test("parse() reads a kernel as before when its tree is written with all parentheses", () => {
  for (const source of all) {
    const tree = parse(source);
    const again = parse({ name: source.name, code: unparse(tree) });
    assertEquals(withoutPlaces(again), withoutPlaces(tree), source.name);
  }
});

/** What the source has where a node begins. */
function opening(node: Record<string, unknown>): RegExp {
  const name = String(node.name);
  switch (node.kind) {
    case undefined: // types, attributes, members, and clauses
      return "selectors" in node ? /^(case|default)\b/ : new RegExp(`^@?${name}\\b`);
    case "number":
      return /^(\.?\d|\+\+|--)/;
    case "boolean":
      return new RegExp(`^${node.value}\\b`);
    case "name":
      return new RegExp(`^\\(*${name}\\b`);
    case "unary":
      return /^[-!~&*]/;
    case "binary":
    case "index":
    case "member":
      return /^[-!~&*(\w.]/;
    case "call":
      return /^[\w(]/;
    case "declare":
      return new RegExp(`^${node.how}\\b`);
    case "assign":
      return /^[\w(*&]/;
    case "block":
      return /^\{/;
    case "variable":
      return /^var</;
    case "function":
      return new RegExp(`^fn ${name}\\(`);
    default:
      return new RegExp(`^${node.kind}\\b`);
  }
}

function places(node: unknown, lines: readonly string[], where: string): number {
  if (typeof node !== "object" || node === null) return 0;
  let count = 0;
  if (Object.hasOwn(node, "at")) {
    const { line, column } = (node as { at: Place }).at;
    const text = lines[line - 1].slice(column - 1);
    const expected = opening(node as Record<string, unknown>);
    assert(expected.test(text), `${where} ${line}:${column} ${expected}: ${text}`);
    count++;
  }
  for (const child of Object.values(node)) count += places(child, lines, where);
  return count;
}

Deno.test("parse() gives each node of each kernel the place where it stands", () => {
  for (const source of all) {
    const count = places(parse(source), source.code.split("\n"), source.name);
    assert(count > 10, source.name);
  }
});

/** Whole numbers below a limit, the same in each run. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

/** Deletes, doubles or swaps an element, or puts another in its place. */
function spoil(parts: readonly string[], draw: (limit: number) => number): string[] {
  const [i, j] = [draw(parts.length), draw(parts.length)];
  const spoilt = [...parts];
  switch (draw(4)) {
    case 0:
      spoilt.splice(i, 1);
      break;
    case 1:
      spoilt.splice(i, 0, parts[i]);
      break;
    case 2:
      spoilt[i] = parts[j];
      break;
    default:
      [spoilt[i], spoilt[j]] = [parts[j], parts[i]];
  }
  return spoilt;
}

/** Whether a kernel is parsed; whatever is thrown must be the refusal of a line of it. */
function parses(source: Source): boolean {
  try {
    parse(source);
    return true;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const start = `Cannot compile kernel "${source.name}": `;
    assert(error.message.startsWith(start), error.message);
    const [, line] = /, line (\d+) of \w+\.wgsl/.exec(error.message) ?? [];
    assert(Number(line) >= 1 && Number(line) <= source.code.split("\n").length, error.message);
    return false;
  }
}

Deno.test("parse() parses or refuses kernels whose tokens are spoilt, and throws nothing else", () => {
  const draw = generator(1);
  let good = 0, bad = 0;
  for (const source of files) {
    const tokens = tokenize(source).map(({ text, at: { line } }, i, all) =>
      `${i && line > all[i - 1].at.line ? "\n" : " "}${text}`
    );
    assert(parses({ ...source, code: tokens.join("") }), source.name);
    for (let run = 0; run < 20; run++) {
      let spoilt = spoil(tokens, draw);
      while (draw(3) === 0) spoilt = spoil(spoilt, draw);
      if (parses({ ...source, code: spoilt.join("") })) good++;
      else bad++;
    }
  }
  assert(good > 50 && bad > 500, `${good} parsed, ${bad} refused`);
});

Deno.test("parse() parses or refuses kernels whose characters are spoilt, and throws nothing else", () => {
  const draw = generator(2);
  let good = 0, bad = 0;
  for (const source of files) {
    for (let run = 0; run < 20; run++) {
      const code = spoil([...source.code], draw).join("");
      if (parses({ ...source, code })) good++;
      else bad++;
    }
  }
  assert(good > 50 && bad > 200, `${good} parsed, ${bad} refused`);
});
