/** Examples count in every loss as often as the weight of their class says. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Learner, rowIndex, ShapeError, type Signal, tensor } from "../../../engine/mod.ts";
import { ClassLoss, weightedSquaredError } from "../../../engine/local/class_loss.ts";
import { type Changes, netOf } from "../../models/text/options.ts";
import { device, onDevices } from "../device.ts";

/** Texts of two words: the second counts twice, or stands there twice. */
function batch(rows: readonly number[]) {
  const words = [[3, 4], [5, 6], [7, 8]];
  const ids = Uint32Array.from(rows.flatMap((row) => words[row]));
  return {
    input: {
      x: tensor(device, ids, [rows.length, 2]),
      rows: { lengths: tensor(device, Uint32Array.from(rows, () => 2)) },
      shared: { index: tensor(device, rowIndex(ids, 0)) },
    },
    classes: tensor(device, Uint32Array.from(rows)),
  };
}

async function stepped(learner: Learner, rows: readonly number[]): Promise<number[][]> {
  const { input, classes } = batch(rows);
  for (let i = 0; i < 3; i++) learner.step(input, classes);
  const values: number[][] = [];
  for (const parameter of learner.parameters) values.push([...await parameter.data()]);
  return values;
}

const make = (rate: number, ...changes: readonly Changes[]) =>
  netOf("linearal", {
    blocks: 3,
    learning: { optimizer: "sgd", rate, firstRate: rate },
  }, ...changes);

for (const mode of ["al", "bp"] as const) {
  for (const reconstruction of ["cross-entropy", "mse"] as const) {
    onDevices(
      `an example of weight 2 teaches all blocks as two examples do: ${mode} ${reconstruction}`,
      async () => {
        const labels = { reconstruction };
        const weighed = { learning: { classWeights: [1, 2, 1] } };
        // The mean is over 3 rows, and over 4.
        const one = await stepped(make(0.3, { mode, labels }, weighed), [0, 1, 2]);
        const two = await stepped(make(0.4, { mode, labels }), [0, 1, 1, 2]);
        const plain = await stepped(make(0.3, { mode, labels }), [0, 1, 2]);
        let most = 0;
        one.forEach((values, i) =>
          values.forEach((value, k) => {
            assertAlmostEquals(value, two[i][k], 2e-6);
            most = Math.max(most, Math.abs(value - plain[i][k]));
          })
        );
        assert(most > 1e-3, `the weights changed nothing: ${most}`);
      },
    );
  }
}

onDevices("every block above hears the weights of classes", async () => {
  const values = await Promise.all([[1, 1, 1], [1, 2, 1]].map(async (classWeights) => {
    const net = make(0.3, { learning: { classWeights } });
    await stepped(net, [0, 1, 2]);
    const all: number[][] = [];
    for (const { parameters } of net.chain!.blocks) {
      all.push((await Promise.all(parameters.map((own) => own.data()))).flatMap((own) => [...own]));
    }
    return all;
  }));
  const [plain, weighed] = values;
  plain.forEach((own, block) => assert(own.join() !== weighed[block].join(), `block ${block + 1}`));
});

onDevices("smoothing spreads a part of each target over the classes", async () => {
  const losses = new ClassLoss(device, { smoothing: 0.3 });
  const classes = tensor(device, Uint32Array.of(1));
  assertEquals(losses.weightsOf(classes), null);
  const logits = tensor(device, [[0, Math.log(2), 0]]) as Signal;
  // -0.8 log(1/2) - 2 * 0.1 log(1/4)
  const loss = losses.crossEntropy(logits, classes, null);
  assertAlmostEquals(await loss.item(), 0.8 * Math.log(2) + 0.2 * Math.log(4), 1e-6);
});

onDevices("weightedSquaredError() multiplies the squares of a row by its factor", async () => {
  const [a, b] = [tensor(device, [[1, 2], [3, 4]]), tensor(device, [[0, 0], [0, 0]])];
  const loss = weightedSquaredError(a, b, tensor(device, [2, 0.5]));
  assertAlmostEquals(await loss.item(), (2 * 5 + 0.5 * 25) / 4, 1e-6);
});

onDevices("a net refuses weights that are not one for each class", () => {
  for (const classWeights of [[1, 2], [1, -1, 1], [1, NaN, 1]]) {
    assertThrows(
      () => make(0.1, { learning: { classWeights } }),
      ShapeError,
      "give 3 numbers of 0 or more, one a class",
    );
  }
  assertThrows(() => make(0.1, { learning: { smoothing: 1 } }), ShapeError, "learning.smoothing");
});
