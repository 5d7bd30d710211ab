/** Ten steps of Transformers and of models with side inputs against PyTorch's. */
import type { TextModel } from "../../../models/mod.ts";
import { onKinds } from "../../engine/device.ts";
import { readTexts } from "../../golden/golden.ts";
import { follow } from "../follow.ts";
import { type Changes, netOf } from "./options.ts";

const { batches, cases } = readTexts();

const small: Changes = {
  blocks: 3,
  words: { vocabulary: 8, width: 4 },
  above: { width: 4, hidden: 4, heads: 2, feedForward: 3, dropout: 0 },
};

/** Side inputs of both later blocks, from tables of the recorded size. */
const sides = [undefined, { rows: 6 }, { rows: 5 }];
const withSides: Changes = { words: { sides } };

const models: Readonly<Record<string, readonly [TextModel, ...Changes[]]>> = {
  transformer: ["transformeral"],
  transformer_backprop: ["transformeral", { mode: "bp" }],
  transformer_same: [
    "transformeral",
    { words: { sides, shared: true }, above: { positions: 4, norm: "pre" } },
  ],
  lstm_backprop: ["lstmal", { mode: "bp", above: { hidden: 2, readout: "mean" } }],
  lstm_side: ["lstmal", withSides, { above: { bidirectional: false, readout: "sum" } }],
  linear_concat: ["linearal", withSides],
  linear_max: ["linearal", withSides, { above: { merge: "max" } }],
  linear_backprop: ["linearal", withSides, { mode: "bp" }],
};

for (const [name, [model, ...changes]] of Object.entries(models)) {
  onKinds(
    `${name.replace("_", " ")} follows PyTorch over ten steps`,
    () => follow(netOf(model, small, ...changes), cases[name as keyof typeof cases], batches),
  );
}
