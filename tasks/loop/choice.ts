/**
 * Which epoch of a run is chosen, and when training stops because no better one comes.
 *
 * @module
 */
import { epochsDone, type Position } from "./position.ts";

/**
 * Whose validation accuracy chooses the epoch: that of the full depth, of the best depth of each epoch, or the
 * mean of all depths that learn.
 */
export type Choice = "full" | "best" | "mean";

/** What may choose the epoch; the first is the default. */
export const CHOICES = ["full", "best", "mean"] as const satisfies readonly Choice[];

const TEXTS: Readonly<Record<Choice, string>> = {
  full: "at the full depth",
  best: "at the best depth",
  mean: "as the mean of all depths",
};

/**
 * What a choice is called behind "validation accuracy".
 *
 * @param depths How many depths learn at a time; of one there is nothing to choose.
 */
export function choiceText(choice: Choice, depths: number): string {
  return TEXTS[depths > 1 ? choice : "full"];
}

/** The figure by which an epoch is chosen, from its accuracy at each depth; NaN where nothing validates. */
export function chosenFigure(accuracies: readonly number[], choice: Choice): number {
  if (!accuracies.length) return NaN;
  switch (choice) {
    case "full":
      return accuracies[accuracies.length - 1];
    case "best":
      return Math.max(...accuracies);
    case "mean":
      return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  }
}

/** How long a stage lasts. */
export interface StageLength {
  /** Epochs at most. */
  readonly epochs: number;
  /** Epochs without a better one after which it ends; 0 where it goes to its last epoch. */
  readonly patience?: number;
}

/**
 * Whether the stage under way is over: its epochs are done, or as many as the patience have brought nothing
 * better. It follows from the position alone, so that a run goes on as if it had never been stopped.
 */
export function isStageOver(position: Position, { epochs, patience = 0 }: StageLength): boolean {
  const { epoch, best } = position;
  if (!best) return false;
  const isSettled = patience > 0 && epoch - 1 - best.epoch >= patience;
  return isSettled || epoch > epochsDone(position) + epochs;
}
