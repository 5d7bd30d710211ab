import { assertEquals, assertThrows } from "@std/assert";
import { argmax, Random, ShapeError, tensor } from "../../../../engine/mod.ts";
import { countEqual } from "../../../../engine/ops/reduce/argmax.ts";
import { device, onDevices } from "../../device.ts";

onDevices("argmax() names the first of the greatest in each row of the last axis", async () => {
  const x = tensor(device, [[[1, 3, 3], [-2, -5, -9]], [[0, 0, 0], [1, 2, 4]]]);
  const y = argmax(x);
  assertEquals(y.shape, [2, 2]);
  assertEquals([...await y.words()], [1, 0, 0, 2]);
  assertEquals(argmax(tensor(device, [], [0, 3])).shape, [0]);
});

onDevices("argmax() agrees with the host over many rows", async () => {
  const random = new Random(1);
  const rows = Array.from(
    { length: 300 },
    () => Array.from({ length: 14 }, () => Math.fround(random.normal())),
  );
  assertEquals(
    [...await argmax(tensor(device, rows)).words()],
    rows.map((row) => row.indexOf(Math.max(...row))),
  );
});

onDevices("argmax() refuses rows without elements, scalars and class numbers", () => {
  for (
    const x of [tensor(device, [], [3, 0]), tensor(device, 1), tensor(device, new Uint32Array(3))]
  ) {
    assertThrows(() => argmax(x), ShapeError, "Cannot argmax");
  }
});

onDevices("countEqual() counts equal elements, many, one and none", async () => {
  const count = (a: Uint32Array, b: Uint32Array) =>
    countEqual(tensor(device, a), tensor(device, b)).item();
  const [a, b] = [3, 5].map((n) => Uint32Array.from({ length: 1000 }, (_, i) => i * n % 7));
  assertEquals(await count(a, b), a.filter((value, i) => value === b[i]).length);
  assertEquals(await count(a, a), 1000);
  assertEquals(await count(Uint32Array.of(2), Uint32Array.of(3)), 0);
  assertEquals(await count(new Uint32Array(0), new Uint32Array(0)), 0);
});

onDevices("countEqual() refuses tensors of other shapes and of floats", () => {
  const a = tensor(device, Uint32Array.of(1, 2));
  assertThrows(() => countEqual(a, tensor(device, Uint32Array.of(1))), ShapeError, "Cannot count");
  assertThrows(() => countEqual(a, tensor(device, [1, 2])), ShapeError, "Cannot count");
});
