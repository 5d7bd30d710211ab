/**
 * What a stage says that stopped before its last epoch.
 *
 * @module
 */
import { choiceText } from "../loop/choice.ts";
import { epochsDone, type Position } from "../loop/position.ts";
import type { OptionsOf } from "../options/options.ts";
import { percent } from "../terminal/figures.ts";

/** Says that the stage of a position stopped early, and why; null where it went to its last epoch. */
export function earlyText(
  position: Position,
  { epoch: epochs, patience, choose }: Pick<OptionsOf<"train">, "epoch" | "patience" | "choose">,
): string | null {
  const { epoch: next, best } = position;
  const before = epochsDone(position);
  const trained = next - 1 - before;
  if (!best || trained >= epochs) return null;
  return `Stopped after epoch ${trained} of ${epochs}: the last ${patience} were no better than epoch ` +
    `${best.epoch - before} with ${percent(best.accuracy)} validation accuracy ` +
    `${choiceText(choose, best.validation.length)} (--patience ${patience}).`;
}
