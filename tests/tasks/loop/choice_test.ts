import { assertEquals, assertRejects } from "@std/assert";
import { ShapeError } from "../../../engine/mod.ts";
import { TextRows, Vocabulary } from "../../../datasets/mod.ts";
import { CHOICES, chosenFigure, isStageOver } from "../../../tasks/loop/choice.ts";
import { fit } from "../../../tasks/loop/fit.ts";
import { type BestEpoch, type StageResult, START } from "../../../tasks/loop/position.ts";
import { netOf } from "../../models/text/options.ts";
import { someRows } from "../support.ts";

Deno.test("chosenFigure() is the accuracy of the full depth, the best depth, or their mean", () => {
  const accuracies = [0.75, 0.25, 0.5];
  assertEquals(chosenFigure(accuracies, "full"), 0.5);
  assertEquals(chosenFigure(accuracies, "best"), 0.75);
  assertEquals(chosenFigure(accuracies, "mean"), 0.5);
  assertEquals(chosenFigure([0.1, 0.2, 0.9], "mean"), (0.1 + 0.2 + 0.9) / 3);
  assertEquals(chosenFigure([], "best"), NaN);
});

Deno.test("isStageOver() counts epochs, and epochs since the best, within the stage under way", () => {
  const best = (epoch: number): BestEpoch => ({ epoch, accuracy: 0.5, validation: [0.5] });
  const stage: StageResult = {
    ...{ depths: [1], epoch: 2, validation: [0.5], epochs: 4, seconds: 1, cache: null, saved: 0 },
  };
  const over = (epoch: number, at: number | null, patience?: number, done: StageResult[] = []) =>
    isStageOver({ ...START, epoch, best: at === null ? null : best(at), done }, {
      ...{ epochs: 5, patience },
    });
  assertEquals([over(1, null), over(5, 4), over(6, 4)], [false, false, true]);
  assertEquals([over(3, 1, 2), over(4, 1, 2), over(4, 2, 2)], [false, true, false]);
  assertEquals([over(3, 1, 0), over(3, 1)], [false, false]);
  // Epochs of earlier stages do not count.
  assertEquals([over(8, 7, 2, [stage]), over(8, 5, 2, [stage]), over(10, 9, 2, [stage])], [
    false,
    true,
    true,
  ]);
});

Deno.test("fit() stops by patience and chooses by the figure that is asked for; it needs validation for that", async () => {
  const data = (seed: number) => {
    const vocabulary = Vocabulary.build(someRows(60).map(({ text }) => text));
    const rows = someRows(30, seed);
    const labels = Uint32Array.from(rows, ({ label }) => ["birds", "cats", "dogs"].indexOf(label));
    return new TextRows(vocabulary.encode({ texts: rows.map(({ text }) => text), labels }));
  };
  const still = { learning: { rate: 0, firstRate: 0 }, classes: 3, words: { vocabulary: 40 } };
  const sets = { train: data(1), validation: data(2), classes: 3 };
  for (const choose of CHOICES) {
    const net = netOf("linearal", still);
    const { chosen, epochs } = await fit(net, sets, { epochs: 9, patience: 2, choose });
    assertEquals([chosen.epoch, epochs.length], [1, 3]);
  }
  const error = await assertRejects(
    () => fit(netOf("linearal", still), { ...sets, validation: null }, { patience: 1 }),
    ShapeError,
  );
  assertEquals(
    error.message,
    "Cannot stop early: it watches validation rows and there are none, give some or leave patience out",
  );
});
