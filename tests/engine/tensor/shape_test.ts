import { assertEquals, assertThrows } from "@std/assert";
import { ShapeError, sizeOf } from "../../../engine/mod.ts";
import {
  broadcast,
  broadcastStrides,
  checkShape,
  format,
  resolveAxes,
  sameShape,
  stridesOf,
} from "../../../engine/tensor/shape.ts";

Deno.test("sizeOf() is 1 when there are no axes and 0 when one is empty", () => {
  assertEquals([sizeOf([]), sizeOf([3, 4]), sizeOf([3, 0, 4])], [1, 12, 0]);
});

Deno.test("format() and sameShape() tell shapes apart when sizes or ranks differ", () => {
  assertEquals(format([64, 300]), "[64, 300]");
  assertEquals(sameShape([2, 3], [2, 3]), true);
  assertEquals(sameShape([2, 3], [3, 2]), false);
  assertEquals(sameShape([2], [2, 1]), false);
});

Deno.test("checkShape() refuses sizes when they are negative or no whole numbers", () => {
  checkShape([0, 3]);
  for (const bad of [-1, 1.5, NaN, Infinity]) {
    assertThrows(
      () => checkShape([2, bad]),
      ShapeError,
      `Cannot make a tensor of shape [2, ${bad}]`,
    );
  }
});

Deno.test("broadcast() stretches axes of size 1 when aligned at the end", () => {
  assertEquals(broadcast("add", [2, 1, 3], [4, 1]), [2, 4, 3]);
  assertEquals(broadcast("add", [], [2]), [2]);
  assertEquals(broadcast("add", [1], [0]), [0]);
  assertThrows(
    () => broadcast("add", [2, 3], [2, 4]),
    ShapeError,
    "Cannot add [2, 3] and [2, 4]: sizes 3 and 4 of axis 1 do not broadcast, " +
      "make them equal or one of them 1",
  );
});

Deno.test("broadcastStrides() are 0 when an axis repeats", () => {
  assertEquals(stridesOf([2, 3, 4]), [12, 4, 1]);
  assertEquals(broadcastStrides([3, 1], [2, 3, 4]), [0, 1, 0]);
});

Deno.test("resolveAxes() counts from either end and refuses axes when outside or repeated", () => {
  assertEquals(resolveAxes("sum", [2, 3, 4], [-1, 0]), [0, 2]);
  assertThrows(
    () => resolveAxes("sum", [2, 3], [2]),
    ShapeError,
    "Cannot sum [2, 3] over axis 2: give an axis from -2 to 1",
  );
  assertThrows(() => resolveAxes("sum", [2, 3], [1, -1]), ShapeError, "named twice");
  assertThrows(() => resolveAxes("sum", [], [0]), ShapeError, "a scalar has no axes");
});
