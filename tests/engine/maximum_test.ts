/** Which of equals gets the gradient of a maximum. */
import { assertEquals } from "@std/assert";
import {
  backward,
  maskedMax,
  maximum,
  multiply,
  Parameter,
  type Signal,
  Tape,
  tensor,
} from "../../engine/mod.ts";
import { device, onKinds } from "./device.ts";

const gradientOf = async ({ gradient }: Parameter) => [...await (gradient as Signal).data()];

onKinds("maximum() gives the gradient to the greater, of equals to the first", async () => {
  const tape = new Tape("test");
  const make = (...values: number[]) =>
    new Parameter(device, tape, "x", [3], Float32Array.from(values));
  const a = make(1, 2, -3), b = make(4, 2, -5);
  const y = maximum(a, b);
  assertEquals([...await y.data()], [4, 2, -3]);
  backward(multiply(y, tensor(device, [7, 8, 9])));
  assertEquals(await gradientOf(a), [0, 8, 9]);
  assertEquals(await gradientOf(b), [7, 0, 0]);
});

onKinds("maskedMax() gives the gradient to the first of equals, nothing to padding", async () => {
  const values = Float32Array.of(-2, -2, -9, 9, 1, 3, 3, 3, 7, 7, 7, 7);
  const x = new Parameter(device, new Tape("test"), "x", [3, 4, 1], values);
  const y = maskedMax(x, tensor(device, Uint32Array.of(3, 4, 0)));
  assertEquals([...await y.data()], [-2, 3, 0]);
  backward(multiply(y, tensor(device, [[5], [6], [7]])));
  assertEquals(await gradientOf(x), [5, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0]);
});
