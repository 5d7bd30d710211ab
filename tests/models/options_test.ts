/** Options of nets that are not what they may be. */
import { assertEquals, assertThrows } from "@std/assert";
import { ShapeError } from "../../engine/mod.ts";
import {
  blockOf,
  buildModel,
  defaultLinear,
  defaultNet,
  defaultWords,
  type ModelName,
} from "../../models/mod.ts";
import { device } from "../engine/device.ts";

const options = {
  ...defaultNet,
  classes: 3,
  words: { ...defaultWords, vocabulary: 9, width: 4 },
  above: { ...defaultLinear, width: 4 },
};

const refused: readonly (readonly [change: object, message: string])[] = [
  [{ mode: "backprop" }, `Cannot build a net: mode is "backprop", give one of al, bp`],
  [{ classes: 0 }, "Cannot build a net: classes is 0, give a whole number of 1 or more"],
  [{ blocks: 1.5 }, "Cannot build a net: blocks is 1.5, give a whole number of 1 or more"],
  [
    { initialization: "torch" },
    `Cannot build a net: initialization is "torch", give one of pytorch, thesis, neco, orthogonal`,
  ],
  [
    { labels: { ...options.labels, bridge: "mpl" } },
    `Cannot build a net: labels.bridge is "mpl", give one of linear, mlp, mlp-norm`,
  ],
  [
    { labels: {} },
    "Cannot build a net: labels.width is undefined, give a whole number of 1 or more",
  ],
  [
    { learning: { ...options.learning, optimizer: "sdg" } },
    `Cannot build a net: learning.optimizer is "sdg", give one of adam, sgd`,
  ],
  [
    { learning: { ...options.learning, rate: -1 } },
    "Cannot build a net: learning.rate is -1, give a number of 0 or more",
  ],
  [
    { words: { ...options.words, pool: "word" } },
    `Cannot build the model "linearal": words.pool is "word", give one of words, positions`,
  ],
  [
    { above: { ...options.above, merge: "sum" } },
    `Cannot build the model "linearal": above.merge is "sum", give one of concat, max`,
  ],
];

for (const [change, message] of refused) {
  Deno.test(`buildModel() refuses ${JSON.stringify(change).slice(0, 60)}`, () => {
    const build = () => buildModel(device, "linearal", { ...options, ...change });
    assertEquals(assertThrows(build, ShapeError).message, message);
  });
}

Deno.test("a model of no known name is refused", () => {
  const build = () => buildModel(device, "lstm" as ModelName, options as never);
  assertThrows(build, ShapeError, `Cannot build the model "lstm": there is none of this name`);
});

Deno.test("blockOf() refuses a block that the net has not, and one that does not know what enters it", () => {
  const spec = { model: "linearal", options, input: { x: [4] } } as const;
  assertEquals(
    assertThrows(() => blockOf(device, { ...spec, block: 3 }), ShapeError).message,
    "Cannot build a block: number is 3, give a whole number from 0 up to, not including, 3",
  );
  assertThrows(() => blockOf(device, { ...spec, block: -1 }), ShapeError, "number is -1");
  const blind = () => blockOf(device, { ...spec, block: 2, input: undefined });
  assertEquals(
    assertThrows(blind, ShapeError).message,
    "Cannot build block 2 (from 0) alone: the sizes of the features that enter it are missing, give input, " +
      "the out of the encoder below",
  );
});
