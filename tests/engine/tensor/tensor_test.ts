import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  detach,
  empty,
  Parameter,
  ShapeError,
  square,
  sum,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

onDevices("tensor() has the shape of its lists when none is given", async () => {
  const x = tensor(device, [[1, 2, 3], [4, 5, 6]]);
  assertEquals(x.shape, [2, 3]);
  assertEquals(x.size, 6);
  assertEquals([...await x.data()], [1, 2, 3, 4, 5, 6]);
  assertEquals(tensor(device, 5).shape, []);
  assertEquals(tensor(device, [[], []]).shape, [2, 0]);
});

onDevices(
  "tensor() keeps words as u32 and rounds doubles to f32 when given typed arrays",
  async () => {
    const words = tensor(device, Uint32Array.of(1, 2 ** 32 - 1), [2, 1]);
    assertEquals([words.dtype, ...words.shape], ["u32", 2, 1]);
    assertEquals([...await words.words()], [1, 2 ** 32 - 1]);
    const doubles = tensor(device, Float64Array.of(0.1));
    assertEquals([doubles.dtype, ...await doubles.data()], ["f32", Math.fround(0.1)]);
  },
);

onDevices("tensor() refuses numbers when they are ragged or do not fill the shape", () => {
  assertThrows(() => tensor(device, [[1, 2], [3]]), ShapeError, "ragged lists: [1] beside [2]");
  assertThrows(
    () => tensor(device, [1, 2, 3], [2, 2]),
    ShapeError,
    "Cannot make a tensor of shape [2, 2]: it holds 4 elements and 3 were given",
  );
  assertThrows(() => empty(device, [-1]), ShapeError, "Cannot make a tensor of shape [-1]");
});

onDevices("data() gives nothing when there are no elements", async () => {
  assertEquals((await tensor(device, [[], []]).data()).length, 0);
});

onDevices("item() gives the element when it is the only one and refuses others", async () => {
  assertEquals(await tensor(device, [[3]]).item(), 3);
  assertEquals(await tensor(device, Uint32Array.of(7)).item(), 7);
  await assertRejects(
    () => tensor(device, [1, 2]).item(),
    ShapeError,
    "Cannot take the item of Signal[2]: it must have exactly one element",
  );
});

onDevices("toString() tells signals, tensors and parameters apart when it names them", () => {
  const weight = new Parameter(device, new Tape("t"), "f.weight", [2], new Float32Array(2));
  assertEquals(`${weight}`, 'Parameter "f.weight"[2]');
  assertEquals(`${square(weight)}`, "Tensor[2]");
  assertEquals(`${detach(weight)}`, "Signal[2]");
});

onDevices("detach() gives the same memory with no tape when its input is on one", () => {
  const weight = new Parameter(device, new Tape("t"), "f.weight", [2], new Float32Array(2));
  const signal = detach(weight);
  assertEquals(signal.tape, null);
  assertStrictEquals(signal.storage, weight.storage);
  assertStrictEquals(detach(signal), signal);
});

onDevices("Parameter refuses values when they do not fill its shape", async () => {
  const tape = new Tape("t");
  assertThrows(
    () => new Parameter(device, tape, "p", [2, 2], new Float32Array(3)),
    ShapeError,
    'Cannot make parameter "p" of shape [2, 2]: 3 values given',
  );
  const parameter = new Parameter(device, tape, "p", [2], Float32Array.of(1, 2));
  assertThrows(
    () => parameter.assign(new Float32Array(3)),
    ShapeError,
    'Cannot assign 3 values to parameter "p"[2]',
  );
  parameter.assign(Float32Array.of(3, 4));
  assertEquals(await sum(parameter).item(), 7);
});
