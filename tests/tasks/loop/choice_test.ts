import { assertEquals } from "@std/assert";
import { chosenFigure, isStageOver } from "../../../tasks/loop/choice.ts";
import { type BestEpoch, type StageResult, START } from "../../../tasks/loop/position.ts";

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
