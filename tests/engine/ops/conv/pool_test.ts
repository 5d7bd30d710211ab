/** Pooling beyond its reference: equals, padding, whole images. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  averagePool,
  backward,
  globalAveragePool,
  maxPool,
  multiply,
  Parameter,
  type Shape,
  ShapeError,
  type Signal,
  sum,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onKinds } from "../../device.ts";

const parameter = (values: number[], shape: Shape) =>
  new Parameter(device, new Tape("test"), "x", shape, Float32Array.from(values));
const gradientOf = (x: Parameter) => (x.gradient as Signal).data();

onKinds("maxPool() hands the gradient to the first of equals", async () => {
  const x = parameter([2, 2, 2, 2, 1, 2, 2, 1, 1], [1, 3, 3, 1]);
  const y = maxPool(x, { size: 2, stride: 1 });
  assertEquals([...await y.data()], [2, 2, 2, 2]);
  backward(sum(multiply(y, tensor(device, [[[[1], [2]], [[4], [8]]]]))));
  assertEquals([...await gradientOf(x)], [1, 2, 0, 4, 0, 8, 0, 0, 0]);
});

onKinds("maxPool() never chooses padding, averagePool() counts it", async () => {
  const x = parameter([-1, -2, -3, -4], [1, 2, 2, 1]);
  const options = { size: 2, stride: 2, padding: 1 };
  assertEquals([...await maxPool(x, options).data()], [-1, -2, -3, -4]);
  assertEquals([...await averagePool(x, options).data()], [-0.25, -0.5, -0.75, -1]);
});

onKinds("maxPool() takes a window of infinities", async () => {
  const x = parameter([-Infinity, -Infinity, -Infinity, -Infinity], [1, 2, 2, 1]);
  const y = maxPool(x, { size: 2 });
  assertEquals([...await y.data()], [-Infinity]);
  backward(sum(y));
  assertEquals([...await gradientOf(x)], [1, 0, 0, 0]);
});

onKinds("globalAveragePool() is the mean of all pixels", async () => {
  const x = parameter([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60], [2, 3, 1, 2]);
  const y = globalAveragePool(x);
  assertEquals(y.shape, [2, 2]);
  assertEquals([...await y.data()], [2, 20, 5, 50]);
  backward(sum(multiply(y, tensor(device, [[3, 6], [9, 12]]))));
  assertEquals([...await gradientOf(x)], [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
  assertThrows(() => globalAveragePool(tensor(device, [], [2, 0, 3, 4])), ShapeError);
});
