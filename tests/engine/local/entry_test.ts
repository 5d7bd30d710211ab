/** What goes to the device of plain inputs, and the features that they are there. */
import { assert, assertEquals } from "@std/assert";
import {
  type Features,
  forPrediction,
  forTraining,
  plainEntry,
  type Signal,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

const inputs = {
  x: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
  sizes: { data: Uint32Array.of(5, 6), shape: [2] },
};

Deno.test("plainEntry sends all inputs as they are where the first block runs, else none", () => {
  for (const use of [forPrediction, forTraining]) {
    assertEquals(plainEntry.host(inputs, use), inputs);
    assertEquals(plainEntry.host(inputs, { ...use, first: 1 }), {});
  }
  assertEquals([forPrediction.first, forTraining.first], [0, 0]);
  assertEquals([0, 1, 7].map(forPrediction.learns), [false, false, false]);
  assertEquals([0, 1, 7].map(forTraining.learns), [true, true, true]);
});

onDevices("plainEntry takes x, and all else as rows of examples; features from below stay", () => {
  const x = tensor(device, inputs.x.data, [2, 2]);
  const sizes = tensor(device, inputs.sizes.data);
  const features = plainEntry.features({ x, sizes });
  assert(features.x === x && features.rows.sizes === sizes);
  assertEquals([Object.keys(features.rows), features.shared], [["sizes"], {}]);
  const below: Features<Signal> = { x: sizes, rows: { h: x }, shared: {} };
  assertEquals(plainEntry.features({}, below), below);
});
