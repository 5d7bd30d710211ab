import { assertEquals, assertThrows } from "@std/assert";
import { listing, PerKernel } from "../../../engine/device/per_kernel.ts";
import { Uniforms } from "../../../engine/device/uniforms.ts";
import { Kernel } from "../../../engine/mod.ts";

const kernel = (code: string, constants = {}) =>
  new Kernel({ name: "k", code, reads: 0, writes: 1, constants, uniforms: { n: "u32", x: "f32" } });

Deno.test("PerKernel makes once what kernels of equal source and constants share", () => {
  const made: string[] = [];
  const numbers = new PerKernel(({ code }) => made.push(code) - 1);
  const a = kernel("a");
  assertEquals([a, kernel("b"), a, kernel("a")].map((k) => numbers.get(k)), [0, 1, 0, 0]);
  assertEquals(numbers.get(kernel("a", { C: 1 })), 2);
  assertEquals([made, numbers.count], [["a", "b", "a"], 3]);
});

Deno.test("PerKernel asks again for what could not be made", () => {
  let able = false;
  const numbers = new PerKernel(() => {
    if (!able) throw new Error("not yet");
    return 0;
  });
  const a = kernel("a");
  assertThrows(() => numbers.get(a), Error, "not yet");
  able = true;
  assertEquals([numbers.get(a), numbers.count], [0, 1]);
});

Deno.test("listing() tells name, constants and source", () => {
  assertEquals(listing(kernel("fn", { C: 2 })), 'k {"C":2}\nfn');
});

Deno.test("Uniforms makes a buffer for each set of words, whichever kernel has them", () => {
  const made: number[][] = [];
  const uniforms = new Uniforms((words) => made.push([...words]));
  const of = (n: number, x: number) => uniforms.get(kernel(`${n}`), { n, x });
  assertEquals([of(1, 1), of(1, 0), of(1, 1), of(1, 0)], [1, 2, 1, 2]);
  assertEquals(made, [[1, 0x3f800000, 0, 0], [1, 0, 0, 0]]);
});
