/** Ten steps of Transformers and of models with side inputs against PyTorch's. */
import { linearal, lstmal, type TextModelOptions, transformeral } from "../../../models/mod.ts";
import { onKinds } from "../../engine/device.ts";
import { readTexts } from "../../golden/golden.ts";
import { follow } from "../follow.ts";
import { options } from "./options.ts";

const { batches, cases } = readTexts();

const small = (changes: Partial<TextModelOptions> = {}): TextModelOptions => ({
  ...options(),
  vocabulary: 8,
  layers: 3,
  embedding: 4,
  hidden: 4,
  heads: 2,
  feedForward: 3,
  layerDropout: 0,
  ...changes,
});

/** Side inputs of both later blocks, from tables of the recorded size. */
const withSides: Partial<TextModelOptions> = { sides: [undefined, { rows: 6 }, { rows: 5 }] };

const models = {
  transformer: () => transformeral(small()),
  transformer_backprop: () => transformeral(small({ mode: "bp" })),
  transformer_same: () =>
    transformeral(small({ ...withSides, sameEmbedding: true, positions: 4, norm: "pre" })),
  lstm_backprop: () => lstmal(small({ mode: "bp", hidden: 2, readout: "mean" })),
  lstm_side: () => lstmal(small({ ...withSides, bidirectional: false, readout: "sum" })),
  linear_concat: () => linearal(small(withSides)),
  linear_max: () => linearal(small({ ...withSides, sideMerge: "max" })),
  linear_backprop: () => linearal(small({ ...withSides, mode: "bp" })),
};

for (const [name, make] of Object.entries(models)) {
  onKinds(
    `${name.replace("_", " ")} follows PyTorch over ten steps`,
    () => follow(make(), cases[name as keyof typeof models], batches),
  );
}
