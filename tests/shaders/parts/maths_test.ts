/**
 * `shaders/parts/maths.wgsl` against doubles: compiled with products fused and not, by the interpreter, and
 * as WGSL like any other on a software adapter.
 */
import { assert, assertEquals, AssertionError } from "@std/assert";
import { known } from "../../../engine/device/cpu/lower/builtins.ts";
import { compile } from "../../../engine/device/cpu/compile.ts";
import { hasRelaxed } from "../../../engine/device/cpu/features.ts";
import { lower } from "../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../engine/device/cpu/wgsl/parser.ts";
import { empty, Kernel, Random, type Signal, tensor } from "../../../engine/mod.ts";
import maths from "../../../shaders/parts/maths.wgsl" with { type: "text" };
import { webgpu } from "../../engine/device.ts";
import { interpret } from "../../engine/device/cpu/interpret.ts";

type Floats = Float32Array<ArrayBuffer>;

/** Runs a function on arguments, all as long; a second one is there for each function. */
type Way = (name: string, x: Floats, y: Floats) => Floats | Promise<Floats>;

const all = Infinity;

/** Functions of one argument, how many units of the last place they may be off, and where. */
const claims: readonly (readonly [name: string, limit: number, low: number, high: number])[] = [
  ...[["exp", 1.18, -all, all], ["exp", 1.18, -104.5, 89]] as const,
  ...[["exp2", 1.08, -all, all], ["exp2", 1.08, -150.5, 128]] as const,
  ...[["log", 0.96, -all, all], ["log", 0.96, 0.5, 2]] as const,
  ...[["log2", 1.37, -all, all], ["log2", 1.37, 0.5, 2]] as const,
  ...[["tanh", 1.78, -all, all], ["tanh", 1.78, 0.01, 10]] as const,
  ...[["sinh", 1.67, -all, all], ["sinh", 1.67, 0.01, 90]] as const,
  ...[["cosh", 1.60, -all, all], ["cosh", 1.60, 0.01, 90]] as const,
  ...[["sin", 1.51, -100, 100], ["sin", 1.51, 0.01, 100], ["sin", 2.48, 100, 1e4]] as const,
  ...[["cos", 1.51, -100, 100], ["cos", 1.51, 0.01, 100], ["cos", 2.48, 100, 1e4]] as const,
  ...[["tan", 3.50, -100, 100], ["tan", 3.50, 0.01, 100], ["tan", 3.63, 100, 1e4]] as const,
  ...[["asin", 2.37, -all, all], ["asin", 2.37, 0.01, 1]] as const,
  ...[["acos", 1.14, -all, all], ["acos", 1.14, 0.01, 1], ["acos", 1.14, -1, -0.01]] as const,
  ...[["atan", 1.68, -all, all], ["atan", 1.68, 0.01, 100]] as const,
  ...[["asinh", 2.04, -all, all], ["asinh", 2.04, 0.01, 100]] as const,
  ...[["acosh", 2.41, -all, all], ["acosh", 2.41, 1, 10]] as const,
  ...[["atanh", 2.33, -all, all], ["atanh", 2.33, 0.01, 1]] as const,
  ...[["inverseSqrt", 1.49, -all, all], ["inverseSqrt", 1.49, 1, 4]] as const,
];

const memory = new DataView(new ArrayBuffer(8));

function bits(x: number): number {
  memory.setFloat32(0, x);
  return memory.getUint32(0);
}

function float(bits: number): number {
  memory.setUint32(0, bits);
  return memory.getFloat32(0);
}

const special = [0, -0, 1, -1, 0.5, -0.5, 2, -2, NaN, all, -all, 1e-45, -1e-45, 2 ** -126, 3.4e38];

/** f32 from `low` to `high`, equally far apart in their order, and special values between them. */
function sweep(low: number, high: number, count: number): Floats {
  const place = (x: number) => bits(x) >= 0x80000000 ? 0x80000000 - bits(x) : bits(x);
  const from = place(low), step = (place(high) - from) / (count - 1);
  const between = special.filter((x) => !(x < low || x > high));
  return Float32Array.from({ length: count }, (_, i) => {
    const at = Math.round(from + i * step);
    return between[i] ?? float(at < 0 ? 0x80000000 - at : at);
  });
}

/** The distance to the exact result in units of its last place; there is one past the greatest f32. */
function ulps(got: number, exact: number): number {
  if (Object.is(got, Math.fround(exact))) return Number.isFinite(got) ? distance(got, exact) : 0;
  if (Number.isNaN(got) || Number.isNaN(exact)) return Infinity;
  const [a, b] = [got, exact].map((x) => Math.sign(x) * Math.min(Math.abs(x), 2 ** 128));
  return Number.isFinite(exact) ? distance(a, b) : Infinity;
}

function distance(got: number, exact: number): number {
  memory.setFloat64(0, exact);
  const exponent = (memory.getUint16(0) >> 4 & 0x7ff) - 1023;
  return Math.abs(got - exact) / 2 ** (Math.min(Math.max(exponent, -126), 127) - 23);
}

function kernel(name: string, prelude = ""): Kernel {
  const second = name === "pow" || name === "atan2" ? ", y[id.x]" : "";
  const code = `${prelude}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;
@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u) { z[id.x] = ${name}(x[id.x]${second}); }`;
  return new Kernel({ name, code, reads: 2, writes: 1 });
}

/** Compiled; `relaxed` fuses where the machine does. */
function compiled(relaxed: boolean): Way {
  return (name, x, y) => {
    const { bytes } = compile(kernel(name), { relaxed, shared: false });
    const size = 4 * x.length;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((3 * size + 4096) / 65536) });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    const places = [0, 1, 2].map((i) => 1024 + i * size);
    new Uint32Array(memory.buffer).set(places.flatMap((place) => [place, size]));
    new Float32Array(memory.buffer, places[0]).set(x);
    new Float32Array(memory.buffer, places[1]).set(y);
    const groups = x.length / 16;
    (instance.exports.run as (...args: number[]) => void)(0, 512, 0, groups, groups, 1, 1);
    return new Float32Array(memory.buffer, places[2], x.length).slice();
  };
}

function interpreted(fused: boolean): Way {
  return (name, x, y) => {
    const z = new Float32Array(x.length);
    const bindings = [x, y, z].map(({ buffer }) => new Uint32Array(buffer));
    const own = kernel(name);
    interpret(lower(parse(own), own), { bindings, groups: [x.length / 16, 1, 1], fused });
    return z;
  };
}

/** WGSL allows a module to have functions of these names. */
const onAdapter: Way = async (name, x, y) => {
  const device = webgpu!;
  const signals: Signal[] = [tensor(device, x), tensor(device, y), empty(device, [x.length])];
  const [a, b, c] = signals.map(({ storage }) => storage);
  device.run(kernel(name, maths), { reads: [a, b], writes: [c], groups: [x.length / 16] });
  const result = await signals[2].data();
  device.release(signals);
  return result;
};

/** Whether a result is as close as one may ask for. */
type Judge = (name: string, limit: number, got: number, exact: number, x: number) => boolean;

const asStated: Judge = (_, limit, got, exact) => ulps(got, exact) <= limit;

/** What WGSL asks for, and angles to 100: adapters may add and multiply in another order. */
const asWGSL: Judge = (name, limit, got, exact, x) => {
  if (/^(sin|cos|tan)$/.test(name) && Math.abs(x) > 100) return true;
  if (/^(sin|cos)$/.test(name)) return Math.abs(got - exact) < 2 ** -11;
  if (name === "tan") return Math.abs(got - exact) < 2 ** -10 * (1 + exact ** 2);
  return ulps(got, exact) <= limit + (/^(exp|sinh|cosh)/.test(name) ? 3 + 2 * Math.abs(x) : 3);
};

async function hold(way: Way, judge: Judge, name: string, limit: number, x: Floats, y = x) {
  const got = await way(name, x, y);
  got.forEach((z, i) => {
    const exact = known[name](x[i], y[i]);
    if (judge(name, limit, z, exact, x[i])) return;
    throw new AssertionError(`${name}(${x[i]}, ${y[i]}) is ${z}, ${ulps(z, exact)} from ${exact}`);
  });
}

async function holdAll(way: Way, count: number, judge = asStated, given = (x: Floats) => x) {
  for (const [name, limit, low, high] of claims) {
    await hold(way, judge, name, limit, given(sweep(low, high, count)));
  }
  const random = new Random(1);
  const draw = (next: () => number) => Float32Array.from({ length: count }, next);
  const any = () => given(draw(() => float(random.word())));
  await hold(way, judge, "atan2", 1.71, any(), any());
  const x = draw(() => 2 ** random.uniform(-1, 1)), y = draw(() => random.uniform(-10, 10));
  await hold(way, judge, "pow", 2.79, x, y);
}

for (const relaxed of hasRelaxed() ? [false, true] : [false]) {
  const how = relaxed ? "fused" : "plain";
  Deno.test(`maths functions are as close as their file says, ${how} products`, async () => {
    await holdAll(compiled(relaxed), 2 ** 16);
  });
}

Deno.test("maths functions keep their accuracy where fma rounds once and where twice", async () => {
  await holdAll(interpreted(true), 512);
  await holdAll(interpreted(false), 512);
});

Deno.test({
  name: "maths functions are WGSL that adapters take, on software WebGPU",
  ignore: webgpu?.traits.kind !== "software",
  fn: () => {
    // Nor need they know infinity, or numbers too small for them.
    const near = (x: Floats) => x.map((v) => Math.abs(v) >= 2 ** -100 && Math.abs(v) < all ? v : 1);
    return holdAll(onAdapter, 2 ** 14, asWGSL, near);
  },
});

Deno.test("the file of maths functions states the limits that are tested", () => {
  const head = maths.slice(0, maths.indexOf("\n\n"));
  for (const [name, limit] of [...claims, ["atan2", 1.71], ["pow", 2.79]] as const) {
    const lines = head.split("\n").filter((line) => new RegExp(`\\b${name}\\b`).test(line));
    assert(lines.some((line) => line.includes(limit.toFixed(2))), `${name} ${limit}`);
  }
});

/** The results of a function of `x` and `y`, compiled. */
function results(name: string, x: readonly number[], y: readonly number[] = x): number[] {
  const padded = (list: readonly number[]) =>
    Float32Array.from({ length: 16 * Math.ceil(x.length / 16) }, (_, i) => list[i] ?? 1);
  return [...compiled(hasRelaxed())(name, padded(x), padded(y)) as Floats].slice(0, x.length);
}

Deno.test("maths functions keep the sign of zeros and say NaN where there is no number", () => {
  for (const name of ["sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh"]) {
    assertEquals(results(name, [0, -0, NaN]), [0, -0, NaN], name);
  }
  for (const name of ["log", "log2"]) {
    assertEquals(results(name, [0, -0, all, -all, -1, NaN]), [-all, -all, all, NaN, NaN, NaN]);
  }
  for (const name of ["exp", "exp2"]) {
    assertEquals(results(name, [0, -0, all, -all, 1000, -1000, NaN]), [1, 1, all, 0, all, 0, NaN]);
  }
  for (const name of ["sin", "cos", "tan"]) assertEquals(results(name, [all, -all]), [NaN, NaN]);
  assertEquals(results("tanh", [all, -all, 10, -10]), [1, -1, 1, -1]);
  assertEquals(results("acosh", [1, 0.5, -1, -1e20]), [0, NaN, NaN, NaN]);
});

Deno.test("pow() and atan2() are right at zeros and infinities", () => {
  const corners = [0, -0, 1, 2, 0.5, all, 2 ** -149, Math.fround(3.4e38)];
  const [x, y] = [0, 1].map((i) =>
    corners.flatMap((a) => [...corners, -1, -all].map((b) => [a, b][i]))
  );
  for (const name of ["pow", "atan2"]) {
    results(name, x, y).forEach((z, i) => {
      // 1 to the infinite power is what 0 times infinity is.
      if (name === "pow" && x[i] === 1 && Math.abs(y[i]) === all) return assertEquals(z, NaN);
      const exact = name === "pow" && x[i] === 0 && y[i] < 0 ? all : known[name](x[i], y[i]);
      assert(ulps(z, exact) < 3, `${name}(${x[i]}, ${y[i]}) is ${z}, not ${exact}`);
    });
  }
  assertEquals(results("pow", [-1, -2, NaN, 2, 0], [2, 3, 1, NaN, NaN]), Array(5).fill(NaN));
});

Deno.test("pow() loses no more than a few millionths where results are far from 1", async () => {
  const random = new Random(2);
  const draw = () => Float32Array.from({ length: 2 ** 15 }, () => float(random.word()));
  await hold(compiled(hasRelaxed()), asStated, "pow", 64, draw().map(Math.abs), draw());
});

Deno.test("sin() and cos() stay within -1 and 1, to 1e5 within a millionth", () => {
  for (const name of ["sin", "cos"]) {
    const x = sweep(1e4, 3.4e38, 2 ** 14).filter((v) => v === v);
    results(name, [...x]).forEach((y, i) => {
      assert(Math.abs(y) <= 1, `${name}(${x[i]}) is ${y}`);
      assert(x[i] > 1e5 || Math.abs(y - known[name](x[i])) < 1e-6, `${name}(${x[i]}) is ${y}`);
    });
  }
});
