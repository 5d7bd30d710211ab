/** Features lose their history and their examples name by name, whatever the names are. */
import { assert, assertEquals } from "@std/assert";
import {
  detachFeatures,
  type Features,
  Parameter,
  type Signal,
  takeExamples,
  tanh,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

const wordsOf = async (
  x: Tensor,
): Promise<number[]> => [...(x.dtype === "u32" ? await x.words() : await x.data())];

onDevices("detachFeatures() takes the history of x and of all rows, and no value", async () => {
  const tape = new Tape("own");
  const values = (...numbers: number[]) =>
    tanh(new Parameter(device, tape, "p", [numbers.length], Float32Array.from(numbers)));
  const features: Features = {
    x: values(1, 2),
    rows: {
      h: values(3, 4),
      "2/vectors": values(5, 6),
      lengths: tensor(device, new Uint32Array([7, 8])),
    },
    shared: { index: tensor(device, new Uint32Array([9])) },
  };
  assertEquals(features.rows.h.tape, tape);
  const detached = detachFeatures(features);
  assertEquals(Object.keys(detached.rows), ["h", "2/vectors", "lengths"]);
  assertEquals(detached.shared, features.shared);
  for (const x of [detached.x, ...Object.values(detached.rows)]) assertEquals(x.tape, null);
  assertEquals(await wordsOf(detached.x), await wordsOf(features.x));
  for (const [name, x] of Object.entries(features.rows)) {
    assertEquals(await wordsOf(detached.rows[name]), await wordsOf(x));
  }
  tape.take();
});

onDevices("takeExamples() takes rows of x and of all that has a row an example", async () => {
  const features: Features<Signal> = {
    x: tensor(device, [[1, 2], [3, 4], [5, 6]]),
    rows: {
      lengths: tensor(device, new Uint32Array([7, 8, 9])),
      states: tensor(device, Float32Array.from({ length: 12 }, (_, i) => i), [3, 2, 2]),
      "1/tokens": tensor(device, new Uint32Array([10, 11, 12]), [3, 1]),
    },
    shared: { index: tensor(device, new Uint32Array([13, 14])) },
  };
  const taken = takeExamples(features, tensor(device, new Uint32Array([2, 0])));
  assertEquals(await wordsOf(taken.x), [5, 6, 1, 2]);
  assertEquals(Object.keys(taken.rows), ["lengths", "states", "1/tokens"]);
  const { lengths, states, "1/tokens": tokens } = taken.rows;
  assertEquals(await wordsOf(lengths), [9, 7]);
  assertEquals(await wordsOf(states), [8, 9, 10, 11, 0, 1, 2, 3]);
  assertEquals([states.shape, tokens.shape], [[2, 2, 2], [2, 1]]);
  assertEquals(await wordsOf(tokens), [12, 10]);
  assert(taken.shared.index === features.shared.index);
});
